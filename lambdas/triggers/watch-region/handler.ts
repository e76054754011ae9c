import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { RDSClient } from '@aws-sdk/client-rds';
import { namesOf } from '../../../lib/domain/names';
import { judgeProbe } from '../../../lib/domain/probe';
import type { Place } from '../../../lib/domain/step';
import { clientSettings, hereFromEnvironment, type Sends } from '../../edge/clients';
import { systemClock } from '../../edge/clock';
import { lazily } from '../../edge/lazily';
import { consoleLog } from '../../edge/log';
import { planFromFile } from '../../edge/plan-file';
import type { Edge } from '../../edge/step-handler';
import { publicWeb, type Web } from '../../edge/web';
import { decide } from './decide';
import { type RegionDownValue, regionDownMetric } from './metric';
import { takeTurns, turnsOf } from './pace';
import { watchRegion } from './trigger';
import { writers } from './writers';

export interface WatchClients {
  readonly rds: Sends;
  readonly cloudwatch: Sends;
  readonly web: Web;
}

/** A user who waits longer than this has gone. */
const PROBE_MILLISECONDS_MAX = 5000;
/** One value is a small request to this Region. */
const METRIC_MILLISECONDS_MAX = 2500;
/** 60 s − 5 s − 2.5 s leaves room for a turn at second 50, and half a second to end in. */
const TURN_MILLISECONDS_MAX = PROBE_MILLISECONDS_MAX + METRIC_MILLISECONDS_MAX + 500;

/**
 * Watches the active Region for one minute.
 *
 * @throws when a value could not be written, after the minute was watched: the function's error metric shows it
 */
export function createHandler(clients: WatchClients, place: Place, { clock, log }: Pick<Edge, 'clock' | 'log'>) {
  const { look } = writers(clients, place);
  const metric = regionDownMetric(clients, place.plan);
  const say = (line: Record<string, unknown>) => log({ trigger: watchRegion.name, ...line });

  return async (): Promise<void> => {
    const beganAt = clock.now();
    const lastTurnAt = beganAt + watchRegion.timeoutSeconds * 1000 - TURN_MILLISECONDS_MAX;
    const pace = { beganAt, everyMilliseconds: place.plan.watch.everySeconds * 1000, lastTurnAt };
    const watching = decide(await look(), place);
    say(watching);
    if (watching.kind === 'rest') return metric.put(turnsOf(pace).map((at) => ({ down: false, at })));

    const unwritten: unknown[] = [];
    const put = (value: RegionDownValue) => metric.put([value]).catch((error: unknown) => unwritten.push(error));
    await takeTurns(clock, pace, async () => {
      const at = clock.now();
      const answer = await clients.web.ask({ url: watching.url, timeoutMilliseconds: PROBE_MILLISECONDS_MAX });
      const { down, asked, because } = judgeProbe(answer);
      say({ kind: down ? 'down' : asked ? 'alive' : 'unknown', region: watching.region, because });
      // Missing data is what an alarm knows of "unknown".
      if (asked) await put({ down, at });
    });
    if (unwritten.length > 0) throw new Error(`the metric was not written ${unwritten.length} times: ${unwritten[0]}`);
  };
}

export const handler = lazily(() => {
  const region = hereFromEnvironment();
  const plan = planFromFile();
  const settings = clientSettings(region);
  const requestHandler = {
    connectionTimeout: 1000,
    requestTimeout: METRIC_MILLISECONDS_MAX,
    throwOnRequestTimeout: true,
  };
  const clients = {
    rds: new RDSClient(settings),
    cloudwatch: new CloudWatchClient({ ...settings, requestHandler }),
    web: publicWeb(systemClock),
  };
  return createHandler(
    clients,
    { plan, region, names: namesOf(plan, region) },
    { clock: systemClock, log: consoleLog },
  );
});
