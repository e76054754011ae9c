import { loaded } from '../meant';
import { type Command, type Entry, type Flag, type Holder, isHolder, type Word } from '../usage';

/** What may be typed in one place: words out of a list, the name of a file, or what nobody can know. */
export type Offered = readonly string[] | 'files' | 'anything';

/** What may follow one command, or one that holds others. */
export interface Place {
  /** Its words, a blank between them; empty for `understudy` itself. */
  readonly path: string;
  /** What may follow it, and what for. */
  readonly words: readonly { readonly word: string; readonly help: string }[];
  /** Whether files may follow. */
  readonly files: boolean;
  readonly flags: readonly FlagPlace[];
}

export interface FlagPlace {
  readonly name: string;
  readonly help: string;
  /** What its value may be. @default it takes none */
  readonly value?: Offered;
}

/** Values that depend on the folder in which the script is made. */
export interface Known {
  readonly regions: readonly string[];
  readonly scenarios: readonly string[];
}

/** Every place of a tree of commands, from its root. */
export async function placesOf(holder: Holder, known: Known, path = ''): Promise<Place[]> {
  const held = await loaded(holder);
  const own: Place = {
    path,
    words: held.map(({ name, purpose }) => ({ word: name, help: purpose })),
    files: false,
    flags: [HELP],
  };
  const below = await Promise.all(held.map((entry) => placesBelow(entry, known, `${path} ${entry.name}`.trim())));
  return [own, ...below.flat()];
}

const HELP: FlagPlace = { name: 'help', help: 'tells this' };

const placesBelow = async (entry: Entry, known: Known, path: string): Promise<Place[]> =>
  isHolder(entry) ? placesOf(entry, known, path) : [placeOf(entry, known, path)];

function placeOf({ words, flags }: Command, known: Known, path: string): Place {
  const offered = words.map((word) => ({ help: word.help, offers: offeredBy(word.shown, word, known) }));
  return {
    path,
    words: offered.flatMap(({ help, offers }) => listOf(offers).map((word) => ({ word, help }))),
    files: offered.some(({ offers }) => offers === 'files'),
    flags: [...Object.entries(flags).map(([name, flag]) => flagPlace(name, flag, known)), HELP],
  };
}

function flagPlace(name: string, flag: Flag, known: Known): FlagPlace {
  const { help, value } = flag;
  return value === undefined ? { name, help } : { name, help, value: offeredBy(value, flag, known) };
}

export const listOf = (offered: Offered | undefined): readonly string[] => (typeof offered === 'object' ? offered : []);

/** What is shown for a value says what it is: `<region>`, `<file...>`. */
function offeredBy(shown: string, { choices }: Pick<Word, 'choices'>, { regions, scenarios }: Known): Offered {
  if (choices) return choices;
  const what = shown.replaceAll(/[<>[\].]/g, '');
  if (what === 'region') return regions;
  if (what === 'scenario') return scenarios;
  return /\b(file|folder|from|to)\b/.test(what) ? 'files' : 'anything';
}
