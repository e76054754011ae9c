import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { isoAt, systemClock } from '../../../lambdas/edge/clock';
import { databaseEvents } from '../../../lambdas/edge/database-events';
import { divergenceTable } from '../../../lambdas/edge/divergence-table';
import { fenceTable } from '../../../lambdas/edge/fence-table';
import { readinessTable } from '../../../lambdas/edge/readiness-table';
import { warmTable } from '../../../lambdas/edge/warm-table';
import { namesOf } from '../../domain/names';
import type { Plan } from '../../domain/plan';
import type { SeenItems } from '../../report/region-notes';

export interface NotedRegion {
  readonly dynamo: DynamoDBClient;
  readonly plan: Plan;
  readonly region: string;
  readonly hasWriter: boolean;
}

/** The items of a Region beside its lock and its claim. */
export async function seenItems({ dynamo, plan, region, hasWriter }: NotedRegion): Promise<SeenItems> {
  const item = { plan: plan.name, names: namesOf(plan, region) };
  const [fence, divergence, warm, readiness, events] = await Promise.all([
    fenceTable(dynamo, item).read(),
    divergenceTable(dynamo, item).read(),
    warmTable(dynamo, item).read(),
    readinessTable(dynamo, item).read(),
    databaseEvents(dynamo, item).read(),
  ]);
  return {
    region,
    hasWriter,
    fence,
    divergence,
    warm,
    readiness,
    events,
    now: isoAt(systemClock.now()),
  };
}
