import type { Counted } from './item';
import { type CostResource, type CostTemplate, ofType } from './template';

const FAST_SECONDS = 60;
/** The metric, and both edges of the band that is learned from it. */
const ANOMALY_METRICS = 3;

type Kind = 'standard' | 'fast' | 'anomaly';

/** What one alarm is charged as, and how many metrics it is charged for. */
export function chargedAs({ Properties = {} }: CostResource): { readonly kind: Kind; readonly metrics: number } {
  const queries: readonly Query[] = Properties.Metrics ?? [];
  const isAnomaly = queries.some(({ Expression = '' }) => Expression.includes('ANOMALY_DETECTION_BAND'));
  const read = queries.filter(({ MetricStat }) => MetricStat !== undefined);
  const metrics = queries.length === 0 ? 1 : read.length;
  const periods = [Properties.Period, ...read.map(({ MetricStat }) => MetricStat?.Period)];
  const isFast = periods.some((period) => typeof period === 'number' && period < FAST_SECONDS);
  return {
    kind: isFast ? 'fast' : isAnomaly ? 'anomaly' : 'standard',
    metrics: isAnomaly ? ANOMALY_METRICS * metrics : metrics,
  };
}

interface Query {
  readonly Expression?: string;
  readonly MetricStat?: { readonly Period?: number };
}

/** The alarms of a template, by what they are charged as. */
export function alarmsIn(template: CostTemplate): Counted[] {
  const charged = ofType(template, 'AWS::CloudWatch::Alarm').map(([, alarm]) => chargedAs(alarm));
  const metricsOf = (wanted: Kind) =>
    charged.filter(({ kind }) => kind === wanted).reduce((sum, { metrics }) => sum + metrics, 0);
  const composite = ofType(template, 'AWS::CloudWatch::CompositeAlarm').length;
  return [
    { item: 'alarms', price: 'alarm', quantity: metricsOf('standard') },
    { item: 'alarms below a minute', price: 'fastAlarm', quantity: metricsOf('fast') },
    { item: 'alarms on what is unusual', price: 'anomalyMetric', quantity: metricsOf('anomaly') },
    { item: 'composite alarms', price: 'compositeAlarm', quantity: composite },
  ];
}
