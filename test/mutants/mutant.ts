/**
 * A seeded bug of the product. A suite that stays green over it would let the real one through.
 *
 * The change is text, so that a mutant reads as what somebody might really write, and stays true to one place: `find`
 * stands exactly once in `file`.
 */
export interface Mutant {
  /** Kebab-case; what `--only` takes. */
  readonly name: string;
  /** Product file, from the root of the repository. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** The promise that it breaks, by its number, and how: `I-06: a retry promotes again`. */
  readonly because: string;
  /** Test files that must notice, from the root of the repository. */
  readonly suites: readonly string[];
}

/** Why the mutant does not fit its file, or `undefined` when it does. @param text of the file */
export function misfit({ file, find, replace }: Mutant, text: string): string | undefined {
  const places = text.split(find).length - 1;
  if (places === 0) return `${file} does not hold the text that is looked for; bring the mutant up to date`;
  if (places > 1) return `${file} holds the text that is looked for ${places} times, expected once; make it longer`;
  return find === replace ? 'it changes nothing' : undefined;
}

/** The file with the bug in it. @throws when the mutant does not fit */
export function mutated(mutant: Mutant, text: string): string {
  const problem = misfit(mutant, text);
  if (problem) throw new Error(`${mutant.name}: ${problem}`);
  // By a function: a text may hold `$&`, which a string as replacement gives a meaning.
  return text.replace(mutant.find, () => mutant.replace);
}

/** The bugs of one file that the same suites must notice, by their names. */
export const mutantsOf = (
  { file, suites }: Pick<Mutant, 'file' | 'suites'>,
  seeded: Readonly<Record<string, Pick<Mutant, 'because' | 'find' | 'replace'>>>,
): Mutant[] => Object.entries(seeded).map(([name, bug]) => ({ name, file, ...bug, suites }));
