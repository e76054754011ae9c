import { REGION_DOWN_METRIC } from '../../../lib/domain/names';
import type { Place } from '../../../lib/domain/step';
import type { Sends } from '../../edge/clients';
import type { Log } from '../../edge/log';
import type { Edge } from '../../edge/step-handler';
import type { Web } from '../../edge/web';
import { probeUrl } from './decide';
import { duties } from './duties';
import { metrics } from './metrics';
import { paceFrom, takeTurns } from './pace';
import { probe } from './probe';
import { watchRegion } from './trigger';

export interface WitnessClients {
  readonly cloudwatch: Sends;
  readonly web: Web;
}

/**
 * Watches every Region of the plan from outside for one minute. It knows nothing of who is active, so that it can be
 * wrong about one thing only: whether a Region answers.
 *
 * @throws when a value could not be written, after the minute was watched: the function's error metric shows it
 */
export function createWitness(clients: WitnessClients, { plan }: Place, { clock, log }: Pick<Edge, 'clock' | 'log'>) {
  const say: Log = (line) => log({ trigger: watchRegion.name, ...line });
  const { put } = metrics(clients, plan);
  const tools = { web: clients.web, clock, say };

  return async (): Promise<void> => {
    const { attempt, end } = duties(say);
    await takeTurns(clock, paceFrom(clock.now(), plan.watch.everySeconds), async () => {
      const found = await Promise.all(
        plan.regions.map(async (region) => ({
          region,
          ...(await probe(tools, { region, url: probeUrl(plan, region) })),
        })),
      );
      const values = found.flatMap(({ region, asked, down, at }) =>
        asked ? [{ metric: REGION_DOWN_METRIC, value: down ? 1 : 0, region, at }] : [],
      );
      // Missing data is what an alarm knows of "unknown".
      if (values.length > 0) await attempt('metric', () => put(values));
    });
    end();
  };
}
