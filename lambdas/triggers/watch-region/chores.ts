import { sha256Of } from '../../../lib/domain/canonical-json';
import { CLAIMED_EPOCH_METRIC, UNSETTLED_METRIC } from '../../../lib/domain/names';
import type { Presence } from '../../../lib/domain/presence';
import type { Place } from '../../../lib/domain/step';
import { claimTable } from '../../edge/claim-table';
import type { Sends } from '../../edge/clients';
import { type Clock, isoAt } from '../../edge/clock';
import type { Log } from '../../edge/log';
import { presenceTable } from '../../edge/presence-table';
import { type AnnouncingTools, announcing } from './announcing';
import { coolDown } from './cooling';
import type { Watching } from './decide';
import type { Duty } from './duties';
import type { Metrics } from './metrics';
import { standDown } from './standing-down';
import type { Starts } from './starts';

/** The function URLs of this Region. */
export type Addresses = Pick<Presence, 'signalUrl' | 'approvalUrl' | 'controlsUrl'>;

export interface ChoreTools extends AnnouncingTools {
  readonly dynamo: Sends;
  /** DynamoDB of each Region of the plan. */
  readonly dynamoOf: (region: string) => Sends;
  readonly metrics: Metrics;
  readonly starts: Starts;
  readonly clock: Clock;
  readonly say: Log;
}

/** What is done once a minute beside watching, each by its name in the log. None of it waits for another. */
export function chores(tools: ChoreTools, place: Place, addresses: Addresses) {
  const { dynamo, metrics, starts, clock, say } = tools;
  const { plan, names } = place;
  const item = { plan: plan.name, names };
  const planSha256 = sha256Of(plan);
  const announce = announcing(tools, place);
  /** For what nobody waits for: it is written with the next probe, or when the minute's work is done. */
  const keep = (metric: string, value: number) => metrics.keep([{ metric, value, at: clock.now() }]);

  async function settle(): Promise<void> {
    const seen = await starts.whileActive(isoAt(clock.now()));
    say(seen.kind === 'unsettled' ? { ...seen.next, unsettled: seen.because } : seen);
    if (seen.kind === 'unknown') throw new Error(seen.because);
    keep(UNSETTLED_METRIC, seen.kind === 'unsettled' ? 1 : 0);
    if (seen.kind === 'unsettled' && seen.next.kind === 'start') await starts.make('settle', seen.next);
  }

  return (watching: Watching): Readonly<Record<string, Duty>> => ({
    presence: () => presenceTable(dynamo, item).write({ ...addresses, planSha256, at: isoAt(clock.now()) }),
    claim: async () => keep(CLAIMED_EPOCH_METRIC, (await claimTable(dynamo, item).read())?.epoch ?? 0),
    // A Region that is not active has nothing to settle, and says nothing: a metric costs by the hour it is written in.
    ...(watching.kind === 'rest' && { settling: settle }),
    announcing: announce(watching),
    'standing down': standDown(tools, place)(watching),
    cooling: coolDown(tools, place)(watching),
  });
}
