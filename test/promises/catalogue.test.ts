/** The catalogue of promises is complete, and what it says looks after them exists and does. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROMISES } from '../../lib/rehearsal/promise-catalogue';
import { MUTANTS } from '../mutants/list';
import { CALL_FAULTS, RUN_FAULTS, WORLD_FAULT_KINDS } from '../simulation/faults';
import { STORIES } from '../simulation/stories';
import { projectFiles, ROOT } from '../sources';

const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const HISTORY = 'lib/domain/history';
const historySources = readdirSync(join(ROOT, HISTORY))
  .filter((file) => file.endsWith('.ts') && !/\.test\.ts$|^from-evidence/.test(file))
  .map((file) => textOf(`${HISTORY}/${file}`));
/** Each rule with the comment above it. */
const rules = new Map(
  historySources.flatMap((text) =>
    [...text.matchAll(/(\/\*\*(?:(?!\*\/)[\s\S])*\*\/)\nexport const (\w+): Rule\b/g)].map(
      ([, comment = '', name = '']) => [name, comment] as const,
    ),
  ),
);
const numbersIn = (text: string): string[] => [...new Set(text.match(/\bI-\d{2}\b/g) ?? [])];

test('every promise is there once, in its order', () => {
  const expected = Array.from({ length: 31 }, (_, index) => `I-${String(index + 1).padStart(2, '0')}`);
  expect(PROMISES.map(({ id }) => id)).toEqual(expected);
});

test('what is said of a promise fits into a row of a table', () => {
  const texts = PROMISES.flatMap(({ promise, simulation = '', because = '' }) => [promise, simulation, because]);
  expect(texts.filter((text) => /[|\n]|\.$|^\s|\s$|\s\s/.test(text))).toEqual([]);
});

test('every number that code, tests and pages name is a promise', () => {
  const files = projectFiles().filter((path) => /^(lib|lambdas|test|docs|README|CONTRIBUTING).*\.(ts|md)$/.test(path));
  const unknown = files.flatMap((path) =>
    numbersIn(textOf(path))
      .filter((number) => !PROMISES.some(({ id }) => id === number))
      .map((number) => `${path} names ${number}`),
  );
  expect(unknown).toEqual([]);
});

test('every rule of the history stands at each promise that its comment names, and no other', () => {
  const listed = PROMISES.flatMap(({ id, history = [] }) => history.map((rule) => `${id} ${rule}`)).filter(
    (one) => !one.endsWith(' ended'),
  );
  const written = [...rules].flatMap(([rule, comment]) => numbersIn(comment).map((id) => `${id} ${rule}`));
  expect(listed.sort()).toEqual(written.sort());
  expect(rules.size).toBeGreaterThanOrEqual(11);
});

test('every number that the simulation tells is of a row that says when it looks', () => {
  const told = projectFiles()
    .filter((path) => /^test\/simulation\/.*\.ts$/.test(path))
    .flatMap((path) => [...textOf(path).matchAll(/[`'](I-\d{2}): /g)].map(([, id]) => id));
  expect(told.length).toBeGreaterThan(5);
  const silent = PROMISES.filter(({ simulation }) => simulation === undefined).map(({ id }) => id);
  expect(told.filter((id) => silent.includes(id ?? ''))).toEqual([]);
});

test('every scenario, invariant, fault and story that a row names exists', () => {
  const scenarios = readdirSync(join(ROOT, 'lib/rehearsal/scenarios'));
  const asked = /const INVARIANTS[^[]*\[\] = \[([^\]]+)\]/.exec(textOf('lib/rehearsal/invariants.ts'))?.[1] ?? '';
  const inSimulation: readonly string[] = [
    ...CALL_FAULTS,
    ...RUN_FAULTS,
    ...WORLD_FAULT_KINDS,
    ...Object.keys(STORIES),
  ];
  const missing = PROMISES.flatMap(({ simulation = '', ...row }) => [
    ...(row.scenarios ?? []).filter((name) => !scenarios.includes(`${name}.ts`)),
    ...(row.invariants ?? []).filter((name) => !new RegExp(`\\b${name}\\b`).test(asked)),
    ...[...simulation.matchAll(/`(\w+)`/g)].flatMap(([, name = '']) => (inSimulation.includes(name) ? [] : [name])),
    ...row.tests.filter((path) => !/\.(test|whole)\.ts$/.test(path) || !existsSync(join(ROOT, path))),
  ]);
  expect(missing).toEqual([]);
});

test.each(PROMISES.map((row) => [row.id, row] as const))(
  'one of the tests of %s has a mutant that breaks it, or the row says why there is none',
  (id, { tests, because }) => {
    const suites = MUTANTS.filter((mutant) => mutant.because.startsWith(id)).flatMap((mutant) => mutant.suites);
    expect(tests.some((path) => suites.includes(path))).toBe(because === undefined);
    expect(suites.length > 0).toBe(because === undefined);
  },
);
