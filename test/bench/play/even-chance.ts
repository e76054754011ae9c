import { type Chance, chanceFrom } from '../../../lib/rehearsal/world/chance';

/** Worlds that together have a draw from each equal part of a distribution. */
export const WORLDS_PER_BLOCK = 16;
/** More kinds than are drawn, so that no two seeds share a chance. */
const KINDS_MAX = 100;
/** Beyond those of any seed. */
const FIRST_ORDER = 2 ** 30;

/**
 * Numbers from 0 to 1 of one kind, in the world of a seed from 1 on. In the seeds 1 to 16 each of them, the first as the
 * tenth, comes once from each sixteenth, and so in the next sixteen: a few worlds then stand for the whole of what they
 * are drawn from (Latin hypercube sampling). Kinds are shuffled apart from each other.
 */
export function evenChance(seed: number, kind: number): Chance {
  const block = Math.floor((seed - 1) / WORLDS_PER_BLOCK);
  const place = (seed - 1) % WORLDS_PER_BLOCK;
  const order = chanceFrom(FIRST_ORDER + block * KINDS_MAX + kind);
  const within = chanceFrom(seed * KINDS_MAX + kind);
  return () => ((shuffled(order)[place] as number) + within()) / WORLDS_PER_BLOCK;
}

/** 0 to 15 in any order (Fisher and Yates). */
function shuffled(chance: Chance): readonly number[] {
  const parts = Array.from({ length: WORLDS_PER_BLOCK }, (_, part) => part);
  for (let last = WORLDS_PER_BLOCK - 1; last > 0; last -= 1) {
    const other = Math.floor(chance() * (last + 1));
    [parts[last], parts[other]] = [parts[other] as number, parts[last] as number];
  }
  return parts;
}
