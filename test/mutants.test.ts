/** The list of mutants is held honest here without running one; the pure parts of the command are tabled. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from '@swc/core';
import { PROMISES } from '../lib/rehearsal/promise-catalogue';
import { MUTANTS } from './mutants/list';
import { type Mutant, misfit, mutated } from './mutants/mutant';
import { closingLine, isClean, reportOf } from './mutants/report';
import { controlProblem, type Ending, type JestResult, verdictOf } from './mutants/result';
import { longestFirst, secondsIn, suitesOf, timeoutSecondsFor } from './mutants/schedule';
import { wordsIn } from './mutants/words';
import { ROOT } from './sources';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

describe('the list', () => {
  test('holds at least 200 bugs, each under a name of its own', () => {
    const names = MUTANTS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(200);
    expect(names.filter((name) => !/^[a-z]+(-[a-z0-9]+)+$/.test(name))).toEqual([]);
  });

  test('holds no bug twice', () => {
    const changes = MUTANTS.map(({ file, find, replace }) => JSON.stringify([file, find, replace]));
    expect(changes.filter((change, index) => changes.indexOf(change) < index)).toEqual([]);
  });

  test('looks for text that stands exactly once in product code', () => {
    const misfits = MUTANTS.flatMap((mutant) => {
      const problem = misfit(mutant, read(mutant.file));
      return problem ? [`${mutant.name}: ${problem}`] : [];
    });
    expect(misfits).toEqual([]);
    expect(MUTANTS.filter(({ file }) => !/^(lib|lambdas)\/(?!.*\.test\.ts$)/.test(file))).toEqual([]);
  });

  test('makes no product that does not parse', () => {
    const broken = MUTANTS.filter((mutant) => {
      try {
        parseSync(mutated(mutant, read(mutant.file)), { syntax: 'typescript', target: 'es2022' });
        return false;
      } catch {
        return true;
      }
    });
    expect(broken.map(({ name }) => name)).toEqual([]);
  });

  test('names test files that exist', () => {
    const missing = suitesOf(MUTANTS).filter((suite) => !existsSync(join(ROOT, suite)) || !suite.endsWith('.test.ts'));
    expect(missing).toEqual([]);
    expect(MUTANTS.filter(({ suites }) => suites.length === 0)).toEqual([]);
  });

  test('says which promise each breaks, and how', () => {
    expect(MUTANTS.filter(({ because }) => !/^I-\d\d: \S.{15,100}[^.]$/.test(because))).toEqual([]);
  });

  test("breaks every promise that is the product's own", () => {
    const broken = new Set(MUTANTS.map(({ because }) => because.slice(0, 4)));
    const unbroken = PROMISES.filter(({ id, because }) => because === undefined && !broken.has(id));
    expect(unbroken.map(({ id }) => id)).toEqual([]);
  });
});

const MUTANT: Mutant = {
  name: 'limit-off-by-one',
  file: 'lib/domain/limit.ts',
  find: 'lag > max',
  replace: 'lag > max + 1',
  because: 'I-10: one second more is lost',
  suites: ['lib/domain/limit.test.ts'],
};

describe('a mutant', () => {
  test('is put into its file', () => {
    expect(mutated(MUTANT, 'return lag > max;')).toBe('return lag > max + 1;');
  });

  test('is taken as text, whatever a replacement could mean by it', () => {
    expect(mutated({ ...MUTANT, replace: '$& $1' }, 'return lag > max;')).toBe('return $& $1;');
  });

  test.each([
    ['does not hold the text', 'return lag >= max;', MUTANT],
    ['2 times', 'lag > max || lag > max', MUTANT],
    ['changes nothing', 'return lag > max;', { ...MUTANT, replace: MUTANT.find }],
  ])('does not fit a file: %s', (because, text, mutant) => {
    expect(misfit(mutant, text)).toContain(because);
    expect(() => mutated(mutant, text)).toThrow('limit-off-by-one: ');
  });
});

type Suite = JestResult['testResults'][number];

const suite = (status: 'passed' | 'failed', message = ''): Suite => ({
  name: '/copy/lib/domain/limit.test.ts',
  status,
  message,
  startTime: 1000,
  endTime: 3500,
  assertionResults: [
    { fullName: 'accepts the limit', status: 'passed' },
    { fullName: 'refuses one second more', status },
  ],
});

const ended = (result: Partial<JestResult>): Ending => ({
  kind: 'result',
  result: { numTotalTests: 2, numFailedTests: 0, numRuntimeErrorTestSuites: 0, testResults: [], ...result },
});

const PASSED = ended({ testResults: [suite('passed')] });
const FAILED = ended({ numFailedTests: 1, testResults: [suite('failed', 'expected refused, got accepted')] });
const notLoaded = (message: string) =>
  ended({ numTotalTests: 0, numRuntimeErrorTestSuites: 1, testResults: [suite('failed', message)] });

describe('the verdict on a mutant', () => {
  test.each([
    ['is killed by a test that failed', FAILED, 'killed', 'refuses one second more'],
    ['is killed by an end that does not come', { kind: 'timed-out', seconds: 55 }, 'killed', 'no end within 55 s'],
    ['is killed where the product throws as it is loaded', notLoaded('Error: two states'), 'killed', 'throws'],
    ['survives where every test passed', PASSED, 'survived', '2 tests passed'],
    ['is broken where it does not parse', notLoaded('x Expected }\n  Syntax Error'), 'broken', 'parse'],
    ['is broken where a module is missing', notLoaded("Cannot find module './gone'"), 'broken', 'module'],
    [
      'is broken where Jest wrote nothing',
      { kind: 'crashed', output: 'a\nno such option' },
      'broken',
      'no such option',
    ],
    ['is broken where a suite did not run', ended({}), 'broken', '0 of 1 suites'],
    ['is broken where no test ran', ended({ numTotalTests: 0, testResults: [suite('passed')] }), 'broken', '0 tests'],
    [
      'is broken where it names what is not there, although tests failed',
      ended({ numFailedTests: 1, testResults: [suite('failed', 'ReferenceError: limit is not defined')] }),
      'broken',
      'not there',
    ],
  ] as const)('%s', (_, ending, kind, because) => {
    const verdict = verdictOf(ending, 1);
    expect(verdict.kind).toBe(kind);
    expect(verdict.because).toContain(because);
  });

  test('needs every suite, unless one has failed before the others ran', () => {
    expect(verdictOf(PASSED, 2).kind).toBe('broken');
    expect(verdictOf(FAILED, 2).kind).toBe('killed');
  });
});

describe('the suites without a mutant', () => {
  test.each([
    ['judge', PASSED, 1, undefined],
    ['judge nothing while one is red', FAILED, 1, 'expected refused, got accepted'],
    ['judge nothing while one cannot be loaded', notLoaded('Cannot find module'), 1, 'Cannot find module'],
    ['judge nothing while one did not run', PASSED, 2, '1 of 2 suites ran'],
    ['judge nothing without an end', { kind: 'timed-out', seconds: 300 }, 1, 'no end within 300 s'],
    ['judge nothing without a result', { kind: 'crashed', output: 'out of memory' }, 1, 'out of memory'],
  ] as const)('%s', (_, ending, suites, problem) => {
    expect(controlProblem(ending, suites)).toBe(problem);
  });

  test('say how long each of them takes', () => {
    expect([...secondsIn(PASSED, '/copy')]).toEqual([['lib/domain/limit.test.ts', 2.5]]);
    expect(secondsIn({ kind: 'timed-out', seconds: 1 }, '/copy').size).toBe(0);
  });
});

describe('the schedule', () => {
  const slow = { ...MUTANT, name: 'slow-one', suites: ['slow.test.ts', ...MUTANT.suites] };
  const seconds = new Map([
    ['lib/domain/limit.test.ts', 2.5],
    ['slow.test.ts', 20],
  ]);

  test('runs the longest first, and leaves the list as it is', () => {
    const mutants = [MUTANT, slow];
    expect(longestFirst(mutants, seconds)).toEqual([slow, MUTANT]);
    expect(mutants).toEqual([MUTANT, slow]);
  });

  test('waits for a mutant ten times as long as its suites take, and for Jest to start', () => {
    expect(timeoutSecondsFor(MUTANT, seconds)).toBe(55);
    expect(timeoutSecondsFor(slow, seconds)).toBe(255);
  });

  test('needs each suite once', () => {
    expect(suitesOf([MUTANT, slow])).toEqual(['lib/domain/limit.test.ts', 'slow.test.ts']);
  });
});

describe('the command', () => {
  const all = [MUTANT, { ...MUTANT, name: 'guard-dropped' }];

  test.each([
    [[], { isJson: false, isList: false, mutants: all }],
    [['--json'], { isJson: true, isList: false, mutants: all }],
    [['--list'], { isJson: false, isList: true, mutants: all }],
    [['--only', 'guard-dropped'], { isJson: false, isList: false, mutants: [all[1]] }],
    [['--only', 'guard-dropped', '--only=limit-off-by-one'], { isJson: false, isList: false, mutants: all }],
  ])('understands %j', (args, words) => {
    expect(wordsIn(args, all)).toEqual(words);
  });

  test.each([
    [['--only', 'guard-droped'], 'there is no mutant guard-droped; did you mean guard-dropped'],
    [['--only', 'zebra'], 'there is no mutant zebra; --list shows them all'],
    [['--fast'], "Unknown option '--fast'"],
    [['guard-dropped'], 'Unexpected argument'],
  ])('refuses %j', (args, problem) => {
    expect(() => wordsIn(args, all)).toThrow(problem);
  });
});

describe('the report', () => {
  const judged = (name: string, kind: 'killed' | 'survived' | 'broken') => ({
    mutant: { ...MUTANT, name },
    verdict: { kind, because: '' },
    seconds: 1.2,
  });

  test('counts what was killed and names the rest', () => {
    const report = reportOf([judged('b-b', 'survived'), judged('a-a', 'survived'), judged('c-c', 'broken')], 12.4);
    expect(report).toEqual({ mutants: 3, killed: 0, survivors: ['a-a', 'b-b'], broken: ['c-c'], seconds: 12 });
    expect(closingLine(report)).toBe('0 of 3 mutants killed in 12 s; survived: a-a, b-b; broken: c-c');
  });

  test.each([
    ['killed', true],
    ['survived', false],
    ['broken', false],
  ] as const)('of one that is %s: clean is %s', (kind, clean) => {
    expect(isClean(reportOf([judged('a-a', kind)], 1))).toBe(clean);
  });
});
