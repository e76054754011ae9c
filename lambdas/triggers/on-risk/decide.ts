import { heldBack, type Standing } from '../../../lib/domain/automation';
import { sha256 } from '../../../lib/domain/canonical-json';
import { REASON_CHARACTERS_MAX, type Request } from '../../../lib/domain/request';
import type { Place } from '../../../lib/domain/step';
import { oneLine } from '../../../lib/domain/text';
import { judgeCost, type Span } from '../../../lib/domain/warm';
import { type Rang, readAlarmEvent } from '../../edge/alarm-event';

/** Start this execution, or nothing; `because` says why. */
export type RiskDecision =
  | {
      readonly kind: 'start';
      /** The same for every delivery of the same change of state, so that Step Functions starts it once. */
      readonly name: string;
      readonly input: Request;
      readonly because: string;
    }
  | { readonly kind: 'ignore'; readonly because: string };

export interface RiskContext extends Place {
  /** ISO 8601 UTC. */
  readonly now: string;
  /** `undefined` when the table could not be read: admit-run judges again. */
  readonly standing: Standing | undefined;
  /** State of the alarm as CloudWatch says it itself: anybody's event may look genuine. `undefined`: there is none. */
  readonly alarm: string | undefined;
  /** When this Region was warm within the last 30 days: what has been paid for already. */
  readonly history: readonly Span[];
}

/** Whether an event starts a prewarm here. */
export function decide(event: unknown, context: RiskContext): RiskDecision {
  const { plan, names, now, standing, alarm, history } = context;
  const read = readAlarmEvent(event, { account: plan.account, alarmArn: names.riskAlarmArn, now });
  if (!('rang' in read)) return ignore(read.because);
  if (alarm !== 'ALARM') {
    return ignore(`CloudWatch says that ${names.riskAlarm} is ${oneLine(alarm ?? 'not there', 40)}, and not in ALARM`);
  }
  const { prewarm, prewarmSeconds, automation } = plan;
  if (prewarm === undefined) return ignore('the plan has no prewarm: only a person makes this Region warm');
  if (automation === 'notify') {
    return ignore('the plan says automation "notify": the alarm tells people, and one of them starts the prewarm');
  }
  const held = standing && heldBack({ ...standing, plan, now });
  if (held) return ignore(held);
  const cost = judgeCost({ ...prewarm, prewarmSeconds, history, now });
  return cost.allowed ? start(read.rang, cost.because, context) : ignore(cost.because);
}

const ignore = (because: string) => ({ kind: 'ignore', because }) as const;

function start({ eventId, reason, at }: Rang, cost: string, { names, plan }: RiskContext): RiskDecision {
  const { riskAlarmArn: alarmArn } = names;
  return {
    kind: 'start',
    // 5 + 32 characters; a name may have 80.
    name: `risk-${sha256(alarmArn + at).slice(0, 32)}`,
    input: {
      reason: oneLine(`${names.riskAlarm}: ${reason}`, REASON_CHARACTERS_MAX),
      trigger: { kind: 'risk', alarmArn, eventId, at },
    },
    because: `the alarm says since ${at} that the active Region of ${plan.name} is at risk; ${cost}`,
  };
}
