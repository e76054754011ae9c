import { GetMetricDataCommand, type GetMetricDataCommandOutput } from '@aws-sdk/client-cloudwatch';
import { METRIC_NAMESPACE, REGION_DOWN_METRIC } from '../../../lib/domain/names';
import type { Sends } from '../../edge/clients';
import { dateAt } from '../../edge/clock';
import { largestOf, pointsOf } from '../../edge/metric-data';
import { lagQueries, lagsIn } from '../../edge/replication-lags';
import type { About } from './about';
import { LAG_AGE_SECONDS_MAX, OUTAGE_SECONDS_MAX, type SeenLags } from './measured-lags';

const REGION_DOWN_ID = 'down';

/**
 * The lags of every database and the watch's own metric, in one call, so that they belong together.
 *
 * @throws when the answer is not complete, so that half of an outage is never taken for all of it
 */
export async function seenLags(cloudwatch: Sends, { plan, region, replaced, now }: About): Promise<SeenLags> {
  const { databases } = plan;
  // A lag is measured by the Region that is followed.
  if (databases.length === 0 || replaced === undefined) return { regionDown: [], lags: [] };
  const until = Date.parse(now);
  const answer: GetMetricDataCommandOutput = await cloudwatch.send(
    new GetMetricDataCommand({
      StartTime: dateAt(until - (OUTAGE_SECONDS_MAX + LAG_AGE_SECONDS_MAX) * 1000),
      EndTime: dateAt(until),
      ScanBy: 'TimestampDescending',
      MetricDataQueries: [regionDown(plan.name), ...lagQueries({ databases, region, sourceRegion: replaced })],
    }),
  );
  return { regionDown: pointsOf(answer, REGION_DOWN_ID), lags: lagsIn(answer, { databases }) };
}

/** The largest value: a minute in which one probe failed may be the outage's first. */
const regionDown = (plan: string) =>
  largestOf(REGION_DOWN_ID, {
    Namespace: METRIC_NAMESPACE,
    MetricName: REGION_DOWN_METRIC,
    Dimensions: [{ Name: 'Plan', Value: plan }],
  });
