import * as z from 'zod';
import { ALARM_AGE_SECONDS_MAX } from '../../lib/domain/request';
import { oneLine } from '../../lib/domain/text';

/** Clocks of CloudWatch and Lambda differ by far less than this. */
export const CLOCK_SKEW_SECONDS_MAX = 60;

const mute = z.looseObject({ mutedByArn: z.string().optional() }).optional();

/**
 * What is read of the event that a metric alarm or a composite alarm puts on the bus when its state changes.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 */
const AlarmEvent = z.object({
  id: z.string().max(100),
  source: z.literal('aws.cloudwatch'),
  'detail-type': z.literal('CloudWatch Alarm State Change'),
  account: z.string(),
  resources: z.tuple([z.string()]),
  detail: z.object({
    state: z.object({
      value: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
      reason: z.string().default('no reason'),
      /** 2026-11-21T11:59:00.000+0000: an offset without a colon, which ISO 8601's extended form does not know. */
      timestamp: z
        .string()
        .transform((at) => at.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'))
        .pipe(z.iso.datetime({ offset: true }).max(40)),
      actionsSuppressedBy: z.string().optional(),
      muteDetail: mute,
    }),
    muteDetail: mute,
  }),
});
type AlarmEvent = z.infer<typeof AlarmEvent>;

/** An alarm that went off. */
export interface Rang {
  /** Id of the EventBridge event. */
  readonly eventId: string;
  readonly reason: string;
  /** When the alarm changed, ISO 8601 UTC. */
  readonly at: string;
}

/** The one alarm that is listened to. */
export interface Awaited {
  readonly account: string;
  readonly alarmArn: string;
  /** ISO 8601 UTC. */
  readonly now: string;
}

/**
 * Whether an event says that this alarm went off just now, or why it does not. Suppressing or muting an alarm stops its
 * actions, and not its events.
 */
export function readAlarmEvent(event: unknown, awaited: Awaited): { rang: Rang } | { because: string } {
  const parsed = AlarmEvent.safeParse(event);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `event.${path.join('.')}: ${message}`);
    return { because: `not an alarm's change of state: ${oneLine(problems.join('; '))}` };
  }
  const { id: eventId, detail } = parsed.data;
  const { reason, timestamp: at } = detail.state;
  const because = foreign(parsed.data, awaited) ?? silenced(parsed.data) ?? untimely(at, awaited);
  return because === undefined ? { rang: { eventId, reason, at } } : { because };
}

function foreign({ account, resources: [arn] }: AlarmEvent, awaited: Awaited): string | undefined {
  if (account !== awaited.account) return `the event is of account ${oneLine(account, 20)}, not of ${awaited.account}`;
  return arn === awaited.alarmArn ? undefined : `the alarm is ${oneLine(arn, 300)}, not ${awaited.alarmArn}`;
}

function silenced({ detail }: AlarmEvent): string | undefined {
  const { value, actionsSuppressedBy, muteDetail = detail.muteDetail } = detail.state;
  if (value !== 'ALARM') return `the alarm is ${value}`;
  if (actionsSuppressedBy) return `the alarm's actions are suppressed by ${oneLine(actionsSuppressedBy, 100)}`;
  return muteDetail && `the alarm is muted by ${oneLine(muteDetail.mutedByArn ?? 'a mute rule', 300)}`;
}

function untimely(at: string, { now }: Awaited): string | undefined {
  const ageSeconds = Math.round((Date.parse(now) - Date.parse(at)) / 1000);
  if (ageSeconds > ALARM_AGE_SECONDS_MAX) {
    return `the alarm changed ${ageSeconds} s ago, at most ${ALARM_AGE_SECONDS_MAX} s are allowed`;
  }
  return ageSeconds < -CLOCK_SKEW_SECONDS_MAX
    ? `the alarm changes ${-ageSeconds} s from now; no clock is that wrong, so the event is not genuine`
    : undefined;
}
