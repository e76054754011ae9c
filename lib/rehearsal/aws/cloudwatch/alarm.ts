import type { AlarmBase } from './announce';
import type { AlarmStateValue, EvaluationRule } from './evaluate';
import type { Metric } from './metrics';

export type { AlarmStateValue } from './evaluate';

/** A metric alarm, as a template or a caller asked for it. */
export interface AlarmDefinition extends EvaluationRule, AlarmBase {
  readonly metric: Metric;
  readonly statistic: string;
  readonly periodSeconds: number;
  /**
   * Set where the threshold is a band that CloudWatch learns from weeks of data. Such an alarm is not evaluated here:
   * it stays INSUFFICIENT_DATA, as one whose model is not trained yet, until it is set by hand.
   *
   * @default the threshold is `threshold`
   */
  readonly band?: Band | undefined;
}

/** The expression of an anomaly band, as it was written. */
export interface Band {
  /** Id of the metric, and of the expression that says what is usual. */
  readonly ids: { readonly metric: string; readonly band: string };
  /** Width in standard deviations. */
  readonly deviations: number;
}

export interface AlarmState {
  readonly value: AlarmStateValue;
  readonly reason: string;
  readonly reasonData: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface Alarm {
  readonly definition: AlarmDefinition;
  state: AlarmState;
}

export const initialState = (at: number): AlarmState => ({
  value: 'INSUFFICIENT_DATA',
  reason: 'Unchecked: Initial alarm creation',
  reasonData: '{}',
  at,
});

/** What the events of a metric alarm say of what it looks at. */
export function configurationOf({ metric, periodSeconds, statistic, name, band }: AlarmDefinition): object {
  const { namespace, name: metricName, dimensions = {} } = metric;
  const metricStat = { metric: { namespace, name: metricName, dimensions }, period: periodSeconds, stat: statistic };
  const id = band?.ids.metric ?? madeUpId(name);
  return {
    metrics: [
      { id, metricStat, returnData: true },
      ...(band ? [{ id: band.ids.band, expression: expressionOf(band), returnData: true }] : []),
    ],
  };
}

/** `ANOMALY_DETECTION_BAND(m1, 3)` */
export const expressionOf = ({ ids, deviations }: Band): string =>
  `ANOMALY_DETECTION_BAND(${ids.metric}, ${deviations})`;

/** CloudWatch makes the id of an alarm's only metric up; nothing may depend on it. */
const madeUpId = (name: string) => `m${Buffer.from(name).toString('hex').slice(0, 8)}`;
