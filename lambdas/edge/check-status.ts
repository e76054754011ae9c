import { GetMetricDataCommand, type GetMetricDataCommandOutput } from '@aws-sdk/client-cloudwatch';
import type { Sends } from './clients';

/** A status is written each minute and can be found some minutes later; an older one says nothing about now. */
const STATUS_AGE_SECONDS_MAX = 600;

/**
 * Which of these health checks Route 53 has observed healthy last: the newest value of each one's `HealthCheckStatus`.
 * An id is never used again, so whatever is found was observed after the check was made. One that has not been observed
 * lately is not among them.
 *
 * Source: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/monitoring-health-checks.html
 *
 * @param cloudwatch of the Region where Route 53 writes them
 * @param now ISO 8601 UTC
 */
export async function healthyChecks(cloudwatch: Sends, ids: readonly string[], now: string): Promise<string[]> {
  if (ids.length === 0) return [];
  const { MetricDataResults = [] }: GetMetricDataCommandOutput = await cloudwatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(Date.parse(now) - STATUS_AGE_SECONDS_MAX * 1000),
      EndTime: new Date(now),
      ScanBy: 'TimestampDescending',
      MetricDataQueries: ids.map((id, index) => ({ Id: `check${index}`, MetricStat: statusOf(id) })),
    }),
  );
  return ids.filter((_, index) => MetricDataResults.find(({ Id }) => Id === `check${index}`)?.Values?.[0] === 1);
}

const statusOf = (id: string) => ({
  Metric: {
    Namespace: 'AWS/Route53',
    MetricName: 'HealthCheckStatus',
    Dimensions: [{ Name: 'HealthCheckId', Value: id }],
  },
  Period: 60,
  Stat: 'Minimum',
});
