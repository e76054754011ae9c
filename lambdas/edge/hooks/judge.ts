import { act, type Decision, done, refuse, wait } from '../../../lib/domain/decision';
import type { EvidenceRecord } from '../../../lib/domain/evidence';
import type { AskHook, HookOutput } from '../../../lib/domain/hook';
import type { Hook, HookPoint } from '../../../lib/domain/plan-verbs';
import { secondsBetween } from '../../../lib/domain/seconds';
import { type Asked, askedIn } from './asked';

/** The pause after the first answer, seconds; after each further one it is that much longer, up to the longest. */
const PAUSE_SECONDS = 5;
const PAUSE_SECONDS_MAX = 30;
/**
 * A hook is asked some hundred times at most, whatever its time: each asking is about 11 events of the execution's
 * history, which ends at 25,000, and 4 points of 5 hooks make 22,000.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
const ASKINGS_MAX = 100;

export interface HookPlace {
  readonly point: HookPoint;
  /** The evidence of this run so far. */
  readonly records: readonly EvidenceRecord[];
  /** ISO 8601 UTC. */
  readonly now: string;
}

/**
 * What is to be done about the hooks of one point, judged by the run's own records: ask one, wait, refuse, or all are
 * done. They are asked one after the other. The act is carried out by {@link hookCalls}, which writes the answer down;
 * the next look reads it.
 *
 * What a hook said is kept in the records and not asked anew by every invocation: so its time counts from the first
 * asking, a pending one is asked at its own pace, and one that is done is not called again.
 */
export function judgeHooks(hooks: readonly Hook[], { point, records, now }: HookPlace): Decision<AskHook, HookOutput> {
  const ended: HookOutput['hooks'] = [];
  const told: string[] = [];
  for (const hook of hooks) {
    const verdict = judge(hook, { point, asked: askedIn(records, { point, function: hook.function }), now });
    if (verdict.kind !== 'done') return verdict;
    ended.push(verdict.output);
    told.push(verdict.because);
  }
  return done({ hooks: ended }, told.join('; ') || `the plan names no hook ${point}`);
}

interface Judged {
  readonly point: HookPoint;
  readonly asked: Asked | undefined;
  readonly now: string;
}

function judge(hook: Hook, { point, asked, now }: Judged): Decision<AskHook, HookOutput['hooks'][number]> {
  const { function: name, timeoutSeconds } = hook;
  const ask = (looks: number, why: string) => act({ kind: 'hook', point, function: name, looks } as const, why);
  if (!asked) return ask(1, `asking the hook ${name} ${point}`);
  const { looks, reply } = asked;
  const said = saidBy(asked);
  if (reply?.status === 'done') return done({ function: name, because: said }, `the hook ${name} is done: ${said}`);
  if (reply?.status === 'refused') return failing(hook, `the hook ${name} refused ${point}: ${said}`);
  const leftSeconds = timeoutSeconds - secondsBetween(asked.firstAt, now);
  if (leftSeconds <= 0) {
    return failing(hook, `the hook ${name} was not done ${point} within ${timeoutSeconds} s; at last: ${said}`);
  }
  const pauseSeconds = pauseAfter(looks, timeoutSeconds) - secondsBetween(asked.lastAt, now);
  if (pauseSeconds > 0) {
    return wait(`the hook ${name} is not done yet: ${said}`, Math.ceil(Math.min(pauseSeconds, leftSeconds)));
  }
  return ask(looks + 1, `asking the hook ${name} again (${looks + 1}): ${said}`);
}

/** By its policy a hook that failed ends the run, or is told while the run goes on. */
const failing = ({ function: name, onFailure }: Hook, because: string) =>
  onFailure === 'continue'
    ? done({ function: name, because, failed: true } as const, because)
    : refuse(`${because}; the plan stops the run here (onFailure: stop)`);

const saidBy = ({ reply }: Asked): string => reply?.because ?? 'nobody knows what it answered';

const pauseAfter = (looks: number, timeoutSeconds: number): number =>
  Math.min(looks * PAUSE_SECONDS, Math.max(PAUSE_SECONDS_MAX, timeoutSeconds / ASKINGS_MAX));
