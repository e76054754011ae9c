import { acknowledgeDivergenceCommand, startCommand } from '../../../lib/domain/commands';
import { type Divergence, isOpenDivergence } from '../../../lib/domain/divergence';
import type { Lock } from '../../../lib/domain/lock';
import { DRILL_PREFIX, STACK_TAGS } from '../../../lib/domain/names';
import { laneOf } from '../../../lib/domain/release';
import { listed } from '../../../lib/domain/text';
import { type Finding, holds, problem, unread } from '../../edge/finding';
import type { Reading } from '../../edge/reading';
import type { DescribedStack } from '../../edge/stacks';

export interface SeenLeftovers {
  /** Every stack of this Region. */
  readonly standing: Reading<readonly DescribedStack[]>;
  readonly lock: Reading<Lock | undefined>;
}

export interface LeftoverContext {
  readonly plan: string;
  readonly region: string;
}

/** Stacks of a drill that is over cost money, and are in the way of the next one. */
export function judgeLeftovers({ standing, lock }: SeenLeftovers, context: LeftoverContext): Finding {
  if (standing.outcome !== 'read') return unread('what drills have left behind', standing);
  const left = standing.value
    .filter(({ tags, stackName }) => tags[STACK_TAGS.plan] === context.plan && stackName.startsWith(DRILL_PREFIX))
    .map(({ stackName }) => stackName);
  if (left.length === 0) return holds();
  if (lock.outcome !== 'read') return unread('whether a drill is under way', lock);
  const { state, verb } = lock.value ?? {};
  if (state !== undefined && state !== 'free' && verb !== undefined && laneOf(verb) === 'drill') {
    return holds(`a drill is under way and has made ${listed(left)}`);
  }
  return problem(
    `a drill has left ${listed(left)}: ` +
      startCommand({ verb: 'retire', region: context.region, because: 'clear up after a drill' }),
  );
}

/** Told, and stops no failover: what this Region may hold alone stops a failback. */
export function judgeDivergence(divergence: Reading<Divergence | undefined>, region: string): Finding {
  if (divergence.outcome !== 'read') return unread('whether the databases here have diverged', divergence);
  if (!isOpenDivergence(divergence.value)) return holds();
  const { at, activeRegion, databases } = divergence.value;
  const said = databases.map(({ globalCluster, because }) => `${globalCluster}: ${because}`);
  return holds(
    `this Region may hold rows that no other has since ${activeRegion} took over (${at}; ${said.join(', ')}): a ` +
      `failback is refused until ${acknowledgeDivergenceCommand(region)}`,
  );
}
