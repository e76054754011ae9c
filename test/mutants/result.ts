/** What Jest writes with `--json`, as far as it is read here. */
export interface JestResult {
  readonly numTotalTests: number;
  readonly numFailedTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: readonly {
    /** Path of the test file. */
    readonly name: string;
    readonly status: string;
    /** Why the file or its tests failed; empty where they did not. */
    readonly message: string;
    /** Milliseconds since 1970. */
    readonly startTime: number;
    readonly endTime: number;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/** How one call of Jest ended: with what it has written, or without. */
export type Ending =
  | { readonly kind: 'result'; readonly result: JestResult }
  | { readonly kind: 'timed-out'; readonly seconds: number }
  /** It ended by itself and wrote nothing that can be read. */
  | { readonly kind: 'crashed'; readonly output: string };

/**
 * What the suites say of a mutant. `broken`: nothing, because it is no bug that anybody could ship, or they did not
 * run.
 */
export interface Verdict {
  readonly kind: 'killed' | 'survived' | 'broken';
  /** The first test that failed, or what is wrong with the mutant. */
  readonly because: string;
}

/** What a mutant dies of that no compiler and no review would let through: its suites have said nothing of the bug. */
const NO_BUG: readonly { readonly pattern: RegExp; readonly because: string }[] = [
  { pattern: /Syntax Error|SyntaxError: /, because: 'it does not parse' },
  { pattern: /Cannot find module/, because: 'a module is missing' },
  { pattern: /ReferenceError: /, because: 'it names what is not there' },
];

/** @param suites how many test files were to run */
export function verdictOf(ending: Ending, suites: number): Verdict {
  if (ending.kind === 'timed-out') return { kind: 'killed', because: `no end within ${ending.seconds} s` };
  if (ending.kind === 'crashed') return { kind: 'broken', because: `Jest wrote no result: ${lastLine(ending.output)}` };
  const { result } = ending;
  const invalid = result.testResults.flatMap(({ message }) => NO_BUG.filter(({ pattern }) => pattern.test(message)))[0];
  if (invalid) return { kind: 'broken', because: invalid.because };
  if (result.numFailedTests > 0) return { kind: 'killed', because: firstFailure(result) };
  if (result.numRuntimeErrorTestSuites > 0) return { kind: 'killed', because: 'the product throws as it is loaded' };
  const ran = result.testResults.length;
  if (ran < suites || result.numTotalTests === 0) {
    return { kind: 'broken', because: `${ran} of ${suites} suites ran, with ${result.numTotalTests} tests` };
  }
  return { kind: 'survived', because: `${result.numTotalTests} tests passed` };
}

const firstFailure = ({ testResults }: JestResult): string =>
  testResults.flatMap(({ assertionResults }) => assertionResults).find(({ status }) => status === 'failed')?.fullName ??
  'a test without a name';

/** Why the unmutated suites cannot judge anything, or `undefined` when all of them are green. */
export function controlProblem(ending: Ending, suites: number): string | undefined {
  if (ending.kind === 'timed-out') return `no end within ${ending.seconds} s`;
  if (ending.kind === 'crashed') return ending.output;
  const { testResults, numFailedTests, numRuntimeErrorTestSuites } = ending.result;
  if (numFailedTests + numRuntimeErrorTestSuites > 0) {
    return testResults.flatMap(({ message }) => (message === '' ? [] : [message])).join('\n');
  }
  return testResults.length < suites ? `${testResults.length} of ${suites} suites ran` : undefined;
}

const lastLine = (output: string): string => output.trim().split('\n').at(-1) ?? '';
