/** Each threat that a test names is explained, and each that is explained is shown by a test. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SEEDS } from '../policy-pack-seeds';
import { projectFiles, ROOT } from '../sources';

const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const rows = textOf('docs/threats.md')
  .split('\n')
  .filter((line) => line.startsWith('| T-'))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, id = '', threat = '', against = '', by = '']) => ({
    ...{ id, threat, against },
    tests: [...by.matchAll(/\]\(\.\.\/([^)]+)\)/g)].map(([, path = '']) => path),
  }));
const numbers = rows.map(({ id }) => id);

test('every threat is there once, in its order, with what stands against it', () => {
  expect(numbers).toEqual(Array.from({ length: 28 }, (_, index) => `T-${String(index + 1).padStart(2, '0')}`));
  expect(rows.filter(({ threat, against }) => threat === '' || against === '')).toEqual([]);
});

test('every threat that code and tests name is on the page', () => {
  const files = projectFiles().filter((path) => /^(lib|lambdas|test)\/.*\.ts$/.test(path));
  const named = files.flatMap((path) => (textOf(path).match(/\bT-\d{2}\b(?!:)/g) ?? []).map((id) => ({ path, id })));
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter(({ id }) => !numbers.includes(id))).toEqual([]);
});

test('every threat is shown by tests that exist', () => {
  const missing = rows.flatMap(({ tests }) => tests).filter((path) => !existsSync(join(ROOT, path)));
  expect(missing).toEqual([]);
  expect(rows.filter(({ tests }) => !tests.some((path) => path.endsWith('.test.ts')))).toEqual([]);
});

test('the page names the policy pack where it is shown a weakness, and nowhere else', () => {
  const seeded: ReadonlySet<string> = new Set(SEEDS.map(({ threat }) => threat));
  const listed = rows.filter(({ tests }) => tests.includes('test/policy-pack.test.ts')).map(({ id }) => id);
  expect(listed).toEqual([...seeded].sort());
});
