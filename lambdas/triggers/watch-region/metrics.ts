import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { METRIC_NAMESPACE, REGION_DOWN_METRIC } from '../../../lib/domain/names';
import type { Plan } from '../../../lib/domain/plan';
import type { Sends } from '../../edge/clients';
import { dateAt } from '../../edge/clock';

export interface MetricValue {
  /** One of the metrics that `lib/domain/names.ts` names. */
  readonly metric: string;
  readonly value: number;
  /** The Region that the value is about. @default the metric has one value for all of the plan */
  readonly region?: string;
  /**
   * Milliseconds since 1970-01-01 UTC; may lie up to two hours ahead.
   *
   * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
   */
  readonly at: number;
}

/** The plan's metrics in this Region. */
export const metrics = ({ cloudwatch }: { cloudwatch: Sends }, { name, watch }: Plan) => ({
  async put(values: readonly MetricValue[]): Promise<void> {
    await cloudwatch.send(
      new PutMetricDataCommand({
        Namespace: METRIC_NAMESPACE,
        MetricData: values.map(({ metric, value, region, at }) => ({
          MetricName: metric,
          Dimensions: [{ Name: 'Plan', Value: name }, ...(region ? [{ Name: 'Region', Value: region }] : [])],
          Value: value,
          Timestamp: dateAt(at),
          // 1: kept to the second, so that an alarm with a period under a minute can look at it.
          StorageResolution: metric === REGION_DOWN_METRIC && watch.everySeconds < 60 ? 1 : 60,
        })),
      }),
    );
  },
});
export type Metrics = ReturnType<typeof metrics>;
