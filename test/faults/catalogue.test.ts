/** The catalogue of faults is complete, and no row of it is a mere claim. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAULT_GROUPS, type Fault, isFile, kindOf } from '../../lib/rehearsal/fault-catalogue';
import { CALL_FAULTS, RUN_FAULTS, WORLD_FAULT_KINDS } from '../simulation/faults';
import { projectFiles, ROOT } from '../sources';

/** How many faults there are. */
const FAULTS = 134;

const rows: readonly Fault[] = FAULT_GROUPS.flatMap(({ faults }) => faults);
const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8');
/** Ids that stand in a text, each once. */
const idsIn = (text: string) => new Set(text.match(/\bF-\d{2,3}\b/g) ?? []);

/** Where a member of `by` stands; `undefined` for a kind of the simulation. */
const fileOf = (by: string): string | undefined => {
  if (kindOf(by) !== undefined) return undefined;
  return isFile(by) ? by : `lib/rehearsal/scenarios/${by}.ts`;
};
const files = rows
  .flatMap(({ id, by }) => by.flatMap((name) => ({ id, file: fileOf(name) ?? '' })))
  .filter(({ file }) => file);

test('every fault is there once, in its order', () => {
  const expected = Array.from({ length: FAULTS }, (_, index) => `F-${String(index + 1).padStart(2, '0')}`);
  expect(rows.map(({ id }) => id)).toEqual(expected);
});

test.each(rows.map((row) => [row.id, row] as const))('%s is injected, or says why nothing injects it', (_, row) => {
  const { by, because } = row;
  expect([by.length > 0, because !== undefined]).toContain(true);
  expect(by.length > 0 && because !== undefined).toBe(false);
  expect(new Set(by).size).toBe(by.length);
});

test('what is said of a fault fits into a row of a table', () => {
  const texts = rows.flatMap(({ fault, outcome, because = '' }) => [fault, outcome, because]);
  expect(texts.filter((text) => /[|\n]|\.$|^\s|\s$|\s\s/.test(text))).toEqual([]);
});

test('every scenario, test and kind that a row names exists', () => {
  const names = rows.flatMap(({ by }) => by);
  const scenarios = names.filter((name) => !isFile(name) && kindOf(name) === undefined);
  const known = readdirSync(join(ROOT, 'lib/rehearsal/scenarios'));
  expect(scenarios.filter((name) => !known.includes(`${name}.ts`))).toEqual([]);
  const tests = names.filter(isFile);
  expect(tests.filter((path) => !/\.(test|whole)\.ts$/.test(path) || !existsSync(join(ROOT, path)))).toEqual([]);
  const kinds: readonly string[] = [...CALL_FAULTS, ...RUN_FAULTS, ...WORLD_FAULT_KINDS, 'swarm'];
  expect(names.flatMap((name) => kindOf(name) ?? []).filter((kind) => !kinds.includes(kind))).toEqual([]);
});

test('every test and scenario that a row names says so where it injects the fault', () => {
  const silent = files.filter(({ id, file }) => !idsIn(textOf(file)).has(id));
  expect(silent.map(({ id, file }) => `${file} says nothing of ${id}`)).toEqual([]);
});

test('every fault that a test or scenario names has it in its row', () => {
  const named = projectFiles()
    .filter((path) => /^(lib|lambdas|test)\/.*\.(test|whole)\.ts$|^lib\/rehearsal\/scenarios\//.test(path))
    // The simulation is named by the kinds of its faults, and each of its files may inject any of them.
    .filter((path) => !/^test\/(faults|simulation)\//.test(path))
    .flatMap((file) => [...idsIn(textOf(file))].map((id) => ({ id, file })));
  const isKnown = ({ id, file }: { id: string; file: string }) =>
    files.some((one) => one.id === id && one.file === file);
  expect(named.filter((one) => !isKnown(one)).map(({ id, file }) => `${id} has no ${file}`)).toEqual([]);
});
