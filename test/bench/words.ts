import { parseArgs } from 'node:util';
import { listed, nearest } from '../../lib/domain/text';
import type { Part } from './part';
import { WORLDS_PER_BLOCK } from './play/even-chance';

/** What somebody wants measured. */
export interface Words {
  readonly isHelp: boolean;
  readonly isJson: boolean;
  /** Puts the tables into docs/performance.md. */
  readonly isWrite: boolean;
  readonly parts: readonly Part<object>[];
  readonly seeds: number;
  readonly rehearsals: number;
}

/** Something was written wrongly; the message says what, and what is allowed. */
export class WrongWords extends Error {}

/** Whole blocks of worlds stand for all that is drawn; one takes two processors three minutes. */
const SEEDS = WORLDS_PER_BLOCK;
const REHEARSALS = 20;

export const helpOf = (parts: readonly Part<object>[]): string => `npm run bench -- …

  --only NAME      measures this part alone; more than one may be named
  --all            also measures what needs the wall's time: ${namesOf(parts.filter(({ isLong }) => isLong))}
  --seeds N        plays the worlds of the seeds 1 to N            (${SEEDS})
  --rehearsals N   rehearses so often                         (${REHEARSALS})
  --write          puts the tables into docs/performance.md
  --json           one line of JSON

${parts.map(({ name, measures }) => `${name.padEnd(12)} ${measures}`).join('\n')}

Ends with 1 when a promise is broken, and with 2 for words that it does not know.`;

const OPTIONS = {
  only: { type: 'string', multiple: true },
  all: { type: 'boolean' },
  seeds: { type: 'string' },
  rehearsals: { type: 'string' },
  write: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** @throws WrongWords */
export function wordsIn(args: readonly string[], parts: readonly Part<object>[]): Words {
  const values = parsed(args, parts);
  const { only, all = false } = values;
  if (only && all) throw new WrongWords('--only and --all do not go together: use one of them');
  const other = (['seeds', 'rehearsals'] as const).find((count) => values[count] !== undefined);
  if (values.write && other) throw new WrongWords(`--write fills the page with its own counts: leave out --${other}`);
  return {
    isHelp: values.help === true,
    isJson: values.json === true,
    isWrite: values.write === true,
    parts: only ? named(only, parts) : parts.filter(({ isLong }) => all || !isLong),
    seeds: countIn('seeds', values.seeds ?? String(SEEDS)),
    rehearsals: countIn('rehearsals', values.rehearsals ?? String(REHEARSALS)),
  };
}

function parsed(args: readonly string[], parts: readonly Part<object>[]) {
  const { values, positionals } = understood(args);
  const [word] = positionals;
  if (word === undefined) return values;
  const isPart = parts.some(({ name }) => name === word);
  throw new WrongWords(
    `got ${word}${isPart ? `: did you mean --only ${word}` : ', and takes only what begins with --'}`,
  );
}

function understood(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    const [because = ''] = (error as Error).message.split('\n');
    throw new WrongWords(because);
  }
}

const namesOf = (parts: readonly Part<object>[]) => listed(parts.map(({ name }) => name));

function named(only: readonly string[], parts: readonly Part<object>[]): readonly Part<object>[] {
  const known = parts.map(({ name }) => name);
  for (const name of only) {
    const near = nearest(name, known);
    const hint = near ? `did you mean ${near}` : `allowed is ${listed(known, 'or')}`;
    if (!known.includes(name)) throw new WrongWords(`--only got ${JSON.stringify(name)}: ${hint}`);
  }
  return parts.filter(({ name }) => only.includes(name));
}

function countIn(name: string, text: string): number {
  if (/^\d{1,4}$/.test(text) && Number(text) > 0) return Number(text);
  throw new WrongWords(`--${name} got ${JSON.stringify(text)}: allowed is a whole number from 1 to 9999`);
}
