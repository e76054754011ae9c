import type { Pace } from '../../world/clock';
import type { BusEvent } from '../events';
import {
  type Alarm,
  type AlarmDefinition,
  type AlarmState,
  type AlarmStateValue,
  initialState,
  stateChangeDetail,
} from './alarm';
import { comparisonNamed, EXTRA_PERIODS, evaluateAlarm } from './evaluate';
import { type Metrics, statisticNamed } from './metrics';

/** CloudWatch evaluates no alarm more slowly than this; a shorter period is evaluated once per period. */
const EVALUATION_SECONDS_MAX = 60;

export interface Alarms {
  /** A new alarm begins without data; one of the same name is replaced and keeps its state. */
  create(definition: AlarmDefinition): void;
  remove(arn: string): void;
  setState(arn: string, state: Omit<AlarmState, 'at'>): void;
  all(): readonly Alarm[];
  /** What an alarm's data says now, whatever its state was set to; `undefined` for no alarm, or for no change. */
  dataSays(arn: string): AlarmStateValue | undefined;
  close(): void;
}

/** An alarm action on its way to a topic. */
export interface AlarmMessage {
  readonly topicArn: string;
  readonly subject: string;
  readonly message: string;
  readonly alarmArn: string;
}

export interface AlarmsOptions {
  readonly pace: Pace;
  readonly metrics: Metrics;
  readonly notify: (message: AlarmMessage) => void;
  readonly publish: (event: BusEvent) => void;
}

/** Metric alarms, each evaluated for as long as it exists. */
export function createAlarms({ pace, metrics, notify, publish }: AlarmsOptions): Alarms {
  const alarms = new Map<string, Alarm>();
  const timers = new Map<string, () => void>();

  const change = (alarm: Alarm, state: Omit<AlarmState, 'at'>) => {
    if (state.value === alarm.state.value) return;
    const previous = alarm.state;
    alarm.state = { ...state, at: pace.clock.now() };
    publish(stateChange(alarm, previous));
    for (const message of messagesOf(alarm, previous)) notify(message);
  };

  const evaluate = (alarm: Alarm) => {
    const values = valuesOf(alarm.definition, { pace, metrics });
    const value = evaluateAlarm(alarm.definition, values);
    if (value !== undefined) change(alarm, { value, ...reasonOf(alarm.definition, values, value) });
  };

  const schedule = (arn: string) => {
    const alarm = alarms.get(arn);
    if (!alarm) return;
    const tick = pace.scaledMilliseconds(Math.min(alarm.definition.periodSeconds, EVALUATION_SECONDS_MAX));
    const untilNext = tick - (pace.clock.now() % tick);
    timers.set(
      arn,
      pace.clock.after(untilNext, () => {
        evaluate(alarm);
        schedule(arn);
      }),
    );
  };

  const remove = (arn: string) => {
    timers.get(arn)?.();
    timers.delete(arn);
    alarms.delete(arn);
  };

  return {
    create: (definition) => {
      refuseOtherActions(definition);
      comparisonNamed(definition.comparisonOperator);
      statisticNamed(definition.statistic);
      const { state = initialState(pace.clock.now()) } = alarms.get(definition.arn) ?? {};
      remove(definition.arn);
      alarms.set(definition.arn, { definition, state });
      schedule(definition.arn);
    },
    remove,
    setState: (arn, state) => {
      const alarm = alarms.get(arn);
      if (alarm) change(alarm, state);
    },
    all: () => [...alarms.values()],
    dataSays: (arn) => {
      const alarm = alarms.get(arn);
      return alarm && evaluateAlarm(alarm.definition, valuesOf(alarm.definition, { pace, metrics }));
    },
    close: () => [...alarms.keys()].forEach(remove),
  };
}

/** The actions of an alarm are topics here; Lambda functions and others are refused. */
function refuseOtherActions({ name, actions }: AlarmDefinition): void {
  const others = Object.values(actions)
    .flat()
    .filter((arn) => !arn.includes(':sns:'));
  if (others.length > 0) throw new Error(`alarm ${name}: the action ${others[0]} is not rehearsed: allowed is a topic`);
}

const ACTIONS_OF = { ALARM: 'alarm', OK: 'ok', INSUFFICIENT_DATA: 'insufficientData' } as const;

function messagesOf({ definition, state }: Alarm, previous: AlarmState): AlarmMessage[] {
  if (!definition.actionsEnabled) return [];
  const message = JSON.stringify({
    AlarmName: definition.name,
    AlarmArn: definition.arn,
    NewStateValue: state.value,
    NewStateReason: state.reason,
    OldStateValue: previous.value,
    Region: definition.metric.region,
  });
  const subject = `${state.value}: "${definition.name}"`;
  const topics = definition.actions[ACTIONS_OF[state.value]];
  return topics.map((topicArn) => ({ topicArn, subject, message, alarmArn: definition.arn }));
}

/** One value per period up to the last full tick, newest first. */
function valuesOf(definition: AlarmDefinition, { pace, metrics }: Pick<AlarmsOptions, 'pace' | 'metrics'>) {
  const period = pace.scaledMilliseconds(definition.periodSeconds);
  const tick = pace.scaledMilliseconds(Math.min(definition.periodSeconds, EVALUATION_SECONDS_MAX));
  // Half a tick of tolerance: a timer that fires a little early must still see the period that just ended.
  const newest = Math.floor((pace.clock.now() + tick / 2) / tick) * tick;
  const statistic = statisticNamed(definition.statistic);
  return Array.from({ length: definition.evaluationPeriods + EXTRA_PERIODS }, (_, age) => {
    const end = newest - age * period;
    const values = metrics.values(definition.metric, { start: end - period, end });
    return values.length > 0 ? statistic(values) : undefined;
  });
}

/** How CloudWatch says that a threshold was crossed. */
const WORDS: Readonly<Record<string, string>> = {
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  GreaterThanThreshold: 'greater than',
  LessThanOrEqualToThreshold: 'less than or equal to',
  LessThanThreshold: 'less than',
};

function reasonOf(definition: AlarmDefinition, values: readonly (number | undefined)[], state: AlarmStateValue) {
  const { statistic, periodSeconds: period, threshold, comparisonOperator } = definition;
  const recent = values.filter((value) => value !== undefined);
  const verb = state === 'ALARM' ? 'were' : 'were not';
  const compared = `[${recent.join(', ')}] ${verb} ${WORDS[comparisonOperator]} the threshold (${threshold})`;
  return {
    reason: recent.length === 0 ? NO_DATA : `Threshold Crossed: ${recent.length} datapoints ${compared}.`,
    reasonData: JSON.stringify({ version: '1.0', statistic, period, recentDatapoints: recent, threshold }),
  };
}

const NO_DATA = 'Threshold Crossed: no datapoints were received in the evaluation range.';

const stateChange = (alarm: Alarm, previous: AlarmState): BusEvent => ({
  region: alarm.definition.metric.region,
  source: 'aws.cloudwatch',
  detailType: 'CloudWatch Alarm State Change',
  resources: [alarm.definition.arn],
  detail: stateChangeDetail(alarm, previous),
});
