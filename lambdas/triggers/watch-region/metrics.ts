import { type MetricDatum, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
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

/**
 * The plan's metrics in this Region. CloudWatch takes a price for the call and none for what is in it, so a value that
 * can wait a few seconds rides with one that cannot.
 *
 * Source: https://aws.amazon.com/cloudwatch/pricing/
 */
export function metrics({ cloudwatch }: { cloudwatch: Sends }, { name, watch }: Plan) {
  let kept: MetricValue[] = [];
  const datumOf = ({ metric, value, region, at }: MetricValue): MetricDatum => ({
    MetricName: metric,
    Dimensions: [{ Name: 'Plan', Value: name }, ...(region ? [{ Name: 'Region', Value: region }] : [])],
    Value: value,
    Timestamp: dateAt(at),
    // 1: kept to the second, so that an alarm with a period under a minute can look at it.
    StorageResolution: metric === REGION_DOWN_METRIC && watch.everySeconds < 60 ? 1 : 60,
  });

  return {
    /** Keeps values for the next {@link put}. Each holds the time at which it was seen. */
    keep(values: readonly MetricValue[]): void {
      kept.push(...values);
    },

    /** Writes values, and what was kept before; nothing at all is no call. What could not be written is not kept. */
    async put(values: readonly MetricValue[] = []): Promise<void> {
      const all = [...values, ...kept];
      kept = [];
      if (all.length === 0) return;
      await cloudwatch.send(new PutMetricDataCommand({ Namespace: METRIC_NAMESPACE, MetricData: all.map(datumOf) }));
    },
  };
}
export type Metrics = ReturnType<typeof metrics>;
