import type { Place } from '../../../lib/domain/step';
import type { Sends } from '../../edge/clients';
import type { Log } from '../../edge/log';
import { pacedDatabases } from '../../edge/paced-databases';
import type { Edge } from '../../edge/step-handler';
import type { Web } from '../../edge/web';
import { type Addresses, chores } from './chores';
import { decide } from './decide';
import { duties } from './duties';
import { metrics } from './metrics';
import { type Pace, paceFrom, turnsOf } from './pace';
import { downValue, type Probed, probing } from './probing';
import { type StartClients, starts } from './starts';
import { watchRegion } from './trigger';
import { writers } from './writers';

export interface WatchClients extends StartClients {
  readonly rds: Sends;
  readonly ssm: Sends;
  readonly events: Sends;
  readonly web: Web;
}

/**
 * Watches the active Region for one minute, starts what must follow, and does this Region's chores beside it.
 *
 * @throws when a part of it failed, after the minute was watched: the function's error metric shows it
 */
export function createHandler(
  clients: WatchClients,
  { place, addresses }: { readonly place: Place; readonly addresses: Addresses },
  { clock, log }: Pick<Edge, 'clock' | 'log'>,
) {
  const { plan, region: here } = place;
  const say: Log = (line) => log({ trigger: watchRegion.name, ...line });
  const rds = pacedDatabases(clients.rds, clock);
  const { look } = writers({ rds, dynamo: clients.dynamoOf(here), dns: clients.dns }, place);
  const tools = { clock, say, metrics: metrics(clients, plan), starts: starts(clients, place, say) };
  const { web, ssm, events } = clients;
  const choresOf = chores(
    { ...tools, dynamo: clients.dynamoOf(here), dynamoOf: clients.dynamoOf, ssm, events },
    place,
    addresses,
  );

  const isRiskLearned = plan.prewarm !== undefined;
  const probe = (watching: Probed, pace: Pace) => probing({ ...tools, web, isRiskLearned }, watching, pace);

  return async (): Promise<void> => {
    const pace = paceFrom(clock.now(), plan.watch.everySeconds);
    const minute = duties(say);
    const watching = decide(await look(), place);
    say(watching);
    if (watching.kind === 'rest') tools.metrics.keep(turnsOf(pace).map((at) => downValue({ at, down: false })));
    await Promise.all([
      ...Object.entries(choresOf(watching)).map(([what, chore]) => minute.attempt(what, chore)),
      ...(watching.kind === 'probe' ? [probe(watching, pace)(minute)] : []),
    ]);
    // What came too late for the last probe, and all of it where nothing is probed.
    await minute.attempt('metric', () => tools.metrics.put());
    minute.end();
  };
}
