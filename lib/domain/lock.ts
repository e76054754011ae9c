import { oneLine } from './text';
import { standingOfVerb, type Verb } from './verbs';

/**
 * The lock protocol, pure. One item per plan and Region says which run may change the world, under which epoch.
 *
 * An epoch is one integer, number × 100 + rank of the Region that took it; it only grows. A failover writes its intent,
 * reads the other Regions' items, and confirms (`admission.ts` judges what it reads). Every change is preceded by a
 * guard write that holds only while the item still names this owner and epoch, and which bumps `version`: whoever
 * observed an older version fails. TTL leases would not do: RDS takes no fencing token.
 *
 * A planned run holds the item of every Region: that of its own Region is taken first, confirmed last and given back
 * last. So another Region's item names it for good reason only while its own Region's item does too, and that one is
 * what its guards are written to.
 *
 * `lambdas/edge/lock-table.ts` carries these transitions to DynamoDB as conditional writes, and the model check in
 * `test/lock-model.test.ts` explores every interleaving of them.
 */
export interface Lock {
  /** Execution ARN of the run that holds it, or that held it last. */
  readonly owner: string;
  /** Verb of the owner: how it stands to other runs. */
  readonly verb: Verb;
  /** `intent`: written before the other Regions' items are read; nothing may be changed yet. */
  readonly state: 'intent' | 'held' | 'free';
  readonly epoch: number;
  /** Grows with every write; what a take-over is conditional on. */
  readonly version: number;
  /** When the owner acquired it, ISO 8601 UTC. */
  readonly since: string;
  /**
   * When the owner's last guarded call can no longer be under way, ISO 8601 UTC. Until it has written its first guard,
   * the same of the run that gave way to it, where a call of that one may take away what the owner finds.
   */
  readonly quietAt: string;
  /** The last run that was there to move users and gave the lock back, or was closed in its place. @default none yet */
  readonly lastRun?: LastRun;
  /** The last of them that changed something, or counts as if. @default none yet */
  readonly lastChange?: Omit<LastRun, 'changed'>;
}

/** How the last run ended, as far as the next one must know. */
export interface LastRun {
  /** Execution ARN. */
  readonly id: string;
  /** ISO 8601 UTC. */
  readonly endedAt: string;
  /** Whether it changed stacks, database or traffic, or counts as if: a person declined it, or nobody can tell. */
  readonly changed: boolean;
}

/** What a lock remembers once `lastRun` has ended: one that changed nothing leaves the last change in its place. */
export const lastOf = (lastRun: LastRun): Pick<Lock, 'lastRun' | 'lastChange'> => {
  const { id, endedAt, changed } = lastRun;
  return { lastRun, ...(changed && { lastChange: { id, endedAt } }) };
};

/** Regions a plan can rank: an epoch's last two digits. */
const RANKS_MAX = 100;

/** The smallest epoch of a Region with `rank` that is above everything seen so far. */
export const epochAbove = (highestSeen: number, rank: number): number =>
  (Math.floor(highestSeen / RANKS_MAX) + 1) * RANKS_MAX + rank;

/** A run that wants the lock. */
export interface Claimant {
  readonly owner: string;
  readonly verb: Verb;
  /** Of the Region whose machine the run is. */
  readonly rank: number;
  /** When the run was started, ISO 8601 UTC. */
  readonly startedAt: string;
  /** ISO 8601 UTC. */
  readonly now: string;
}

/**
 * Whether the owner gives way at once. Its next guard fails then, and a call that passed its guard before does no harm:
 * it is a compare-and-swap, as the creation of a stack is by its name, or takes away what the run after it looks at
 * anew once that call can no longer be under way (`quietAt` is handed on).
 */
export const givesWay = ({ state, verb }: Pick<Lock, 'state' | 'verb'>): boolean =>
  state === 'held' && standingOfVerb(verb).givesWay;

/** The Region of a run by its execution ARN; `undefined` for what is no ARN. */
export const regionOfRun = (id: string): string | undefined => id.split(':')[3] || undefined;

/** What a lock remembers of a run that has ended, or `undefined` where that one was not there to move users. */
export const endOfRun = ({ verb }: Pick<Lock, 'verb'>, lastRun: LastRun): LastRun | undefined =>
  standingOfVerb(verb).movesUsers ? lastRun : undefined;

/**
 * Whether the claimant's time has passed: the lock could be taken, but the claimant or a run after it has had it since
 * the claimant was started. A run whose lock was given back is closed for good, also when its execution is redriven.
 */
export function isOver(lock: Lock | undefined, claimant: Starter): boolean {
  if (lock?.state === 'free') return lock.owner === claimant.owner || isAfterStart(lock.since, claimant);
  return lock !== undefined && givesWay(lock) && isOverAgain(lock, claimant);
}

type Starter = Pick<Claimant, 'owner' | 'startedAt'>;

/** A run that is made to leave the lock to another hides who had it before, but not which run ended last. */
export const isOverAgain = (lock: Lock, claimant: Starter): boolean =>
  lock.owner !== claimant.owner && isAfterStart(lock.lastRun?.endedAt, claimant);

const isAfterStart = (moment: string | undefined, { startedAt }: Starter): boolean =>
  moment !== undefined && Date.parse(moment) > Date.parse(startedAt);

/** The lock with the claimant's intent under a provisional epoch, or `undefined` when it may not be taken. */
export function intend(lock: Lock | undefined, claimant: Claimant): Lock | undefined {
  if (lock && ((lock.state !== 'free' && !givesWay(lock)) || isOver(lock, claimant))) return undefined;
  return taken(lock, claimant, { state: 'intent', epoch: epochAbove(lock?.epoch ?? 0, claimant.rank) });
}

/**
 * The lock once its owner has read the other Regions, or `undefined` when it has no intent of its own to confirm.
 *
 * @param highestSeen the highest epoch of other Regions, claims and DNS
 */
export function confirm(
  lock: Lock | undefined,
  { owner, rank }: Pick<Claimant, 'owner' | 'rank'>,
  highestSeen: number,
): Lock | undefined {
  if (lock?.state !== 'intent' || lock.owner !== owner) return undefined;
  return {
    ...lock,
    state: 'held',
    epoch: Math.max(lock.epoch, epochAbove(highestSeen, rank)),
    version: lock.version + 1,
  };
}

/**
 * The lock with the claimant's intent, taken from a run of another Region that cannot be heard: that Region is what the
 * claimant takes over from. `undefined` when the claimant's own time has passed.
 */
export function seize(lock: Lock, claimant: Claimant): Lock | undefined {
  if (isOverAgain(lock, claimant)) return undefined;
  return taken(lock, claimant, { state: 'intent', epoch: epochAbove(lock.epoch, claimant.rank) });
}

/**
 * The lock held at once by a run that asks no other Region, or `undefined` when it may not be taken: such a run takes
 * only what is free. Upkeep goes on under the epoch that stands.
 */
export function acquire(lock: Lock | undefined, claimant: Claimant): Lock | undefined {
  if (lock && (lock.state !== 'free' || isOver(lock, claimant))) return undefined;
  const stands = lock?.epoch ?? 0;
  const { isNewEpoch } = standingOfVerb(claimant.verb);
  return taken(lock, claimant, { state: 'held', epoch: isNewEpoch ? epochAbove(stands, claimant.rank) : stands });
}

const taken = (lock: Lock | undefined, { owner, verb, now }: Claimant, as: Pick<Lock, 'state' | 'epoch'>): Lock => ({
  owner,
  verb,
  ...as,
  version: (lock?.version ?? 0) + 1,
  since: now,
  quietAt: lock && mayTakeAway(lock, now) ? lock.quietAt : now,
  ...(lock?.lastRun && { lastRun: lock.lastRun }),
  ...(lock?.lastChange && { lastChange: lock.lastChange }),
});

/** Whether a call of the owner that gives way may still take something away. */
const mayTakeAway = (lock: Lock, now: string): boolean =>
  givesWay(lock) && standingOfVerb(lock.verb).takesAway && !isQuiet(lock, now);

const owns = (lock: Lock | undefined, owner: string, epoch: number): lock is Lock =>
  lock !== undefined && lock.state !== 'free' && lock.owner === owner && lock.epoch === epoch;

/** The lock after the guard write that precedes a change, or `undefined` when the run was superseded. */
export function guard(lock: Lock | undefined, owner: string, epoch: number, quietAt: string): Lock | undefined {
  return owns(lock, owner, epoch) && lock.state === 'held'
    ? { ...lock, version: lock.version + 1, quietAt }
    : undefined;
}

/**
 * The lock after its owner gave it back, held or only intended, or `undefined` when it was not the owner's to give.
 *
 * @param lastRun how the run ended @default the one before stays: the run withdrew, or was not there to move users
 */
export function release(lock: Lock | undefined, owner: string, epoch: number, lastRun?: LastRun): Lock | undefined {
  return owns(lock, owner, epoch)
    ? { ...lock, state: 'free', version: lock.version + 1, ...(lastRun && lastOf(lastRun)) }
    : undefined;
}

/**
 * The lock after a dead run was closed in its place, or `undefined` when anything was written since it was observed.
 * Only for an owner whose execution has ended, and not before `quietAt`.
 */
export function close(lock: Lock | undefined, observed: Lock, lastRun?: LastRun): Lock | undefined {
  return lock?.version === observed.version ? release(lock, observed.owner, observed.epoch, lastRun) : undefined;
}

/**
 * How far ahead a guard's `quietAt` can be of the `now` of whoever reads it, seconds: the longest step's 120 and the 5
 * that a guard adds, clocks that differ by 5, and a reader whose `now` is up to 60 old.
 */
export const QUIET_AHEAD_SECONDS_MAX = 190;

/**
 * Whether no call of the owner can be under way any more. A moment that no guard writes says nothing and holds nobody:
 * one forged write would else keep the lock for ever. Whoever can write it could write one that has passed as well.
 *
 * @param now ISO 8601 UTC
 */
export const isQuiet = (lock: Lock, now: string): boolean =>
  Date.parse(now) >= Date.parse(lock.quietAt) || isImpossible(lock, now);

/** Whether `quietAt` is a moment that no guard writes: too far ahead, or none at all. @param now ISO 8601 UTC */
const isImpossible = ({ quietAt }: Pick<Lock, 'quietAt'>, now: string): boolean => {
  const quiet = Date.parse(quietAt);
  return Number.isNaN(quiet) || quiet > Date.parse(now) + QUIET_AHEAD_SECONDS_MAX * 1000;
};

/** What whoever goes on says of an impossible `quietAt`; nothing for any other. @param now ISO 8601 UTC */
export const impossibleQuiet = (lock: Pick<Lock, 'quietAt'>, now: string): string =>
  isImpossible(lock, now)
    ? `; the item held an impossible quietAt, got ${oneLine(lock.quietAt, 40) || 'none'}, at most ` +
      `${QUIET_AHEAD_SECONDS_MAX} s ahead are possible, so it was not waited for: find out who wrote it`
    : '';
