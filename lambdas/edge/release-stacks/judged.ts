import type { ReleaseStack } from '../../../lib/domain/release';
import { type Fate, fateOf } from './fate';
import type { Input, SeenStack, Verified } from './seen';

/** A stack of the release, what was seen of it, and what becomes of it. */
export interface Judged {
  readonly stack: ReleaseStack;
  readonly seen: SeenStack;
  readonly fate: Fate;
}

/** A sentence names so many stacks at most; the others it counts. */
export const NAMED_MAX = 10;
/** And no more than leave room to count them: a sentence is cut at 2,000 characters, and one with a command has 200. */
const NAMED_CHARACTERS_MAX = 1500;

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

/** So many of the sentences as one may hold, and how many there are besides. */
export function joined(sentences: readonly string[]): string {
  let characters = 0;
  const named = sentences.slice(0, NAMED_MAX).filter((sentence, index) => {
    characters += sentence.length;
    return index === 0 || characters <= NAMED_CHARACTERS_MAX;
  });
  const more = sentences.length - named.length;
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}
