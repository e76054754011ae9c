import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { claimTable } from '../../../lambdas/edge/claim-table';
import { isExpired } from '../../../lambdas/edge/transient';
import { namesOf } from '../../domain/names';
import type { Plan } from '../../domain/plan';
import { listed } from '../../domain/text';
import { isOwnWord, unreached } from '../aws/explain';
import type { Session } from '../aws/session';
import type { Standing } from './region';

export interface Told {
  /** Takes a sentence for a person who waits. */
  tell(line: string): void;
  /** @default 2000: a Region that answers has done so by then */
  readonly patienceMilliseconds?: number;
}

/**
 * Reads every Region's claim to the users. Before the first one, the plan's home serves them.
 *
 * @throws what is no silence: credentials that are missing, a world that is gone
 */
export async function seenStanding(session: Pick<Session, 'settings'>, plan: Plan, told: Told): Promise<Standing> {
  const waitedFor = new Set(plan.regions);
  const reading = plan.regions.map((region) =>
    claimOf(session, plan, region).finally(() => void waitedFor.delete(region)),
  );
  const claims = await orTold(Promise.all(reading), waitedFor, told);
  const [highest] = claims.toSorted((one, other) => (other.epoch ?? 0) - (one.epoch ?? 0));
  const active = highest?.epoch ? highest.region : (plan.regions[0] ?? '');
  return { active, silent: claims.filter(({ epoch }) => epoch === undefined).map(({ region }) => region) };
}

/** Whoever waits is told once what for: to them the first seconds of an outage are long. */
async function orTold<Result>(
  reading: Promise<Result>,
  waitedFor: ReadonlySet<string>,
  { tell, patienceMilliseconds = 2000 }: Told,
): Promise<Result> {
  const timer = setTimeout(() => {
    const regions = listed([...waitedFor]);
    tell(`waiting for ${regions} to say whether it is active; a dark Region takes up to half a minute`);
  }, patienceMilliseconds);
  try {
    return await reading;
  } finally {
    clearTimeout(timer);
  }
}

async function claimOf(session: Pick<Session, 'settings'>, plan: Plan, region: string) {
  const dynamo = new DynamoDBClient(session.settings(region));
  const table = claimTable(dynamo, { plan: plan.name, names: namesOf(plan, region) });
  try {
    return { region, epoch: (await table.read())?.epoch ?? 0 };
  } catch (error) {
    if (isOwnWord(error) || isExpired(error) || (unreached(error) === undefined && !isAnswer(error))) throw error;
    return { region, epoch: undefined };
  }
}

const isAnswer = (error: unknown): boolean => (error as { $metadata?: unknown }).$metadata !== undefined;
