import { type HomeSeen, homeOf } from '../../lib/domain/admission';
import type { Lock } from '../../lib/domain/lock';
import { namesOf } from '../../lib/domain/names';
import type { Plan } from '../../lib/domain/plan';
import { oneLine } from '../../lib/domain/text';
import type { Sends } from './clients';
import { type ExecutionEnd, endOf } from './execution-end';
import { type LockTable, lockTable } from './lock-table';
import { reading } from './reading';

/** A lock, and what is known of the run that owns it. */
export type Owner =
  /** Its execution has ended. */
  | { readonly lock: Lock; readonly ended: ExecutionEnd; readonly home?: undefined }
  /** It is a run of another Region, and this is what that Region's own item says. */
  | { readonly lock: Lock; readonly home: HomeSeen; readonly ended?: undefined }
  /** The owner may be running, or has given this lock back. */
  | {
      readonly lock: Lock | undefined;
      readonly ended?: undefined;
      readonly home?: undefined;
      /** Why Step Functions could not say. @default it says that the owner is running */
      readonly unread?: string;
    };

/** Where the items of other Regions are asked for. */
export interface Homes {
  readonly plan: Plan;
  /** DynamoDB of each Region of the plan. */
  readonly dynamoOf: (region: string) => Sends;
}

export interface OwnerClients {
  /** The Region of the lock. */
  readonly here: string;
  readonly table: Pick<LockTable, 'read'>;
  readonly states: Sends;
  /** @default a run of another Region may be running, and nobody here can tell */
  readonly homeIn?: Homes | undefined;
}

/**
 * Who owns a lock that was read. Step Functions is asked for a run of this Region, and once that has ended the lock is
 * looked at again: a run gives the lock back before it ends, so only what is still taken after its end was left behind.
 * For a run of another Region the item there is asked, which such a run takes first and gives back last.
 *
 * @param now ISO 8601 UTC
 * @returns the very lock that was read while its owner may be running, the newest otherwise
 * @throws when the lock cannot be read again
 */
export async function ownerOf({ here, table, states, homeIn }: OwnerClients, first: Lock, now: string): Promise<Owner> {
  const home = homeOf({ region: here, lock: first });
  if (home !== undefined) {
    return homeIn ? { lock: first, home: await homeItem(homeIn, home) } : { lock: first, unread: `it is of ${home}` };
  }
  const { ended, unread } = await endOf(states, first, now);
  if (!ended) return { lock: first, ...(unread !== undefined && { unread }) };
  const last = await table.read();
  return last && isSameHolding(first, last) ? { lock: last, ended } : { lock: last };
}

/** A Region that is no longer in the plan is asked as little as one that does not answer. */
async function homeItem({ plan, dynamoOf }: Homes, region: string): Promise<HomeSeen> {
  if (!plan.regions.includes(region)) {
    return { region, outcome: 'unreachable', because: `${oneLine(region, 40)} is no Region of plan ${plan.name}` };
  }
  const item = lockTable(dynamoOf(region), { plan: plan.name, names: namesOf(plan, region) }).read();
  const read = await reading(`dynamodb:GetItem in ${region}`, item);
  return read.outcome === 'read'
    ? { region, outcome: 'read', lock: read.value }
    : { region, outcome: 'unreachable', because: oneLine(read.because, 200) };
}

const isSameHolding = (first: Lock, last: Lock): boolean =>
  last.state !== 'free' && last.owner === first.owner && last.epoch === first.epoch;
