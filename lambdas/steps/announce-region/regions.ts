import type { Announcement } from '../../../lib/domain/announcement';
import type { EvidenceRecord } from '../../../lib/domain/evidence';
import { namesOf } from '../../../lib/domain/names';
import type { InputOf } from '../../../lib/domain/step';
import { oneLine } from '../../../lib/domain/text';
import { putAnnouncement } from '../../edge/active-region-event';
import { activeRegionParameter } from '../../edge/active-region-parameter';
import type { Sends } from '../../edge/clients';
import { isoAt } from '../../edge/clock';
import { highestEpochHeld } from '../../edge/epochs-held';
import { inTime, LOST_MILLISECONDS_MAX } from '../../edge/in-time';
import { reading } from '../../edge/reading';
import type { Edge } from '../../edge/step-handler';
import { type Announce, isLost, readsMax, type SeenRegion } from './decide';
import { announceRegion } from './step';

export interface AnnounceClients {
  /** Systems Manager of a Region. */
  readonly ssmIn: (region: string) => Sends;
  /** EventBridge of a Region. */
  readonly eventsIn: (region: string) => Sends;
  /** DynamoDB of a Region. */
  readonly dynamoOf: (region: string) => Sends;
}

type Input = InputOf<typeof announceRegion>;

/** What came of reading a Region's parameter. */
interface Parameter {
  readonly parameter: NonNullable<SeenRegion['parameter']>;
  /** How many reads have failed. */
  readonly failures: number;
  /** When the last read was begun, ISO 8601 UTC. */
  readonly at: string;
}

/** What a run has found out so far. */
const knownOf = (runId: string) => ({
  runId,
  silent: new Map<string, Parameter>(),
  held: { said: 0, epoch: 0 },
});

/** Every Region of the plan, this one first, as one that may be gone: what it was told, what its parameter says. */
export function regions(
  { ssmIn, eventsIn, dynamoOf }: AnnounceClients,
  { clock, evidence }: Pick<Edge, 'clock' | 'evidence'>,
) {
  const parameterIn = ({ plan }: Input, region: string) => activeRegionParameter(ssmIn(region), namesOf(plan, region));
  const soon = <Read>(input: Input, region: string, read: Promise<Read>) =>
    isLost(region, input) ? inTime(clock, LOST_MILLISECONDS_MAX, read) : read;

  // Regions that could not be read, for the looks of this run that follow: each look waits for every one that is asked.
  // What the locks and claims hold is asked once for each highest epoch that is said: a Region may be gone.
  let known = knownOf('');

  /** One that could not be read is asked a second time after a pause, and not again; the lost one is asked once. */
  async function parameterOf(input: Input, region: string): Promise<Parameter> {
    const { now: at } = input;
    const before = known.silent.get(region);
    const isLate = before && (Date.parse(at) - Date.parse(before.at)) / 1000 >= announceRegion.lookAgainSeconds;
    if (before && (!isLate || before.failures >= readsMax(region, input))) return before;
    const said = soon(input, region, parameterIn(input, region).read());
    const parameter = await reading(`ssm:GetParameterHistory in ${region}`, said);
    const failures = (before?.failures ?? 0) + (parameter.outcome === 'read' ? 0 : 1);
    const read = { parameter, failures, at };
    if (parameter.outcome !== 'read') known.silent.set(region, read);
    else known.silent.delete(region);
    return read;
  }

  return {
    async look(input: Input): Promise<readonly SeenRegion[]> {
      if (known.runId !== input.run.id) known = knownOf(input.run.id);
      const { plan, region: here, run, document } = input;
      const records = await evidence(document).read(run.id);
      const inOrder = [here, ...plan.regions.filter((region) => region !== here)];
      const seen = await Promise.all(
        inOrder.map(async (region) => {
          const past = pastOf(records, { region, now: input.now });
          if (past.isTold) return { region, ...past };
          const { parameter, failures } = await parameterOf(input, region);
          return { region, ...past, parameter, failures: past.failures + failures };
        }),
      );
      return withEpochHeld(seen, { input, known, dynamoOf });
    },

    /** The parameter first: whoever acts on the event finds it. The next look judges what came of it, by its record. */
    async perform(act: Announce, input: Input): Promise<void> {
      const { run, epoch, document } = input;
      const said = announcementOf(input);
      const telling = async () => {
        if (act.write) await parameterIn(input, act.region).write(said);
        await putAnnouncement(eventsIn(act.region), said);
      };
      const told = await reading(act.write ? 'ssm:PutParameter, events:PutEvents' : 'events:PutEvents', telling());
      const outcome =
        told.outcome === 'read'
          ? ({ kind: 'answered', because: `${act.region} was told` } as const)
          : ({ kind: 'failed', because: oneLine(told.because) } as const);
      const entry = {
        at: isoAt(clock.now()),
        runId: run.id,
        epoch,
        step: announceRegion.name,
        ...outcome,
        data: { act },
      };
      await evidence(document).append(entry);
    },
  };
}

interface Asked extends Pick<AnnounceClients, 'dynamoOf'> {
  readonly input: Input;
  readonly known: ReturnType<typeof knownOf>;
}

/** With what the locks and claims hold, where a parameter says more than this run's epoch. */
async function withEpochHeld(
  seen: readonly SeenRegion[],
  { input: { plan, epoch }, known, dynamoOf }: Asked,
): Promise<readonly SeenRegion[]> {
  const said = Math.max(...seen.map(({ parameter }) => epochIn(parameter)));
  if (said <= epoch) return seen;
  if (known.held.said < said) known.held = { said, epoch: await highestEpochHeld({ plan, dynamoOf }) };
  return seen.map((region) => ({ ...region, epochHeld: known.held.epoch }));
}

const epochIn = (parameter: SeenRegion['parameter']): number =>
  parameter?.outcome === 'read' ? (parameter.value?.epoch ?? 0) : 0;

function announcementOf({ plan, region, run, epoch, confirmOutage, confirmActive }: Input): Announcement {
  const previousRegion = confirmOutage?.lostRegion ?? confirmActive?.activeRegion;
  return {
    plan: plan.name,
    activeRegion: region,
    ...(previousRegion !== region && { previousRegion }),
    epoch,
    runId: run.id,
    verb: run.verb,
  };
}

/** What this run's records say of telling a Region. @param now ISO 8601 UTC */
function pastOf(
  records: readonly EvidenceRecord[],
  { region, now }: { region: string; now: string },
): Pick<SeenRegion, 'isTold' | 'failed' | 'failures'> {
  const about = records.filter(
    ({ step, data }) => step === announceRegion.name && (data.act as Partial<Announce> | undefined)?.region === region,
  );
  const failures = about.filter(({ kind }) => kind === 'failed');
  const failed = failures.at(-1);
  return {
    failures: failures.length,
    isTold: about.some(({ kind }) => kind === 'answered'),
    ...(failed && {
      failed: { secondsAgo: (Date.parse(now) - Date.parse(failed.at)) / 1000, because: failed.because },
    }),
  };
}
