import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PAGES } from '../lib/cli/pages';
import { projectFiles, ROOT } from './sources';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const pages = projectFiles().filter((path) => path.endsWith('.md'));

test.each(Object.entries(PAGES))('%s is fresh (npm run generate)', (file, page) => {
  expect(read(file)).toBe(page());
});

test('every npm command that a page shows exists', () => {
  const { scripts } = JSON.parse(read('package.json'));
  const named = pages.flatMap((path) =>
    [...read(path).matchAll(/npm (?:run (?:--silent )?|(?=test))([\w:-]+)/g)].map(([, name]) => name),
  );
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => scripts[name ?? ''] === undefined)).toEqual([]);
});

test.each(pages)('%s points at files that exist', (path) => {
  const targets = [...read(path).matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)].map(([, target]) => target ?? '');
  expect(targets.filter((target) => !existsSync(join(ROOT, dirname(path), target)))).toEqual([]);
});

/** The lines of the only picture of a file. */
const picture = (path: string) =>
  read(path)
    .split('\n')
    .filter((line) => /─▶|─┘/.test(line))
    .map((line) => line.replace(/^ \*/, '').trim());

test('the README shows the picture that stands above the order', () => {
  expect(picture('lib/workflow/failover.ts')).toHaveLength(9);
  expect(picture('README.md')).toEqual(expect.arrayContaining(picture('lib/workflow/failover.ts')));
});

test('the page of the verbs shows the order of a switchover as its workflow does', () => {
  const shown = picture('docs/verbs.md');
  expect(shown.length).toBeGreaterThan(5);
  expect(picture('lib/workflow/switchover.ts')).toEqual(expect.arrayContaining(shown));
});
