import type { Change } from '@aws-sdk/client-route-53';
import type { Pace } from '../../world/clock';
import { AwsError, type Call, type Operations } from '../service';

/** Tokens that a bucket holds at most, and how many come back in a second. */
interface Limit {
  readonly capacity: number;
  readonly perSecond: number;
}

/** One bucket for all calls of the account, and one for each action; those that are not named here have this too. */
const DEFAULT: Limit = { capacity: 50, perSecond: 10 };
const OF_ACTION: Readonly<Record<string, Limit>> = {
  CreateHealthCheck: { capacity: 50, perSecond: 0.5 },
  DeleteHealthCheck: { capacity: 15, perSecond: 3 },
  UpdateHealthCheck: { capacity: 50, perSecond: 5 },
};
const OF_CHANGES: Limit = { capacity: 1500, perSecond: 100 };
/** An UPSERT counts twice. */
const COST_OF_UPSERT = 2;

export interface Throttle {
  /** The same operations, refused while a bucket has too little. */
  over(operations: Operations): Operations;
  /** Somebody else in the account uses up every token for a while. @param seconds of AWS's */
  usedUpFor(seconds: number): void;
}

/**
 * Buckets of tokens for the requests of an account, for each action and for the changes in them.
 *
 * Source: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/throttling-api-requests.html
 */
export function createThrottle(pace: Pace): Throttle {
  const buckets = new Map<string, ReturnType<typeof bucket>>();
  let usedUpUntil = Number.NEGATIVE_INFINITY;
  const bucketOf = (name: string, limit: Limit) => {
    const found = buckets.get(name) ?? bucket(limit, pace);
    buckets.set(name, found);
    return found;
  };
  const admit = (operation: string, changes: readonly Change[]) => {
    const asked = [
      { from: bucketOf('account', DEFAULT), tokens: 1 },
      { from: bucketOf(operation, OF_ACTION[operation] ?? DEFAULT), tokens: 1 },
      { from: bucketOf('changes', OF_CHANGES), tokens: costOf(changes) },
    ];
    const isEnough = asked.every(({ from, tokens }) => from.has(tokens));
    if (pace.clock.now() < usedUpUntil || !isEnough) throw new AwsError('Throttling', 'Rate exceeded', { status: 400 });
    for (const { from, tokens } of asked) from.take(tokens);
  };
  return {
    over: (operations) => {
      const entries = Object.entries(operations).map(([name, operation]) => [
        name,
        (input: { ChangeBatch?: { Changes?: readonly Change[] } }, call: Call) => {
          admit(name, input.ChangeBatch?.Changes ?? []);
          return operation(input, call);
        },
      ]);
      return Object.fromEntries(entries);
    },
    usedUpFor: (seconds) => {
      usedUpUntil = pace.clock.now() + pace.scaledMilliseconds(seconds);
    },
  };
}

const costOf = (changes: readonly Change[]): number =>
  changes.reduce((total, { Action }) => total + (Action === 'UPSERT' ? COST_OF_UPSERT : 1), 0);

/** A bucket that is full at first. */
function bucket({ capacity, perSecond }: Limit, pace: Pace) {
  let tokens = capacity;
  let filledAt = pace.clock.now();
  const fill = () => {
    const now = pace.clock.now();
    tokens = Math.min(capacity, tokens + ((now - filledAt) / pace.scaledMilliseconds(1)) * perSecond);
    filledAt = now;
  };
  return {
    has: (count: number): boolean => {
      fill();
      return tokens >= count;
    },
    take: (count: number): void => {
      tokens -= count;
    },
  };
}
