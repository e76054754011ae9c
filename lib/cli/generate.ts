import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listed } from '../domain/text';
import { type Command, readArguments, UsageError } from './usage';

const ROOT = join(__dirname, '../..');

/** `understudy generate [--check]` */
export const generate: Command = {
  name: 'generate',
  usage: '[--check]',
  purpose: 'Writes the generated pages in docs/; --check only says which are stale.',
  async run(args) {
    const { values, words } = readArguments(args, { check: { type: 'boolean' } });
    if (words.length > 0) throw new UsageError(`generate takes no words, got ${listed(words)}`);
    const { PAGES } = await import('./pages');
    const stale = Object.entries(PAGES)
      .map(([file, page]) => ({ file, text: page() }))
      .filter(({ file, text }) => current(file) !== text);
    for (const { file, text } of stale) {
      console.log(`${values.check ? 'stale' : 'wrote'} ${file}`);
      if (!values.check) writeFileSync(join(ROOT, file), text);
    }
    return values.check && stale.length > 0 ? 1 : 0;
  },
};

function current(file: string): string | undefined {
  try {
    return readFileSync(join(ROOT, file), 'utf8');
  } catch {
    return undefined;
  }
}
