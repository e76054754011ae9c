import type { Announcement } from '../../../lib/domain/announcement';
import type { EvidenceRecord } from '../../../lib/domain/evidence';
import { namesOf } from '../../../lib/domain/names';
import type { InputOf } from '../../../lib/domain/step';
import { oneLine } from '../../../lib/domain/text';
import { putAnnouncement } from '../../edge/active-region-event';
import { activeRegionParameter } from '../../edge/active-region-parameter';
import type { Sends } from '../../edge/clients';
import { isoAt } from '../../edge/clock';
import { reading } from '../../edge/reading';
import type { Edge } from '../../edge/step-handler';
import { type Announce, FAILURES_MAX, type SeenRegion } from './decide';
import { announceRegion } from './step';

export interface AnnounceClients {
  /** Systems Manager of a Region. */
  readonly ssmIn: (region: string) => Sends;
  /** EventBridge of a Region. */
  readonly eventsIn: (region: string) => Sends;
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

/** Every Region of the plan, this one first, as one that may be gone: what it was told, what its parameter says. */
export function regions({ ssmIn, eventsIn }: AnnounceClients, { clock, evidence }: Pick<Edge, 'clock' | 'evidence'>) {
  const parameterIn = ({ plan }: Input, region: string) => activeRegionParameter(ssmIn(region), namesOf(plan, region));

  // Regions that could not be read, for the looks of this run that follow: each look waits for every one that is asked.
  let silent: { readonly runId: string; readonly regions: Map<string, Parameter> } = { runId: '', regions: new Map() };

  /** One that could not be read is asked a second time after a pause, and not again. */
  async function parameterOf(input: Input, region: string): Promise<Parameter> {
    const { now: at } = input;
    const before = silent.regions.get(region);
    const isLate = before && (Date.parse(at) - Date.parse(before.at)) / 1000 >= announceRegion.lookAgainSeconds;
    if (before && (!isLate || before.failures >= FAILURES_MAX)) return before;
    const parameter = await reading(`ssm:GetParameterHistory in ${region}`, parameterIn(input, region).read());
    const failures = (before?.failures ?? 0) + (parameter.outcome === 'read' ? 0 : 1);
    const read = { parameter, failures, at };
    if (parameter.outcome !== 'read') silent.regions.set(region, read);
    else silent.regions.delete(region);
    return read;
  }

  return {
    async look(input: Input): Promise<SeenRegion[]> {
      if (silent.runId !== input.run.id) silent = { runId: input.run.id, regions: new Map() };
      const { plan, region: here, run, document } = input;
      const records = await evidence(document).read(run.id);
      const inOrder = [here, ...plan.regions.filter((region) => region !== here)];
      return Promise.all(
        inOrder.map(async (region) => {
          const past = pastOf(records, { region, now: input.now });
          if (past.isTold) return { region, ...past };
          const { parameter, failures } = await parameterOf(input, region);
          return { region, ...past, parameter, failures: past.failures + failures };
        }),
      );
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
