import {
  GetMetricDataCommand,
  type GetMetricDataCommandOutput,
  type Metric,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import { METRIC_NAMESPACE, REGION_DOWN_METRIC } from '../../../lib/domain/names';
import type { InputOf } from '../../../lib/domain/step';
import type { Sends } from '../../edge/clients';
import { INCOMPLETE } from '../../edge/transient';
import { LAG_AGE_SECONDS_MAX, OUTAGE_SECONDS_MAX, type SeenLags } from './judge-lags';
import type { MetricPoint } from './outage-start';
import type { checkReadiness } from './step';

type Input = InputOf<typeof checkReadiness>;

/**
 * Aurora writes a lag once a minute, so a finer period of the watch would find no other one; and of what is older than
 * three hours CloudWatch gives out whole minutes only.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricStat.html
 */
const PERIOD_SECONDS = 60;
const REGION_DOWN_ID = 'down';

/**
 * The lags of every database and the watch's own metric, in one call, so that they belong together.
 *
 * @throws when the answer is not complete, so that half of an outage is never taken for all of it
 */
export async function seenLags(cloudwatch: Sends, input: Input): Promise<SeenLags> {
  const { plan, now } = input;
  if (plan.databases.length === 0) return { regionDown: [], lags: [] };
  const answer: GetMetricDataCommandOutput = await cloudwatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(Date.parse(now) - (OUTAGE_SECONDS_MAX + LAG_AGE_SECONDS_MAX) * 1000),
      EndTime: new Date(now),
      ScanBy: 'TimestampDescending',
      MetricDataQueries: queriesOf(input),
    }),
  );
  const lags = plan.databases.map(({ globalCluster }, index) => ({
    globalCluster,
    points: lagIds(index).flatMap((id) => pointsOf(answer, id)),
  }));
  return { regionDown: pointsOf(answer, REGION_DOWN_ID), lags };
}

/**
 * GetMetricData wants the exact set of dimensions. Aurora's manual does not say which the lag has: it is published in
 * the secondary Region only, in milliseconds, by its cluster and, as AWS's own workshops read it, the Region of the
 * writer. Both are asked for; one that does not exist has no points.
 *
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.AuroraMonitoring.Metrics.html
 */
function queriesOf({ plan, region, confirmOutage }: Input): MetricDataQuery[] {
  const down = { Namespace: METRIC_NAMESPACE, MetricName: REGION_DOWN_METRIC };
  const lag = { Namespace: 'AWS/RDS', MetricName: 'AuroraGlobalDBReplicationLag' };
  const source = { Name: 'SourceRegion', Value: confirmOutage.lostRegion };
  const lags = plan.databases.flatMap(({ clusters }, index) => {
    const [byCluster, bySource] = lagIds(index);
    const cluster = { Name: 'DBClusterIdentifier', Value: clusters[region] };
    return [
      query(byCluster, { ...lag, Dimensions: [cluster] }),
      query(bySource, { ...lag, Dimensions: [cluster, source] }),
    ];
  });
  return [query(REGION_DOWN_ID, { ...down, Dimensions: [{ Name: 'Plan', Value: plan.name }] }), ...lags];
}

const lagIds = (index: number) => [`lag${index}`, `lagFromSource${index}`] as const;

/** Maximum: the worst lag of a minute, and a minute in which one probe failed may be the outage's first. */
const query = (Id: string, metric: Metric): MetricDataQuery => ({
  Id,
  MetricStat: { Metric: metric, Period: PERIOD_SECONDS, Stat: 'Maximum' },
});

function pointsOf({ MetricDataResults = [] }: GetMetricDataCommandOutput, id: string): MetricPoint[] {
  const { Timestamps = [], Values = [], StatusCode } = MetricDataResults.find(({ Id }) => Id === id) ?? {};
  if (StatusCode !== 'Complete') throw incomplete(`the data of ${id} is ${StatusCode ?? 'missing'}, not Complete`);
  return Timestamps.flatMap((at, index) => {
    const value = Values[index];
    return value === undefined ? [] : [{ at: at.toISOString(), value }];
  });
}

const incomplete = (because: string) => Object.assign(new Error(because), { name: INCOMPLETE });
