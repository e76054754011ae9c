import type { Pace } from '../../world/clock';
import type { Span, Timing } from '../durations';
import {
  type Alarm,
  type AlarmDefinition,
  type AlarmState,
  type AlarmStateValue,
  configurationOf,
  initialState,
} from './alarm';
import { type Audience, announce, refuseOtherActions } from './announce';
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

export interface AlarmsOptions extends Audience {
  readonly pace: Pace;
  readonly timing: Timing;
  readonly metrics: Metrics;
  /** Told of each change of state: composite alarms look at it. */
  readonly changed: (alarm: AlarmDefinition) => void;
}

/** Metric alarms, each evaluated for as long as it exists. */
export function createAlarms({ pace, timing, metrics, changed, ...audience }: AlarmsOptions): Alarms {
  const alarms = new Map<string, Alarm>();
  const timers = new Map<string, () => void>();

  const change = (alarm: Alarm, state: Omit<AlarmState, 'at'>) => {
    if (state.value === alarm.state.value) return;
    const { definition, state: previous } = alarm;
    alarm.state = { ...state, at: pace.clock.now() };
    const { region } = definition.metric;
    announce(audience, {
      definition,
      region,
      state: alarm.state,
      previous,
      configuration: configurationOf(definition),
    });
    changed(definition);
  };

  const evaluate = (alarm: Alarm) => {
    const values = valuesOf(alarm.definition, { pace, metrics });
    const value = evaluateAlarm(alarm.definition, values);
    if (value === undefined || value === alarm.state.value) return;
    timing.onSpan(spanOf(alarm.definition, pace));
    change(alarm, { value, ...reasonOf(alarm.definition, values, value) });
  };

  const schedule = (arn: string) => {
    const alarm = alarms.get(arn);
    if (!alarm || alarm.definition.band) return;
    const tick = pace.scaledMilliseconds(Math.min(alarm.definition.periodSeconds, EVALUATION_SECONDS_MAX));
    const late = pace.scaledMilliseconds(timing.durations.alarmSeconds());
    const evaluated = () => {
      evaluate(alarm);
      schedule(arn);
    };
    timers.set(arn, pace.clock.after(tick - (pace.clock.now() % tick) + late, evaluated));
  };

  const remove = (arn: string) => {
    timers.get(arn)?.();
    timers.delete(arn);
    alarms.delete(arn);
  };

  return {
    create: (definition) => {
      refuseOtherActions(definition);
      if (!definition.band) comparisonNamed(definition.comparisonOperator);
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
      if (alarm?.definition.band) return undefined;
      return alarm && evaluateAlarm(alarm.definition, valuesOf(alarm.definition, { pace, metrics }));
    },
    close: () => [...alarms.keys()].forEach(remove),
  };
}

/** A new state, from the beginning of the data that it rests on. */
function spanOf({ name: subject, metric, evaluationPeriods, periodSeconds }: AlarmDefinition, pace: Pace): Span {
  const to = pace.clock.now();
  const from = to - evaluationPeriods * pace.scaledMilliseconds(periodSeconds);
  return { kind: 'alarm', subject, region: metric.region, from, to };
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
