import type { AlarmStateValue, EvaluationRule } from './evaluate';
import type { Metric } from './metrics';

export type { AlarmStateValue } from './evaluate';

/** A metric alarm, as a template or a caller asked for it. */
export interface AlarmDefinition extends EvaluationRule {
  readonly arn: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly metric: Metric;
  readonly statistic: string;
  readonly periodSeconds: number;
  readonly actionsEnabled: boolean;
  readonly actions: {
    readonly alarm: readonly string[];
    readonly ok: readonly string[];
    readonly insufficientData: readonly string[];
  };
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

/**
 * The detail of the event that a state change emits.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 */
export function stateChangeDetail({ definition, state }: Alarm, previous: AlarmState) {
  const { namespace, name, dimensions = {} } = definition.metric;
  const metric = {
    metric: { namespace, name, dimensions },
    period: definition.periodSeconds,
    stat: definition.statistic,
  };
  return {
    alarmName: definition.name,
    state: shown(state),
    previousState: shown(previous),
    configuration: {
      ...(definition.description === undefined ? {} : { description: definition.description }),
      metrics: [{ id: alarmMetricId(definition), metricStat: metric, returnData: true }],
    },
  };
}

/** CloudWatch makes the id of an alarm's only metric up; nothing may depend on it. */
const alarmMetricId = ({ name }: AlarmDefinition) => `m${Buffer.from(name).toString('hex').slice(0, 8)}`;

const shown = ({ value, reason, reasonData, at }: AlarmState) => ({
  value,
  reason,
  reasonData,
  timestamp: new Date(at).toISOString().replace('Z', '+0000'),
});
