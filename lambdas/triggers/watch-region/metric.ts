import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { METRIC_NAMESPACE, REGION_DOWN_METRIC } from '../../../lib/domain/names';
import type { Plan } from '../../../lib/domain/plan';
import type { Sends } from '../../edge/clients';
import { dateAt } from '../../edge/clock';

export interface RegionDownValue {
  readonly down: boolean;
  /**
   * Milliseconds since 1970-01-01 UTC; may lie up to two hours ahead.
   *
   * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
   */
  readonly at: number;
}

/** The metric that the alarm in this Region looks at. */
export const regionDownMetric = ({ cloudwatch }: { cloudwatch: Sends }, { name, watch }: Plan) => ({
  async put(values: readonly RegionDownValue[]): Promise<void> {
    await cloudwatch.send(
      new PutMetricDataCommand({
        Namespace: METRIC_NAMESPACE,
        MetricData: values.map(({ down, at }) => ({
          MetricName: REGION_DOWN_METRIC,
          Dimensions: [{ Name: 'Plan', Value: name }],
          Value: down ? 1 : 0,
          Timestamp: dateAt(at),
          // 1: kept to the second, so that an alarm with a period under a minute can look at it.
          StorageResolution: watch.everySeconds < 60 ? 1 : 60,
        })),
      }),
    );
  },
});
