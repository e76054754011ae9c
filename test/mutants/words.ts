import { parseArgs } from 'node:util';
import { listed, nearest } from '../../lib/domain/text';
import type { Mutant } from './mutant';

/** What the command was asked for. */
export interface Words {
  readonly isJson: boolean;
  readonly isList: boolean;
  readonly mutants: readonly Mutant[];
}

/** @throws when a flag or a mutant is unknown */
export function wordsIn(args: readonly string[], all: readonly Mutant[]): Words {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
    },
  });
  const names = all.map(({ name }) => name);
  const unknown = values.only.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`there is no mutant ${listed(unknown)}${hintFor(unknown, names)}`);
  const isMeant = ({ name }: Mutant) => values.only.length === 0 || values.only.includes(name);
  return { isJson: values.json, isList: values.list, mutants: all.filter(isMeant) };
}

function hintFor(unknown: readonly string[], names: readonly string[]): string {
  const near = unknown.flatMap((name) => nearest(name, names) ?? []);
  return near.length > 0 ? `; did you mean ${listed(near, 'or')}` : '; --list shows them all';
}
