import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { claimTable } from '../../../lambdas/edge/claim-table';
import { isExpired } from '../../../lambdas/edge/transient';
import { namesOf } from '../../domain/names';
import type { Plan } from '../../domain/plan';
import { isOwnWord, unreached } from '../aws/explain';
import type { Session } from '../aws/session';
import type { Standing } from './region';

/** Reads every Region's claim to the users. Before the first one, the plan's home serves them. */
export async function seenStanding(session: Pick<Session, 'settings'>, plan: Plan): Promise<Standing> {
  const claims = await Promise.all(plan.regions.map((region) => claimOf(session, plan, region)));
  const [highest] = claims.toSorted((one, other) => (other.epoch ?? 0) - (one.epoch ?? 0));
  const active = highest?.epoch ? highest.region : (plan.regions[0] ?? '');
  return { active, silent: claims.filter(({ epoch }) => epoch === undefined).map(({ region }) => region) };
}

/** @throws what is no silence: credentials that are missing, a world that is gone */
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
