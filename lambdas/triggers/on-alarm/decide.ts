import { heldBack, type Standing } from '../../../lib/domain/automation';
import { sha256 } from '../../../lib/domain/canonical-json';
import { REASON_CHARACTERS_MAX, type Request } from '../../../lib/domain/request';
import type { Place } from '../../../lib/domain/step';
import { oneLine } from '../../../lib/domain/text';
import { type Rang, readAlarmEvent } from '../../edge/alarm-event';

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

/** Whether an event starts a failover here. */
export function decide(event: unknown, context: AlarmContext): AlarmDecision {
  const { plan, names, now, standing } = context;
  const read = readAlarmEvent(event, { account: plan.account, alarmArn: names.alarmArn, now });
  if (!('rang' in read)) return ignore(read.because);
  if (plan.automation === 'notify') {
    return ignore('the plan says automation "notify": the alarm tells people, and one of them starts the failover');
  }
  const held = standing && heldBack({ ...standing, plan, now });
  return held ? ignore(held) : start(read.rang, context);
}

const ignore = (because: string) => ({ kind: 'ignore', because }) as const;

function start({ eventId, reason, at }: Rang, { names, plan }: AlarmContext): AlarmDecision {
  const { alarmArn } = names;
  return {
    kind: 'start',
    // 6 + 32 characters; a name may have 80.
    name: `alarm-${sha256(alarmArn + at).slice(0, 32)}`,
    input: {
      reason: oneLine(`${names.alarm}: ${reason}`, REASON_CHARACTERS_MAX),
      trigger: { kind: 'alarm', alarmArn, eventId, at },
    },
    because: `the alarm says since ${at} that the active Region of ${plan.name} is down`,
  };
}
