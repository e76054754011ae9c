import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { lockTable } from '../../lambdas/edge/lock-table';
import { endOfRun, impossibleQuiet, isQuiet, type LastRun, type Lock } from '../domain/lock';
import { namesOf } from '../domain/names';
import type { Plan } from '../domain/plan';
import { oneLine } from '../domain/text';
import { goingOn } from '../report/broken-lock';
import type { Said } from './aws/ask-function';
import type { Session } from './aws/session';

/** The lock that a person wants broken. */
export interface Break {
  readonly plan: Plan;
  readonly region: string;
  /** As the person has typed it. */
  readonly epoch: number;
}

/**
 * Breaks the lock where the function that does it is dead: only the item is written, if nobody has written to it since
 * it was read here. Such a Region would else keep every other one from taking over.
 *
 * @throws as DynamoDB does
 */
export async function breakItem(session: Session, { plan, region, epoch }: Break): Promise<Said> {
  const dynamo = new DynamoDBClient(session.settings(region));
  const timeThere = clockOf(dynamo);
  const table = lockTable(dynamo, { plan: plan.name, names: namesOf(plan, region) });
  const lock = await table.read();
  if (!lock || lock.state === 'free') return refused('the lock is free; there is nothing to break');
  const now = timeThere();
  const problem = problemOf(lock, { epoch, now });
  if (problem) return refused(problem);
  const isFree = await table.close(lock, lastRunOf(lock, now));
  return isFree
    ? { ok: true, because: brokenBy(lock, { region, now }) }
    : refused('the lock was written to at the same moment; look at it again');
}

const refused = (because: string): Said => ({ ok: false, because });

/** The rules of the function, which nobody asks here. */
function problemOf(lock: Lock, { epoch, now }: { epoch: number; now: string }): string | undefined {
  const owner = oneLine(lock.owner);
  if (lock.epoch !== epoch) {
    return `${owner} has the lock under epoch ${lock.epoch}, got ${epoch}; look at that run before you type its epoch`;
  }
  return isQuiet(lock, now)
    ? undefined
    : `a change of ${owner} may be under way until ${oneLine(lock.quietAt)}; try again after it`;
}

/** Its records are not read here, so a run that held the lock may have changed anything. */
const lastRunOf = (lock: Lock, now: string): LastRun | undefined =>
  endOfRun(lock, { id: lock.owner, endedAt: now, changed: lock.state === 'held' });

const brokenBy = (lock: Lock, { region, now }: { region: string; now: string }): string =>
  `the lock of epoch ${lock.epoch} is free: ${oneLine(lock.owner)} no longer holds it; no evidence record ` +
  'could be written and no topic told, so keep these lines with the report of the incident; ' +
  `${goingOn(lock, region)}${impossibleQuiet(lock, now)}`;

/**
 * The time of the last answer by DynamoDB's own clock: one at a person's desk may be minutes fast, and would let the
 * lock go while a change is under way.
 */
function clockOf(dynamo: DynamoDBClient): () => string {
  let answeredAt = '';
  dynamo.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      answeredAt = (result.response as { readonly headers?: { readonly date?: string } }).headers?.date ?? '';
      return result;
    },
    { step: 'deserialize' },
  );
  return () => new Date(answeredAt).toISOString();
}
