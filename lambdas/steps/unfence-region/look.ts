import { restorable } from '../../../lib/domain/fence';
import { namesOf } from '../../../lib/domain/names';
import { claimTable } from '../../edge/claim-table';
import type { Sends } from '../../edge/clients';
import { fenceTable } from '../../edge/fence-table';
import { claimsOf } from '../../edge/fencing/claims';
import { type RestoringClients, restoredRegion } from '../../edge/fencing/restored';
import type { hookCalls } from '../../edge/hooks/calls';
import { reading } from '../../edge/reading';
import type { Edge } from '../../edge/step-handler';
import { placeOf } from './place';
import { fencedElsewhere, isToLift, isUpkeep } from './run';
import type { FenceSeen, Input, Seen } from './seen';
import { mayStand } from './whose';
import { writersAndMoves } from './writers';

export interface LookClients {
  /** DynamoDB of each Region. */
  readonly dynamoIn: (region: string) => Sends;
  /** What starts again what was stopped, in each Region. */
  readonly clientsIn: (region: string) => RestoringClients;
  /** RDS of this Region. */
  readonly rds: Sends;
}

interface Looking extends LookClients {
  readonly hooks: Pick<ReturnType<typeof hookCalls>, 'look'>;
}

/** What was seen, and the Region whose fence is to be lifted by it. */
interface Looked {
  readonly seen: Omit<Seen, 'notRestored' | 'silentSeconds' | 'pause'>;
  readonly target: string | undefined;
}

/** The own fence first, then the writers where one may have to be lifted, then the one of the other Region. */
export function look({ dynamoIn, clientsIn, rds, hooks }: Looking, { now }: Edge['clock']) {
  const fenceIn = async (there: string, input: Input): Promise<FenceSeen> => ({
    region: there,
    fence: await reading(
      `dynamodb:GetItem of the fence in ${there}`,
      fenceTable(dynamoIn(there), { plan: input.plan.name, names: namesOf(input.plan, there) }).read(),
    ),
  });
  /** A run that moves users asks only without databases: otherwise the writers say who serves. */
  const claimedHere = async ({ plan, names, region: here, run }: Input): Promise<number> =>
    plan.databases.length > 0 && !isUpkeep({ run })
      ? 0
      : ((await claimTable(dynamoIn(here), { plan: plan.name, names }).read())?.epoch ?? 0);
  const standingOf = async (seen: FenceSeen | undefined, input: Input) => {
    const fence = seen?.fence.outcome === 'read' ? seen.fence.value : undefined;
    return seen && isToLift(fence, { seen, input })
      ? restoredRegion(clientsIn(seen.region), now).standing(
          restorable(fence.before, { plan: input.plan, region: seen.region }).before,
        )
      : undefined;
  };

  return async (input: Input): Promise<Looked> => {
    const { plan, region: here } = input;
    if (isUpkeep(input)) {
      // Where nothing stands, as on any other day, that is all that is asked.
      const only = await fenceIn(here, input);
      const isAnswer = only.fence.outcome !== 'unknown';
      if (!isAnswer || !mayStand(only, input))
        return { seen: { own: only, claimedEpoch: 0, records: [] }, target: undefined };
    }
    const [records, claimedEpoch, own] = await Promise.all([
      hooks.look(input),
      claimedHere(input),
      fenceIn(here, input),
    ]);
    const elsewhere = fencedElsewhere(input);
    const isAsked = plan.databases.length > 0 && (elsewhere !== undefined || mayStand(own, input));
    const writers = isAsked ? await reading('rds:DescribeGlobalClusters', writersAndMoves(rds, plan)) : undefined;
    const claims = isUpkeep(input) && plan.databases.length === 0 ? await claimsOf(dynamoIn, input) : undefined;
    const { at } = placeOf({ writers, claimedEpoch, claims, records }, input);
    const other = elsewhere === undefined || at === 'here' ? undefined : await fenceIn(elsewhere, input);
    const target = at === 'here' ? own : other;
    const standing = at === 'open' ? undefined : await standingOf(target, input);
    const seen = { own, other, writers, claimedEpoch, claims, standing, records };
    return { seen, target: target?.region };
  };
}

/** Whether the Region whose fence is to be lifted could not be read, or a part of what is to run there again. */
export function isSilent({ seen: { own, other, standing }, target }: Looked): boolean {
  const fence = target === own.region ? own.fence : other?.fence;
  const parts = standing ? [standing.services, standing.rules, standing.schedules] : [];
  return [...(fence ? [fence] : []), ...parts].some(({ outcome }) => outcome === 'unknown');
}
