/**
 * The lock protocol, pure. One item per plan and Region says which run may change the world, under which epoch.
 *
 * An epoch is one integer, number × 100 + rank of the Region that took it; it only grows. Every change is preceded by a
 * guard write that holds only while the item still names this owner and epoch, and which bumps `version`: a take-over
 * that observed an older version fails. TTL leases would not do: RDS takes no fencing token.
 *
 * `lambdas/edge/lock-table.ts` carries these transitions to DynamoDB as conditional writes, and the model check in
 * `test/lock-model.test.ts` explores every interleaving of them.
 */
export interface Lock {
  /** Execution ARN of the run that holds it, or that held it last. */
  readonly owner: string;
  readonly state: 'held' | 'free';
  readonly epoch: number;
  /** Grows with every write; what a take-over is conditional on. */
  readonly version: number;
  /** When the owner acquired it, ISO 8601 UTC. */
  readonly since: string;
  /** When the owner's last guarded call can no longer be under way, ISO 8601 UTC. */
  readonly quietAt: string;
}

/** Regions a plan can rank: an epoch's last two digits. */
const RANKS_MAX = 100;

/** The smallest epoch of a Region with `rank` that is above everything seen so far. */
const nextEpoch = (highestSeen: number, rank: number): number =>
  (Math.floor(highestSeen / RANKS_MAX) + 1) * RANKS_MAX + rank;

export interface Claimant {
  readonly owner: string;
  readonly rank: number;
  /** ISO 8601 UTC. */
  readonly now: string;
}

/** The lock after `claimant` acquired it, or `undefined` when somebody holds it. */
export function acquire(lock: Lock | undefined, { owner, rank, now }: Claimant): Lock | undefined {
  if (lock?.state === 'held') return undefined;
  return {
    owner,
    state: 'held',
    epoch: nextEpoch(lock?.epoch ?? 0, rank),
    version: (lock?.version ?? 0) + 1,
    since: now,
    quietAt: now,
  };
}

/** Whether `owner` may change the world under `epoch`. */
const owns = (lock: Lock | undefined, owner: string, epoch: number): lock is Lock =>
  lock !== undefined && lock.state === 'held' && lock.owner === owner && lock.epoch === epoch;

/** The lock after the guard write that precedes a change, or `undefined` when the run was superseded. */
export function guard(lock: Lock | undefined, owner: string, epoch: number, quietAt: string): Lock | undefined {
  return owns(lock, owner, epoch) ? { ...lock, version: lock.version + 1, quietAt } : undefined;
}

/** The lock after its owner gave it back, or `undefined` when it was not the owner's to give. */
export function release(lock: Lock | undefined, owner: string, epoch: number): Lock | undefined {
  return owns(lock, owner, epoch) ? { ...lock, state: 'free', version: lock.version + 1 } : undefined;
}
