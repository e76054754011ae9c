import type { InputOf } from '../../../lib/domain/step';
import { type About, confirmedRegion } from './about';
import { isPromoted, type SeenDatabase } from './judge-databases';
import { type SeenSettlement, settledIn } from './judge-settlement';
import type { checkReadiness } from './step';

type Input = InputOf<typeof checkReadiness>;

/** What tells in a check which Region is active. */
export interface SeenActive {
  readonly databases: readonly SeenDatabase[];
  readonly settlements: readonly SeenSettlement[];
}

/** By what was confirmed before this step or, in a check, by the writers; without databases by what was settled. */
export function aboutOf(input: Input, seen: SeenActive): About {
  const confirmed = confirmedRegion(input);
  if (confirmed !== undefined) return { ...input, replaced: confirmed, isActive: false };
  const active = activeIn(seen, input);
  return active === input.region
    ? { ...input, replaced: undefined, isActive: true }
    : { ...input, replaced: active, isActive: false };
}

/** While a move is half done, what is still elsewhere would have to be taken over. */
function activeIn({ databases, settlements }: SeenActive, input: Input): string | undefined {
  const { plan, region: here } = input;
  if (databases.length === 0) return settledIn(settlements)?.active ?? plan.regions[0];
  const writers = databases.map(({ global }) => (global.outcome === 'read' ? global.value?.writerRegion : undefined));
  const elsewhere = plan.regions.find((region) => region !== here && writers.includes(region));
  return elsewhere ?? (databases.every((found) => isPromoted(found, input)) ? here : undefined);
}
