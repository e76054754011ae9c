import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { claimTable } from '../../../lambdas/edge/claim-table';
import { namesOf } from '../../domain/names';
import type { Plan } from '../../domain/plan';
import type { Session } from '../aws/session';

/** The Region with the highest claim to the users; before the first run, the home of the plan. */
export async function activeRegionOf(plan: Plan, session: Pick<Session, 'settings'>): Promise<string | undefined> {
  const claims = await Promise.all(
    plan.regions.map(async (region) => {
      const dynamo = new DynamoDBClient(session.settings(region));
      const table = claimTable(dynamo, { plan: plan.name, names: namesOf(plan, region) });
      // A Region that cannot be asked claims nothing that anybody could see.
      const claim = await table.read().catch(() => undefined);
      return { region, epoch: claim?.epoch ?? 0 };
    }),
  );
  const [highest] = [...claims].sort((a, b) => b.epoch - a.epoch);
  return highest && highest.epoch > 0 ? highest.region : plan.regions[0];
}
