import * as client from '@aws-sdk/client-cloudwatch';
import type { Pace } from '../world/clock';
import { arnIn } from './arn';
import type { AlarmDefinition, AlarmStateValue } from './cloudwatch/alarm';
import { alarmCalls } from './cloudwatch/alarm-calls';
import { createAlarms } from './cloudwatch/alarms';
import type { Audience } from './cloudwatch/announce';
import { type CompositeDefinition, createComposites } from './cloudwatch/composites';
import { metricCalls } from './cloudwatch/metric-calls';
import { createMetrics, type Datum, type Metric } from './cloudwatch/metrics';
import type { Timing } from './durations';
import type { IamRequest, Service } from './service';

export type { AlarmDefinition, AlarmStateValue } from './cloudwatch/alarm';
export type { AlarmMessage } from './cloudwatch/announce';
export type { CompositeDefinition } from './cloudwatch/composites';
export type { Datum } from './cloudwatch/metrics';

/** CloudWatch metrics, metric alarms and composite alarms of all Regions. */
export interface CloudWatch {
  readonly service: Service;
  /** A data point by the world's own hand. */
  putMetric(datum: Datum): void;
  /** Values of a metric since a moment, in milliseconds since 1970. */
  valuesOf(metric: Metric, since: number): number[];
  createAlarm(alarm: AlarmDefinition): void;
  createCompositeAlarm(alarm: CompositeDefinition): void;
  deleteAlarm(arn: string): void;
  /** How a metric alarm is set; `undefined` for no such alarm. */
  definitionOf(arn: string): AlarmDefinition | undefined;
  stateOf(arn: string): AlarmStateValue | undefined;
  /** What an alarm's data says now, which is what a Route 53 health check follows; `undefined` for no such alarm. */
  dataSays(arn: string): AlarmStateValue | undefined;
  /** Ends all evaluation. */
  close(): void;
}

/** Alarm actions are notified; state changes are published on the default bus of the alarm's Region. */
export interface CloudWatchOptions extends Audience {
  readonly pace: Pace;
  readonly timing: Timing;
  readonly account: string;
}

export function createCloudWatch({ pace, timing, account, ...audience }: CloudWatchOptions): CloudWatch {
  const metrics = createMetrics();
  const alarms = createAlarms({ pace, timing, metrics, changed: (alarm) => composites.changed(alarm), ...audience });
  const metricAlarm = (arn: string) => alarms.all().find(({ definition }) => definition.arn === arn);
  const composites = createComposites({ pace, stateOf: (arn) => metricAlarm(arn)?.state.value, ...audience });
  const anyAlarm = (arn: string) =>
    metricAlarm(arn) ?? composites.all().find(({ definition }) => definition.arn === arn);
  const service: Service = {
    signingName: 'monitoring',
    client,
    operations: { ...metricCalls(metrics, pace), ...alarmCalls({ alarms, composites }, account) },
    authorization: (operation, input, call) =>
      requestsOf(operation, input, arnIn({ ...call, account }, 'cloudwatch', 'alarm:')),
    changes: (operation) => /^(Put|Set|Delete)/.test(operation),
  };
  return {
    service,
    putMetric: (datum) => metrics.put({ at: pace.clock.now(), ...datum }),
    valuesOf: (metric, since) => metrics.values(metric, { start: since, end: Number.POSITIVE_INFINITY }),
    createAlarm: alarms.create,
    createCompositeAlarm: composites.create,
    deleteAlarm: (arn) => {
      alarms.remove(arn);
      composites.remove(arn);
    },
    definitionOf: (arn) => metricAlarm(arn)?.definition,
    stateOf: (arn) => anyAlarm(arn)?.state.value,
    dataSays: alarms.dataSays,
    close: alarms.close,
  };
}

interface Input {
  readonly Namespace?: string;
  readonly AlarmName?: string;
  readonly AlarmNames?: readonly string[];
  readonly AlarmTypes?: readonly string[];
}

/**
 * Composite alarms are shown only to who may see all alarms, by `*`.
 *
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
 */
function requestsOf(operation: string, input: Input, alarmPrefix: string): IamRequest[] {
  const action = `cloudwatch:${operation}`;
  if (operation === 'PutMetricData') {
    return [{ action, resource: '*', context: { 'cloudwatch:namespace': input.Namespace ?? '' } }];
  }
  if (operation === 'SetAlarmState' || operation === 'PutMetricAlarm') {
    return [{ action, resource: `${alarmPrefix}${input.AlarmName}` }];
  }
  const namesAlarms = operation === 'DeleteAlarms' || operation === 'DescribeAlarms';
  if (!namesAlarms || input.AlarmTypes?.includes('CompositeAlarm')) return [{ action, resource: '*' }];
  return (input.AlarmNames ?? ['*']).map((name) => ({ action, resource: `${alarmPrefix}${name}` }));
}
