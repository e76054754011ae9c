import { relative } from 'node:path';
import type { Mutant } from './mutant';
import type { Ending } from './result';

/** Seconds that each suite took, by its path from the root of the repository. */
export type SuiteSeconds = ReadonlyMap<string, number>;

/** Every suite that some mutant needs, once. */
export const suitesOf = (mutants: readonly Mutant[]): string[] => [...new Set(mutants.flatMap(({ suites }) => suites))];

/** What each suite took without a mutant. @param root of the copy that it ran in */
export function secondsIn(ending: Ending, root: string): SuiteSeconds {
  const results = ending.kind === 'result' ? ending.result.testResults : [];
  return new Map(results.map(({ name, startTime, endTime }) => [relative(root, name), (endTime - startTime) / 1000]));
}

const secondsFor = ({ suites }: Mutant, seconds: SuiteSeconds): number =>
  suites.reduce((sum, suite) => sum + (seconds.get(suite) ?? 0), 0);

/** Long ones first, so that no lane is still at work long after the others. */
export const longestFirst = (mutants: readonly Mutant[], seconds: SuiteSeconds): Mutant[] =>
  [...mutants].sort((a, b) => secondsFor(b, seconds) - secondsFor(a, seconds));

/** What Jest needs to start on a busy machine, seconds. */
const START_SECONDS = 30;
/** A mutant may make its suites this much slower before it counts as one that never ends. */
const SLOWER_TIMES = 10;

/** When a mutant counts as one that never ends, seconds. */
export const timeoutSecondsFor = (mutant: Mutant, seconds: SuiteSeconds): number =>
  Math.ceil(START_SECONDS + SLOWER_TIMES * secondsFor(mutant, seconds));
