import type { BusEvent } from '../events';
import type { AlarmState } from './alarm';

/** What every kind of alarm has. */
export interface AlarmBase {
  readonly arn: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly actionsEnabled: boolean;
  readonly actions: {
    readonly alarm: readonly string[];
    readonly ok: readonly string[];
    readonly insufficientData: readonly string[];
  };
}

/** An alarm action on its way to a topic. */
export interface AlarmMessage {
  readonly topicArn: string;
  readonly subject: string;
  readonly message: string;
  readonly alarmArn: string;
}

export interface Audience {
  readonly notify: (message: AlarmMessage) => void;
  readonly publish: (event: BusEvent) => void;
}

/** An alarm whose state has changed. */
export interface Change {
  readonly definition: AlarmBase;
  readonly region: string;
  readonly state: AlarmState;
  readonly previous: AlarmState;
  /** What its events say of what it looks at. */
  readonly configuration: object;
}

/** Puts the event of a change on the bus, and carries out the alarm's actions. */
export function announce({ notify, publish }: Audience, change: Change): void {
  const { definition, region } = change;
  publish({
    region,
    source: 'aws.cloudwatch',
    detailType: 'CloudWatch Alarm State Change',
    resources: [definition.arn],
    detail: detailOf(change),
  });
  for (const message of messagesOf(change)) notify(message);
}

/** The actions of an alarm are topics here; Lambda functions and others are refused. */
export function refuseOtherActions({ name, actions }: AlarmBase): void {
  const others = Object.values(actions)
    .flat()
    .filter((arn) => !arn.includes(':sns:'));
  if (others.length > 0) throw new Error(`alarm ${name}: the action ${others[0]} is not rehearsed: allowed is a topic`);
}

/**
 * The detail of the event that a state change emits.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 */
const detailOf = ({ definition: { name, description }, state, previous, configuration }: Change) => ({
  alarmName: name,
  state: shown(state),
  previousState: shown(previous),
  configuration: { ...(description === undefined ? {} : { description }), ...configuration },
});

const shown = ({ value, reason, reasonData, at }: AlarmState) => ({
  value,
  reason,
  reasonData,
  timestamp: new Date(at).toISOString().replace('Z', '+0000'),
});

const ACTIONS_OF = { ALARM: 'alarm', OK: 'ok', INSUFFICIENT_DATA: 'insufficientData' } as const;

function messagesOf({ definition, region, state, previous }: Change): AlarmMessage[] {
  if (!definition.actionsEnabled) return [];
  const message = JSON.stringify({
    AlarmName: definition.name,
    AlarmArn: definition.arn,
    NewStateValue: state.value,
    NewStateReason: state.reason,
    OldStateValue: previous.value,
    Region: region,
  });
  const subject = `${state.value}: "${definition.name}"`;
  const topics = definition.actions[ACTIONS_OF[state.value]];
  return topics.map((topicArn) => ({ topicArn, subject, message, alarmArn: definition.arn }));
}
