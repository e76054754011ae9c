import * as z from 'zod';
import { personOf } from '../../../lib/domain/approval';
import type { Automation } from '../../../lib/domain/automation';
import type { Divergence } from '../../../lib/domain/divergence';
import { impossibleQuiet, isQuiet, type Lock } from '../../../lib/domain/lock';
import type { Place } from '../../../lib/domain/step';
import { goingOn, stopping } from '../../../lib/report/broken-lock';
import type { ExecutionEnd } from '../../edge/execution-end';
import type { Closing } from '../../edge/last-words';
import {
  ARN_CHARACTERS_MAX,
  answered,
  Because,
  type PersonSaid,
  type Understood,
  type UrlAnswer,
  understood,
} from '../../edge/person';

const Body = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({
      kind: z.literal('automation'),
      state: z.enum(['on', 'off'], 'expected "on" or "off"'),
      because: Because,
    }),
    z.strictObject({
      kind: z.literal('acknowledge'),
      run: z.string('required, the ARN of the run that has ended').max(ARN_CHARACTERS_MAX),
      because: Because,
    }),
    z.strictObject({
      kind: z.literal('break-lock'),
      epoch: z.int('required, the epoch of the lock as a whole number').min(0),
      because: Because,
    }),
    z.strictObject({ kind: z.literal('acknowledge-divergence'), because: Because }),
  ],
  'expected "automation", "acknowledge", "break-lock" or "acknowledge-divergence"',
);
/** What a person wants changed. */
export type Wanted = z.infer<typeof Body>;

/** The body of a request, or the answer to one that is none. */
export const wantedIn = (body: unknown): Understood<Wanted> => understood(Body, body);

/** A wish, who IAM says has it, and when. */
export type Said = PersonSaid<Wanted>;

export interface SeenControls {
  readonly lock: Lock | undefined;
  readonly automation: Automation | undefined;
  /** What the databases here may hold alone; looked at only to acknowledge it. @default not looked at */
  readonly divergence?: Divergence | undefined;
  /** How the execution that owns the lock ended. @default it may be running; looked at only to break the lock */
  readonly ended?: ExecutionEnd | undefined;
  /** Why nobody can tell whether it has. @default Step Functions could say */
  readonly unread?: string;
}

/** Write this, close that, or nothing; `answer` is what the person gets when it worked. */
export type ControlDecision =
  | { readonly kind: 'nothing'; readonly answer: UrlAnswer }
  | { readonly kind: 'write'; readonly next: Automation; readonly answer: UrlAnswer }
  | { readonly kind: 'write-divergence'; readonly next: Divergence; readonly answer: UrlAnswer }
  | {
      readonly kind: 'close';
      readonly closing: Required<Pick<Closing, 'lock' | 'ended' | 'broken'>>;
      readonly answer: UrlAnswer;
    };

export function decide(seen: SeenControls, said: Said, place: Place): ControlDecision {
  const { wanted } = said;
  if (wanted.kind === 'automation') return switched(seen, { ...said, wanted }, place);
  if (wanted.kind === 'acknowledge') return acknowledged(seen, { ...said, wanted });
  if (wanted.kind === 'acknowledge-divergence') return reviewed(seen, { ...said, wanted }, place);
  return broken(seen, { ...said, wanted }, place);
}

type Saying<Kind extends Wanted['kind']> = PersonSaid<Extract<Wanted, { kind: Kind }>>;

const nothing = (statusCode: number, because: string): ControlDecision => ({
  kind: 'nothing',
  answer: answered(statusCode, because),
});

function switched(
  { automation }: SeenControls,
  { wanted: { state, because }, by, at }: Saying<'automation'>,
  { plan, region }: Place,
): ControlDecision {
  const also =
    state === 'off'
      ? 'a run that is under way goes on, and what a person starts is never held back'
      : 'the next alarm or watch that finds the active Region down starts a run';
  return {
    kind: 'write',
    next: { ...automation, state, by, because, at, version: versionAfter(automation) },
    answer: answered(200, `automatic runs of ${plan.name} in ${region} are ${state}; ${also}`),
  };
}

/** Only the last change holds the next run back, so a person who names another run has not seen it. */
function acknowledged(
  { lock, automation }: SeenControls,
  { wanted: { run, because }, by, at }: Saying<'acknowledge'>,
): ControlDecision {
  const problem = acknowledgeProblem(lock, run);
  if (problem) return nothing(409, problem);
  // While automatic runs are off, the item goes on naming the person who switched them off.
  const writer = automation?.state === 'off' ? automation : ({ state: 'on', by, because, at } as const);
  const also = automation?.state === 'off' ? '; automatic runs are still switched off' : '';
  return {
    kind: 'write',
    next: { ...writer, acknowledgedRun: run, version: versionAfter(automation) },
    answer: answered(200, `${run} is acknowledged: it no longer holds the next one back${also}`),
  };
}

/** Whoever acknowledges is answered with all that is known, snapshots included: it is what they answer for. */
function reviewed(
  { divergence }: SeenControls,
  { wanted: { because }, by, at }: Saying<'acknowledge-divergence'>,
  { plan, region }: Place,
): ControlDecision {
  if (!divergence)
    return nothing(409, `no database of ${plan.name} in ${region} was left behind; there is nothing to acknowledge`);
  const { acknowledged } = divergence;
  if (acknowledged)
    return nothing(409, `it was acknowledged by ${acknowledged.by} at ${acknowledged.at}: ${acknowledged.because}`);
  const known = divergence.databases.map(
    (one) => `${one.because}; ${one.snapshot ? `kept as snapshot ${one.snapshot}` : 'no snapshot is kept'}`,
  );
  return {
    kind: 'write-divergence',
    next: { ...divergence, acknowledged: { by, because, at }, version: divergence.version + 1 },
    answer: answered(200, `a failback to ${region} is no longer held back by: ${known.join('; ')}`),
  };
}

const versionAfter = (automation: Automation | undefined): number => (automation?.version ?? 0) + 1;

function acknowledgeProblem(lock: Lock | undefined, run: string): string | undefined {
  const { lastRun, lastChange } = lock ?? {};
  if (lastChange?.id === run) return undefined;
  if (lastChange) {
    const { id, endedAt } = lastChange;
    return `the last run that changed something or was declined is ${id}, which ended at ${endedAt}; look at it first`;
  }
  return lastRun
    ? `${lastRun.id} ended at ${lastRun.endedAt} and changed nothing, nor did a run before it; its pause ends by itself`
    : 'no run has ended here yet, so none holds the next one back';
}

/**
 * Whoever types the epoch has looked at the lock. Even then a change that is under way must have come to its end: it is
 * the one thing that neither a guard nor a person can stop.
 */
function broken(
  { lock, ended, unread }: SeenControls,
  { wanted: { epoch, because }, by, at }: Saying<'break-lock'>,
  { region }: Place,
): ControlDecision {
  if (!lock || lock.state === 'free') return nothing(409, `the lock in ${region} is free; there is nothing to break`);
  const { owner, quietAt } = lock;
  const taken = lock.state === 'held' ? 'held' : 'wanted';
  const holder = `the lock in ${region} is ${taken} by ${owner} under epoch ${lock.epoch}`;
  if (epoch !== lock.epoch) return nothing(409, `${holder}, got ${epoch}; look at that run before you type its epoch`);
  if (!isQuiet(lock, at)) {
    const first = ended ? '' : `; stop it first: ${stopping(owner, region)}`;
    return nothing(409, `${holder}: a change of it may be under way until ${quietAt}; try again after it${first}`);
  }
  const unknown = unread === undefined ? '' : `; whether it has ended is not known: ${unread}`;
  const state = ended ? `its execution is ${ended.status}` : `${goingOn(lock, region)}${unknown}`;
  return {
    kind: 'close',
    closing: {
      lock,
      ended: ended ?? { status: `BROKEN by ${personOf(by)}` },
      broken: { by, because, mayBeAlive: ended === undefined },
    },
    answer: answered(
      200,
      `the lock of epoch ${epoch} is free: ${owner} no longer holds it; ${state}${impossibleQuiet(lock, at)}`,
    ),
  };
}
