import {
  atWorkElsewhere,
  judgeOthers,
  judgeOwnItem,
  type OthersSeen,
  type OwnerEnded,
  type OwnItem,
  type RegionSeen,
  unheard,
} from '../../../lib/domain/admission';
import { type Automation, heldBack, heldBackElsewhere, type StandingElsewhere } from '../../../lib/domain/automation';
import { act, type Decision, done, join, refuse, wait } from '../../../lib/domain/decision';
import { type Claimant, isQuiet, type Lock } from '../../../lib/domain/lock';
import { type Request, readRequest } from '../../../lib/domain/request';
import type { InputOf, OutputOf } from '../../../lib/domain/step';
import { listed } from '../../../lib/domain/text';
import type { admitRun } from './step';
import { triggerProblem } from './trigger-problem';

export interface Seen {
  readonly own: OwnItem;
  /** Read while the lock can be taken. */
  readonly automation?: Automation | undefined;
  /** Read once this run's intent stands, or stood: before that it would prove nothing. */
  readonly elsewhere?: Elsewhere;
}

export interface Elsewhere {
  /** Every Region of the plan but this one. */
  readonly others: readonly RegionSeen[];
  /** This Region's own claim, 0 when it has never claimed. */
  readonly claimedEpoch: number;
  /** Highest epoch that the TXT records say, 0 when there is none. */
  readonly settledEpoch: number;
  /** TXT records that no server answered for, each with the reason. */
  readonly silent: readonly string[];
}

export type Act =
  /** Write this run's intent (a settle: its hold), if the lock is still the one that was seen. */
  | { readonly kind: 'take'; readonly claimant: Claimant; readonly observed: Lock | undefined }
  | { readonly kind: 'confirm'; readonly claimant: Claimant; readonly observed: Lock; readonly highestSeen: number }
  | { readonly kind: 'withdraw'; readonly epoch: number }
  /** Close the run that left its lock behind. */
  | { readonly kind: 'close'; readonly lock: Lock; readonly ended: OwnerEnded };

type Input = InputOf<typeof admitRun>;
type Verdict = Decision<Act, OutputOf<typeof admitRun>>;

/**
 * A Region that does not answer is asked again for so long: one lost packet must not make it unreachable. Each look has
 * waited out its own time-out, so one more is proof enough, and every take-over of a lost Region waits for it.
 */
export const LISTEN_SECONDS = 2;
/** How long a run without a majority waits for one; a link that flaps is back by then. */
export const MAJORITY_SECONDS = 60;

export function decide(seen: Seen, input: Input): Verdict {
  const { plan, region, request: written } = input;
  const read = readRequest(written);
  if ('problems' in read) return refuse(read.problems.join('; '));
  if (!plan.regions.includes(region)) {
    return refuse(`${region} is not a Region of plan ${plan.name}; its Regions are ${listed(plan.regions)}`);
  }
  const own = judgeOwnItem(seen.own, claimantOf(input));
  if (own.kind === 'admitted') return admitted(own.lock, read.request);
  if (own.kind === 'over') return over(own.lock, seen, input);
  if (own.kind === 'ask') return acrossRegions(seen, read.request, input);
  const stale = triggerProblem(read.request, input);
  if (stale) return refuse(stale);
  return own.kind === 'taken' ? joinOrClose(own, input) : take(seen, read.request, input);
}

/** This run as one that wants the lock. */
export const claimantOf = ({ run, plan, region, now }: Input): Claimant => ({
  owner: run.id,
  verb: run.verb,
  rank: plan.regions.indexOf(region),
  startedAt: run.startedAt,
  now,
});

function admitted({ epoch }: Lock, { reason, trigger, withoutMajority }: Request): Verdict {
  const alone = withoutMajority === undefined ? '' : `; needs no majority of the Regions: ${withoutMajority}`;
  return done({ epoch, reason, ...(trigger && { trigger }) }, `admitted under epoch ${epoch}: ${reason}${alone}`);
}

/** After it withdrew, a run joins the one it made room for. */
function over({ owner, since }: Lock, seen: Seen, input: Input): Verdict {
  const first = seen.elsewhere && atWorkElsewhere(othersOf(seen.elsewhere, input, false));
  if (first) return join(first);
  return owner === input.run.id
    ? refuse('this run has ended and gave the lock back; start a new one if it is still needed')
    : refuse(`${owner} had the lock since ${since}, after this run began; start a new one if it is still needed`);
}

/** An automatic run may be held back; a person's never is. */
function take({ own: { lock: observed }, automation }: Seen, { trigger }: Request, input: Input): Verdict {
  const { plan, region, now } = input;
  const early = trigger && heldBack({ plan, lock: observed, automation, now });
  if (early) return refuse(early);
  const from = observed && observed.state !== 'free' ? ` from ${observed.owner}, which only settles` : '';
  return act(
    { kind: 'take', claimant: claimantOf(input), observed },
    `taking the lock of ${plan.name} in ${region}${from}`,
  );
}

/** A run that is at work is joined; one that is dead is closed in its place, once no call of it can be under way. */
function joinOrClose({ lock, ended }: { lock: Lock; ended: OwnerEnded | undefined }, { now }: Input): Verdict {
  const { owner, since, epoch, quietAt } = lock;
  if (!ended) return join(`${owner} does this work since ${since}, under epoch ${epoch}`);
  const { status } = ended;
  const end = status === 'forgotten' ? 'is no longer known to Step Functions and ended' : `ended ${status}`;
  const left = `${owner} ${end} without giving back the lock of epoch ${epoch}`;
  return isQuiet(lock, now)
    ? act({ kind: 'close', lock, ended }, `${left}; closing it`)
    : wait(`${left}; a call of it may be under way until ${quietAt}`);
}

function acrossRegions({ own: { lock }, elsewhere }: Seen, request: Request, input: Input): Verdict {
  if (!lock || !elsewhere) return wait('the other Regions were not read yet');
  const verdict = judgeOthers(othersOf(elsewhere, input, request.withoutMajority !== undefined));
  if (verdict.kind === 'yield') return act({ kind: 'withdraw', epoch: lock.epoch }, `making room: ${verdict.because}`);
  if (verdict.kind === 'wait') return wait(verdict.because);
  const early = request.trigger && heldBackElsewhere({ plan: input.plan, now: input.now, elsewhere: heard(elsewhere) });
  if (early) return refuse(early);
  const missing = unheardIn(elsewhere);
  if (missing !== '' && input.elapsedSeconds < LISTEN_SECONDS) return wait(`asking again: ${missing}`, 1);
  if (verdict.kind === 'outvoted') {
    return input.elapsedSeconds < MAJORITY_SECONDS ? wait(verdict.because) : refuse(verdict.because);
  }
  const { highestSeen } = verdict;
  return act(
    { kind: 'confirm', claimant: claimantOf(input), observed: lock, highestSeen },
    missing === ''
      ? 'no other Region has a run of this plan'
      : `no Region that answers has a run of this plan; ${missing}`,
  );
}

const othersOf = (elsewhere: Elsewhere, { plan, region }: Input, withoutMajority: boolean): OthersSeen => ({
  regions: plan.regions,
  here: region,
  others: elsewhere.others,
  epochsKnown: [elsewhere.claimedEpoch, elsewhere.settledEpoch],
  withoutMajority,
});

const heard = ({ others }: Elsewhere): StandingElsewhere[] =>
  others.flatMap((other) =>
    other.outcome === 'read' ? [{ region: other.region, lock: other.lock, automation: other.automation }] : [],
  );

function unheardIn({ others, silent }: Elsewhere): string {
  const all = [...unheard({ others }), ...silent];
  return all.length === 0 ? '' : `not heard: ${listed(all)}`;
}
