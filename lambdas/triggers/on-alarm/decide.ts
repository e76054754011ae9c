import * as z from 'zod';
import { type Automation, heldBack } from '../../../lib/domain/automation';
import { sha256 } from '../../../lib/domain/canonical-json';
import type { Lock } from '../../../lib/domain/lock';
import { ALARM_AGE_SECONDS_MAX, REASON_CHARACTERS_MAX, type Request } from '../../../lib/domain/request';
import type { Place } from '../../../lib/domain/step';
import { oneLine } from '../../../lib/domain/text';

/** Start this execution, or nothing; `because` says why. */
export type AlarmDecision =
  | {
      readonly kind: 'start';
      /** The same for every delivery of the same change of state, so that Step Functions starts it once. */
      readonly name: string;
      readonly input: Request;
      readonly because: string;
    }
  | { readonly kind: 'ignore'; readonly because: string };

export interface AlarmContext extends Place {
  /** ISO 8601 UTC. */
  readonly now: string;
  /** `undefined` when the table could not be read: admit-run judges again. */
  readonly standing: Standing | undefined;
}

/** What may hold automatic runs back. */
export interface Standing {
  readonly lock: Lock | undefined;
  readonly automation: Automation | undefined;
}

/** Clocks of CloudWatch and Lambda differ by far less than this. */
export const CLOCK_SKEW_SECONDS_MAX = 60;

const mute = z.looseObject({ mutedByArn: z.string().optional() }).optional();

/**
 * What is read of the event.
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
        .pipe(z.iso.datetime({ offset: true })),
      actionsSuppressedBy: z.string().optional(),
      muteDetail: mute,
    }),
    muteDetail: mute,
  }),
});
type AlarmEvent = z.infer<typeof AlarmEvent>;

/** Whether an event starts a failover here. Suppressing or muting an alarm stops its actions, and not its events. */
export function decide(event: unknown, context: AlarmContext): AlarmDecision {
  const parsed = AlarmEvent.safeParse(event);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `event.${path.join('.')}: ${message}`);
    return ignore(`not an alarm's change of state: ${oneLine(problems.join('; '))}`);
  }
  const stopped = foreign(parsed.data, context) ?? silenced(parsed.data) ?? untimely(parsed.data, context);
  if (stopped) return ignore(stopped);
  if (context.plan.automation === 'notify') {
    return ignore('the plan says automation "notify": the alarm tells people, and one of them starts the failover');
  }
  const held = context.standing && heldBack({ ...context.standing, plan: context.plan, now: context.now });
  return held ? ignore(held) : start(parsed.data, context);
}

const ignore = (because: string) => ({ kind: 'ignore', because }) as const;

function foreign({ account, resources: [arn] }: AlarmEvent, { plan, names }: AlarmContext): string | undefined {
  if (account !== plan.account) return `the event is of account ${oneLine(account, 20)}, not of ${plan.account}`;
  return arn === names.alarmArn ? undefined : `the alarm is ${oneLine(arn, 300)}, not ${names.alarmArn}`;
}

function silenced({ detail }: AlarmEvent): string | undefined {
  const { value, actionsSuppressedBy, muteDetail = detail.muteDetail } = detail.state;
  if (value !== 'ALARM') return `the alarm is ${value}`;
  if (actionsSuppressedBy) return `the alarm's actions are suppressed by ${oneLine(actionsSuppressedBy, 100)}`;
  return muteDetail && `the alarm is muted by ${oneLine(muteDetail.mutedByArn ?? 'a mute rule', 300)}`;
}

function untimely({ detail: { state } }: AlarmEvent, { now }: AlarmContext): string | undefined {
  const ageSeconds = Math.round((Date.parse(now) - Date.parse(state.timestamp)) / 1000);
  if (ageSeconds > ALARM_AGE_SECONDS_MAX) {
    return `the alarm changed ${ageSeconds} s ago, at most ${ALARM_AGE_SECONDS_MAX} s are allowed`;
  }
  return ageSeconds < -CLOCK_SKEW_SECONDS_MAX
    ? `the alarm changes ${-ageSeconds} s from now; no clock is that wrong, so the event is not genuine`
    : undefined;
}

function start({ id, detail: { state } }: AlarmEvent, { names, plan }: AlarmContext): AlarmDecision {
  const { alarmArn } = names;
  return {
    kind: 'start',
    // 6 + 32 characters; a name may have 80.
    name: `alarm-${sha256(alarmArn + state.timestamp).slice(0, 32)}`,
    input: {
      reason: oneLine(`${names.alarm}: ${state.reason}`, REASON_CHARACTERS_MAX),
      trigger: { kind: 'alarm', alarmArn, eventId: id, at: state.timestamp },
    },
    because: `the alarm says since ${state.timestamp} that the active Region of ${plan.name} is down`,
  };
}
