import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { judgeDrift } from '../../../lib/domain/drift';
import { makesWayFor } from '../../../lib/domain/making-way';
import { METRIC_NAMESPACE } from '../../../lib/domain/names';
import type { Place } from '../../../lib/domain/step';
import type { Sends } from '../../edge/clients';
import { dateAt, isoAt } from '../../edge/clock';
import { archiveDrift } from '../../edge/drift/archive';
import { guardedStacks, startDetection } from '../../edge/drift/detections';
import { lastCheckTable } from '../../edge/drift/last-check';
import { type DriftClients, lookForDrift } from '../../edge/drift/look';
import type { Log } from '../../edge/log';
import { perRegion } from '../../edge/per-region';
import { pacedStacks } from '../../edge/release-stacks/paced-stacks';
import { seenLock } from '../../edge/seen-lock';
import type { Edge } from '../../edge/step-handler';
import { type CheckDecision, decide } from './decide';
import { checkDrift } from './trigger';

export interface CheckClients extends DriftClients {
  /** Of this Region. */
  readonly cloudwatch: Sends;
  /** Of this Region. */
  readonly dynamo: Sends;
}

/**
 * Compares once, tells what was found, and starts the drift detections that the next check reads. It takes no lock and
 * changes nothing of what it looks at. While a run moves users here it leaves CloudFormation to that one, and says so.
 *
 * @throws when it could not compare or not tell: the alarm on a missing check is then the one that speaks
 */
export function createHandler(clients: CheckClients, place: Place, { clock, log }: Pick<Edge, 'clock' | 'log'>) {
  const { plan, region, names } = place;
  const say: Log = (line) => log({ trigger: checkDrift.name, ...line });
  const table = lastCheckTable(clients.dynamo, place);
  const cloudformationIn = perRegion((there) => pacedStacks(clients.cloudformationIn(there), clock));

  async function tell({ metrics, record, next }: CheckDecision, at: number): Promise<void> {
    await clients.cloudwatch.send(
      new PutMetricDataCommand({
        Namespace: METRIC_NAMESPACE,
        MetricData: Object.entries(metrics).map(([MetricName, Value]) => ({
          MetricName,
          Dimensions: [{ Name: 'Plan', Value: plan.name }],
          Value,
          Timestamp: dateAt(at),
        })),
      }),
    );
    // The item last: a check that ends in between finds the same change again, and loses none.
    if (record) await archiveDrift(clients.s3In(region), names, record);
    await table.write(next);
  }

  /**
   * A stack that is being changed is not checked now; the age of its last detection tells when that goes on.
   *
   * @returns names of the stacks whose detection was started
   */
  const detect = (stack: string): Promise<string[]> =>
    startDetection(cloudformationIn(region), stack).then(
      (id) => {
        say({ kind: 'detecting', because: `drift detection ${id} of ${stack} was started` });
        return [stack];
      },
      (error: unknown) => {
        say({ kind: 'not-detecting', because: `drift detection of ${stack}: ${error}` });
        return [];
      },
    );

  return async (): Promise<void> => {
    const now = clock.now();
    const at = isoAt(now);
    const run = makesWayFor(await seenLock(clients.dynamo, place, say), at);
    if (run !== undefined) return say({ kind: 'left', because: `${run}; the next look is due within the hour` });
    const [seen, last] = await Promise.all([
      lookForDrift({ ...clients, cloudformationIn, say }, { plan, asked: [region], guarded: [region], now: at }),
      table.read(),
    ]);
    const judged = judgeDrift(seen, { plan, now: at });
    const detecting = (await Promise.all(guardedStacks(place).map(detect))).flat();
    const decision = decide(judged, { plan: plan.name, region, at, last, detecting });
    for (const finding of judged.findings) say({ ...finding });
    say({ kind: 'checked', because: decision.because });
    await tell(decision, now);
  };
}
