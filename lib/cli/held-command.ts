import { listed, nearest } from '../domain/text';
import { type Command, UsageError } from './usage';

/** A command, what it is called in full, and what was written after that. */
export interface Meant {
  readonly command: Command;
  readonly name: string;
  readonly rest: readonly string[];
}

/** The command that a word names of those that another one holds. @throws UsageError when it names none */
export async function commandHeldBy(holder: Command, [word, ...rest]: readonly string[]): Promise<Meant> {
  const { name, holds = {} } = holder;
  const words = Object.keys(holds);
  if (word === undefined) throw new UsageError(`${name} takes a word: ${listed(words, 'or')}`);
  const load = Object.hasOwn(holds, word) ? holds[word] : undefined;
  if (load) return { command: await load(), name: `${name} ${word}`, rest };
  const near = nearest(word, words);
  const advice = near ? `did you mean ${near}` : `allowed are ${listed(words)}`;
  throw new UsageError(`unknown command ${name} ${JSON.stringify(word)}; ${advice}`);
}
