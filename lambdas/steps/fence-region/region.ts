import type { Fence } from '../../../lib/domain/fence';
import { namesOf } from '../../../lib/domain/names';
import type { Sends } from '../../edge/clients';
import { isoAt } from '../../edge/clock';
import { fenceTable } from '../../edge/fence-table';
import { claimsOf } from '../../edge/fencing/claims';
import { inTurn } from '../../edge/fencing/in-turn';
import type { FencedKind, RegionClients } from '../../edge/fencing/region';
import { fencedRegion } from '../../edge/fencing/region';
import { silence } from '../../edge/fencing/silence';
import { hookCalls } from '../../edge/hooks/calls';
import { hasLedger, readLedgers } from '../../edge/ledger';
import { pacedDatabases } from '../../edge/paced-databases';
import { perRegion } from '../../edge/per-region';
import { reading } from '../../edge/reading';
import type { Edge } from '../../edge/step-handler';
import type { Web } from '../../edge/web';
import { writersOf } from '../../edge/writers';
import { SAME_SECONDS_MIN } from './proof';
import { type Act, type Input, type Seen, type SeenLedgers, type SeenReplacement, targetOf } from './seen';
import { fenceRegion } from './step';
import { isSilent, isStopped } from './stopping';

const REST_MILLISECONDS = SAME_SECONDS_MIN * 1000;

export interface FencingClients {
  /** DynamoDB of each Region. */
  readonly dynamoIn: (region: string) => Sends;
  /** What runs in each Region. */
  readonly clientsIn: (region: string) => RegionClients;
  /** RDS of this Region. */
  readonly rds: Sends;
  /** Lambda of this Region, whose functions the hooks are. */
  readonly lambda: Sends;
  readonly web: Web;
}

/** Looks at the Region that is fenced, and stops it. */
export function region(clients: FencingClients, edge: Pick<Edge, 'clock' | 'evidence' | 'log'>) {
  const hooks = hookCalls(clients, edge);
  // Asked only by a stand-down, for which nobody waits.
  const rds = pacedDatabases(clients.rds, edge.clock);
  const regionIn = perRegion((there) => fencedRegion(inTurn(clients.clientsIn(there), edge.clock), edge.clock));
  const tableOf = (there: string, { plan }: Input) =>
    fenceTable(clients.dynamoIn(there), { plan: plan.name, names: namesOf(plan, there) });
  // What AWS would not stop, for the looks of this run that follow; a new environment only asks AWS once more.
  let refused: { readonly runId: string; readonly kinds: Partial<Record<FencedKind, string>> } = {
    runId: '',
    kinds: {},
  };
  let pause: string | undefined;
  const silent = silence();
  const notStopped = ({ run }: Input) => (refused.runId === run.id ? refused.kinds : {});

  /** A pause of the machine is longer than the rest that is left, and nobody can write meanwhile. */
  async function ledgersRested(fence: Fence | undefined, input: Input): Promise<SeenLedgers | undefined> {
    if (!input.plan.databases.some(hasLedger)) return undefined;
    const sameSince = fence?.runId === input.run.id ? fence.proof?.sameSince : undefined;
    const restedMilliseconds = sameSince === undefined ? REST_MILLISECONDS : edge.clock.now() - Date.parse(sameSince);
    // A clock that was set back must not make it longer.
    const leftMilliseconds = Math.min(REST_MILLISECONDS - restedMilliseconds, REST_MILLISECONDS);
    if (leftMilliseconds > 0) await edge.clock.sleep(leftMilliseconds);
    return ledgersSeen(clients.web, input, isoAt(edge.clock.now()));
  }

  return {
    async look(input: Input): Promise<Seen> {
      const target = targetOf(input);
      const paused = pause;
      pause = undefined;
      const [fence, running, records, replacement] = await Promise.all([
        reading(`dynamodb:GetItem of the fence in ${target}`, tableOf(target, input).read()),
        regionIn(target).running({ plan: input.plan, region: target }),
        hooks.look(input),
        input.confirmActive ? undefined : replacementSeen({ ...clients, rds, log: edge.log }, input),
      ]);
      const asksLedgers = isStopped(running) && fence.outcome === 'read' && fence.value?.state !== 'fenced';
      const ledgers = asksLedgers ? await ledgersRested(fence.value, input) : undefined;
      const silentSeconds = silent.seconds(fence.outcome === 'unknown' || isSilent(running), input);
      const known = { target, replacement, fence, running, records, notStopped: notStopped(input) };
      return { ...known, silentSeconds, pause: paused, ledgers };
    },

    async perform(act: Act, input: Input): Promise<void> {
      if (act.kind === 'hook') {
        return hooks.perform(act, input, { step: fenceRegion, fencedRegion: targetOf(input) });
      }
      if (act.kind === 'note') {
        const observed = act.observedVersion === undefined ? undefined : { version: act.observedVersion };
        // Where somebody else has written it, the next look judges what they wrote.
        await tableOf(act.region, input).write(act.next, observed);
        // What is found while the ledgers rest costs no time, and lasts until the end.
        if (act.next.proof && act.next.state === 'begun') regionIn(act.region).findAnew();
        return;
      }
      const unmade = await regionIn(act.region).stop(act.what, act.names);
      if (unmade?.isFinal) {
        refused = { runId: input.run.id, kinds: { ...notStopped(input), [act.what]: unmade.because } };
      } else pause = unmade?.because;
    },
  };
}

/** Who has replaced this Region. */
async function replacementSeen(
  { dynamoIn, rds, log }: Pick<FencingClients, 'dynamoIn' | 'rds'> & Pick<Edge, 'log'>,
  input: Input,
): Promise<SeenReplacement> {
  const [claims, writers] = await Promise.all([
    claimsOf(dynamoIn, input, (line) => log({ step: fenceRegion.name, ...line, runId: input.run.id })),
    reading('rds:DescribeGlobalClusters', writersOf(rds, input.plan)),
  ]);
  return { claims, writers };
}

/** In a switchover both Regions are counted, side by side: what rests in the one is compared with what has arrived. */
async function ledgersSeen(web: Web, input: Input, at: string): Promise<SeenLedgers> {
  const { plan, region: here } = input;
  const [there, arrived] = await Promise.all([
    readLedgers(web, { plan, region: targetOf(input), now: at }),
    input.confirmActive ? readLedgers(web, { plan, region: here, now: at }) : undefined,
  ]);
  return { at, there, here: arrived };
}
