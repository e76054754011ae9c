import type { Lock } from '../../lib/domain/lock';
import type { Sends } from './clients';
import { type ExecutionEnd, endOf } from './execution-end';
import type { LockTable } from './lock-table';

/** A lock, and how the execution that owns it ended. */
export type Owner =
  | { readonly lock: Lock; readonly ended: ExecutionEnd }
  /** The owner may be running, or has given this lock back. */
  | { readonly lock: Lock | undefined; readonly ended?: undefined };

export interface OwnerClients {
  readonly table: Pick<LockTable, 'read'>;
  readonly states: Sends;
}

/**
 * Asks Step Functions for the owner of a lock that was read, and looks at the lock again once that has ended: a run
 * gives the lock back before it ends, so only what is still taken after its end was left behind.
 *
 * @param now ISO 8601 UTC
 * @returns the very lock that was read while its owner may be running, the newest otherwise
 * @throws when the lock cannot be read again
 */
export async function ownerOf({ table, states }: OwnerClients, first: Lock, now: string): Promise<Owner> {
  const ended = await endOf(states, first, now);
  if (!ended) return { lock: first };
  const last = await table.read();
  return last && isSameHolding(first, last) ? { lock: last, ended } : { lock: last };
}

const isSameHolding = (first: Lock, last: Lock): boolean =>
  last.state !== 'free' && last.owner === first.owner && last.epoch === first.epoch;
