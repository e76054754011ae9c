import type { ReleaseStack } from '../../../lib/domain/release';
import { type Fate, fateOf } from './fate';
import type { Input, SeenStack, Verified } from './seen';

/** A stack of the release, what was seen of it, and what becomes of it. */
export interface Judged {
  readonly stack: ReleaseStack;
  readonly seen: SeenStack;
  readonly fate: Fate;
}

/** A sentence names so many stacks; the others it counts. */
const NAMED_MAX = 10;

/** What becomes of each stack of the release that was looked at. */
export function judgedStacks(verified: Verified, input: Input): Judged[] {
  const seenBy = new Map(verified.stacks.map((seen) => [seen.stack, seen]));
  return verified.manifest.stacks.flatMap((stack) => {
    const seen = seenBy.get(stack.name);
    return seen ? [{ stack, seen, fate: fateOf({ seen, stack, verified, input }) }] : [];
  });
}

/** Why stacks cannot become what the release says, one sentence for each. */
export const wrongIn = (stacks: readonly Judged[]): string[] =>
  stacks.flatMap(({ fate }) => (fate.kind === 'wrong' ? [fate.because] : []));

export const joined = (sentences: readonly string[]): string =>
  sentences.length <= NAMED_MAX
    ? sentences.join('; ')
    : `${sentences.slice(0, NAMED_MAX).join('; ')}; and ${sentences.length - NAMED_MAX} more`;
