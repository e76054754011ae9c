import * as z from 'zod';
import type { Lock } from '../../../lib/domain/lock';
import { makesWayFor } from '../../../lib/domain/making-way';
import type { Plan } from '../../../lib/domain/plan';
import { ALARM_AGE_SECONDS_MAX, type Request } from '../../../lib/domain/request';
import { oneLine } from '../../../lib/domain/text';
import { CLOCK_SKEW_SECONDS_MAX } from '../../edge/alarm-event';
import { SCHEDULED_VERBS, type ScheduledVerb } from './trigger';

/** Start this execution, or nothing; `because` says why. */
export type ScheduleDecision =
  | {
      readonly kind: 'start';
      readonly verb: ScheduledVerb;
      /** The same for every delivery of the same moment, so that Step Functions starts it once. */
      readonly name: string;
      readonly input: Request;
      readonly because: string;
    }
  | { readonly kind: 'ignore'; readonly because: string };

export interface ScheduleContext {
  readonly plan: Pick<Plan, 'drill'>;
  /** @default no run ever had it, or it could not be read: then nothing makes way */
  readonly lock?: Lock | undefined;
  /** ISO 8601 UTC. */
  readonly now: string;
}

/** What a rule hands over: which verb is due, and since when. */
const Due = z.strictObject({ verb: z.enum(SCHEDULED_VERBS), at: z.iso.datetime({ offset: true }).max(40) });
type Due = z.infer<typeof Due>;

/** Whether what a rule has handed over starts a check or a drill here. */
export function decide(event: unknown, { plan: { drill }, lock, now }: ScheduleContext): ScheduleDecision {
  const parsed = Due.safeParse(event);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `event.${path.join('.')}: ${message}`);
    return ignore(`not a verb that is due: ${oneLine(problems.join('; '))}`);
  }
  const due = parsed.data;
  const stopped =
    untimely(due, now) ?? (due.verb === 'drill' ? withoutDrill(drill, due) : withoutCheck(makesWayFor(lock, now)));
  return stopped === undefined ? start(due) : ignore(stopped);
}

const ignore = (because: string) => ({ kind: 'ignore', because }) as const;

/** A moment that is long over says nothing about now, and the next one comes by itself. */
function untimely({ verb, at }: Due, now: string): string | undefined {
  const ageSeconds = Math.round((Date.parse(now) - Date.parse(at)) / 1000);
  if (ageSeconds > ALARM_AGE_SECONDS_MAX) {
    return `the ${verb} was due ${ageSeconds} s ago, at most ${ALARM_AGE_SECONDS_MAX} s are allowed`;
  }
  return ageSeconds < -CLOCK_SKEW_SECONDS_MAX ? `the ${verb} is due ${-ageSeconds} s from now` : undefined;
}

function withoutDrill({ schedule, blackouts }: Plan['drill'], { at }: Due): string | undefined {
  if (schedule === undefined) return 'the plan has no schedule for drills; only a person starts one';
  const moment = Date.parse(at);
  const blackout = blackouts.find(({ from, to }) => Date.parse(from) <= moment && moment < Date.parse(to));
  return (
    blackout && `no drill is started from ${blackout.from} to ${blackout.to}: ${oneLine(blackout.because)}; one was due`
  );
}

/** A drill gives way by itself: it does not get the lock. A check takes none. */
const withoutCheck = (because: string | undefined): string | undefined =>
  because && `${because}; the next check is due within the hour`;

const start = ({ verb, at }: Due): ScheduleDecision => ({
  kind: 'start',
  verb,
  // 9 + 5 + 1 + 24 characters at most; a name may have 80.
  name: `schedule-${verb}-${new Date(at).toISOString().replace(/\W/g, '-')}`,
  input: { reason: `the ${verb} that was due at ${at}`, trigger: { kind: 'schedule', at } },
  because: `a ${verb} is due since ${at}`,
});
