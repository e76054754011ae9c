import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { JSON_FLAG } from './flags';
import { printJson, printLines } from './print';
import { defineCommand } from './usage';

const ROOT = join(__dirname, '../..');

/** `understudy generate [--check]` */
export const generate = defineCommand({
  name: 'generate',
  group: 'This tool',
  purpose: 'Writes the generated pages in docs/; --check only says which are stale.',
  flags: { check: { help: 'writes nothing; a stale page is exit code 1' }, json: JSON_FLAG },
  examples: ['understudy generate', 'understudy generate --check'],
  exitCodes: { 0: 'every page is fresh', 1: 'with --check, one is stale' },
  async run({ values }) {
    const { PAGES } = await import('./pages');
    const stale = Object.entries(PAGES)
      .map(([file, page]) => ({ file, text: page() }))
      .filter(({ file, text }) => current(file) !== text);
    for (const { file, text } of stale) if (!values.check) writeFileSync(join(ROOT, file), text);
    const files = stale.map(({ file }) => file);
    if (values.json) printJson(values.check ? { stale: files } : { wrote: files }, 2);
    else printLines(files.map((file) => `${values.check ? 'stale' : 'wrote'} ${file}`));
    return values.check && stale.length > 0 ? 1 : 0;
  },
});

function current(file: string): string | undefined {
  try {
    return readFileSync(join(ROOT, file), 'utf8');
  } catch {
    return undefined;
  }
}
