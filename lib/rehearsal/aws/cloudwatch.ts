import * as client from '@aws-sdk/client-cloudwatch';
import type { Pace } from '../world/clock';
import { arnIn } from './arn';
import type { AlarmDefinition, AlarmStateValue } from './cloudwatch/alarm';
import { alarmCalls } from './cloudwatch/alarm-calls';
import { type AlarmMessage, createAlarms } from './cloudwatch/alarms';
import { metricCalls } from './cloudwatch/metric-calls';
import { createMetrics, type Datum, type Metric } from './cloudwatch/metrics';
import type { BusEvent } from './events';
import type { IamRequest, Service } from './service';

export type { AlarmDefinition, AlarmStateValue } from './cloudwatch/alarm';
export type { AlarmMessage } from './cloudwatch/alarms';
export type { Datum } from './cloudwatch/metrics';

/** CloudWatch metrics and metric alarms of all Regions. */
export interface CloudWatch {
  readonly service: Service;
  /** A data point by the world's own hand. */
  putMetric(datum: Datum): void;
  /** Values of a metric since a moment, in milliseconds since 1970. */
  valuesOf(metric: Metric, since: number): number[];
  createAlarm(alarm: AlarmDefinition): void;
  deleteAlarm(arn: string): void;
  /** How an alarm is set; `undefined` for no such alarm. */
  definitionOf(arn: string): AlarmDefinition | undefined;
  stateOf(arn: string): AlarmStateValue | undefined;
  /** What an alarm's data says now, which is what a Route 53 health check follows; `undefined` for no such alarm. */
  dataSays(arn: string): AlarmStateValue | undefined;
  /** Ends all evaluation. */
  close(): void;
}

export interface CloudWatchOptions {
  readonly pace: Pace;
  readonly account: string;
  /** Where alarm actions go. */
  readonly notify: (message: AlarmMessage) => void;
  /** Where state changes are told: the default bus of the alarm's Region. */
  readonly publish: (event: BusEvent) => void;
}

export function createCloudWatch({ pace, account, notify, publish }: CloudWatchOptions): CloudWatch {
  const metrics = createMetrics();
  const alarms = createAlarms({ pace, metrics, notify, publish });
  const service: Service = {
    signingName: 'monitoring',
    client,
    operations: { ...metricCalls(metrics, pace), ...alarmCalls(alarms, account) },
    authorization: (operation, input, call) =>
      requestsOf(operation, input, arnIn({ ...call, account }, 'cloudwatch', 'alarm:')),
    changes: (operation) => /^(Put|Set|Delete)/.test(operation),
  };
  return {
    service,
    putMetric: (datum) => metrics.put({ at: pace.clock.now(), ...datum }),
    valuesOf: (metric, since) => metrics.values(metric, { start: since, end: Number.POSITIVE_INFINITY }),
    createAlarm: alarms.create,
    deleteAlarm: alarms.remove,
    definitionOf: (arn) => alarms.all().find(({ definition }) => definition.arn === arn)?.definition,
    stateOf: (arn) => alarms.all().find(({ definition }) => definition.arn === arn)?.state.value,
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
