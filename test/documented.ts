import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFiles, ROOT } from './sources';

/** A command line as a page shows it. */
export interface Documented {
  readonly page: string;
  /** One line, without its comment; placeholders stand as they are written. */
  readonly line: string;
}

/** Every page of the project. */
export const PAGES_BY_HAND_AND_MADE = projectFiles().filter((path) => path.endsWith('.md'));

/** What begins a command line of this project, behind variables that are set for it. */
const BEGINS = /^(?:[A-Z_]+=\S+ )*(?:npx|npm|understudy) \S/;
const FENCED = /^( *)```\w*\n(.*?)^\1```/gms;

/** Command lines in a page: each line of a fenced block, and each span of code, also in a table. */
export function documentedIn(page: string, text: string): Documented[] {
  const blocks = [...text.matchAll(FENCED)].flatMap(([, , block = '']) => block.replaceAll(/\\\n\s*/g, '').split('\n'));
  const spans = [...text.replaceAll(FENCED, '').matchAll(/`([^`]+)`/g)].map(([, span = '']) => span);
  return [...blocks, ...spans]
    .flatMap((line) => oneLine(line).split(' && '))
    .filter((line) => BEGINS.test(line))
    .map((line) => ({ page, line }));
}

/** Without a comment, and on one line: a span of code may be broken where a page is. */
const oneLine = (line: string): string =>
  line
    .replace(/\s+# .*$/s, '')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** Every command line of every page, each once. */
export function documented(): Documented[] {
  const all = PAGES_BY_HAND_AND_MADE.flatMap((page) => documentedIn(page, readFileSync(join(ROOT, page), 'utf8')));
  return [...new Map(all.toReversed().map((one) => [one.line, one])).values()].reverse();
}
