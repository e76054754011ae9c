import type { Sends } from '../../../lambdas/edge/clients';
import { timingTable } from '../../../lambdas/edge/timing-table';
import { expectedSeconds, TELLING_VERBS, type Timings } from '../../domain/expected-seconds';
import { namesOf } from '../../domain/names';
import type { Plan } from '../../domain/plan';
import { explained } from '../aws/explain';

export interface ExpectedAsked {
  readonly plan: Plan;
  readonly region: string;
  readonly steps: readonly string[];
}

/** Step → seconds: as earlier runs here took, and as the documentation says where none was measured or can be read. */
export async function expectedHere(
  dynamo: Sends,
  { plan, region, steps }: ExpectedAsked,
): Promise<Readonly<Record<string, number>>> {
  const table = timingTable(dynamo, { plan: plan.name, names: namesOf(plan, region) });
  const timings: Timings = await Promise.all(
    TELLING_VERBS.map(async (verb) => [verb, await table.read(verb)] as const),
  ).then(Object.fromEntries, (error) => {
    if (explained(error) === undefined) throw error;
    return {};
  });
  return Object.fromEntries(
    Object.entries(expectedSeconds(steps, timings)).map(([step, { seconds }]) => [step, seconds]),
  );
}
