import { listed, nearest, oneLine } from '../domain/text';
import { VERBS } from '../domain/verbs';
import { type Entry, type Holder, isHolder, UsageError } from './usage';

/** What a command line means, before its flags are read. */
export interface Meant {
  readonly entry: Entry;
  /** In full, `release publish`; empty for `understudy` itself. */
  readonly name: string;
  /** What was written after the name. */
  readonly rest: readonly string[];
  /** `--help`, `-h` or the word `help` was written. */
  readonly isHelp: boolean;
}

const HELP_FLAGS = ['--help', '-h'];

/** Follows the words of a command line from holder to command. @throws UsageError where one names nothing */
export async function meantBy(root: Holder, args: readonly string[]): Promise<Meant> {
  let entry: Entry = root;
  let rest = args.filter((word) => !HELP_FLAGS.includes(word));
  let isHelp = rest.length < args.length;
  const names: string[] = [];
  while (isHolder(entry)) {
    const [word, ...more]: readonly string[] = rest;
    if (word === undefined) break;
    rest = more;
    if (word === 'help') isHelp = true;
    else {
      entry = await heldBy(entry, names, word);
      names.push(word);
    }
  }
  return { entry, name: names.join(' '), rest, isHelp };
}

async function heldBy({ holds }: Holder, names: readonly string[], word: string): Promise<Entry> {
  const load = Object.hasOwn(holds, word) ? holds[word] : undefined;
  if (load) return load();
  throw new UsageError(unknown(Object.keys(holds), names, word));
}

function unknown(held: readonly string[], names: readonly string[], word: string): string {
  const place = names.map((name) => `${name} `).join('');
  const got = oneLine(word, 80);
  if (/^-./.test(word)) return `unknown flag ${got}; flags come after the command: understudy ${place}<command> ${got}`;
  if (place === '' && VERBS.some((verb) => verb === word)) {
    return `${word} is a verb: understudy start ${word}; understudy help start tells how`;
  }
  const near = nearest(word, held);
  const advice = near ? `did you mean ${near}` : `allowed are ${listed(held)}`;
  return `unknown command ${place}${JSON.stringify(got)}; ${advice}`;
}

/** Every command that a holder holds. */
export const loaded = (holder: Holder): Promise<Entry[]> =>
  Promise.all(Object.values(holder.holds).map((load) => load()));
