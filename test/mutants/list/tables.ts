import { type Mutant, mutantsOf } from '../mutant';

const SUITES = ['lambdas/edge/strong-reads.test.ts'];

const staleRead = (because: string) => ({ because, find: 'ConsistentRead: true', replace: 'ConsistentRead: false' });
/** @param indent of the condition in its file, spaces */
const blindWrite = (because: string, indent: number) => ({
  because,
  find: `${' '.repeat(indent)}...ifStill(observed),\n`,
  replace: '',
});

/** What decides is read strongly, and written by compare-and-swap. */
export const TABLES: readonly Mutant[] = [
  ...mutantsOf(
    { file: 'lambdas/edge/lock-table.ts', suites: SUITES },
    {
      'lock-taken-without-condition': blindWrite('I-01: two runs that saw the same free lock both have it', 12),
      'lock-read-eventually-consistent': staleRead('I-01: a lock that was just taken looks free'),
    },
  ),
  ...mutantsOf(
    { file: 'lambdas/edge/claim-table.ts', suites: SUITES },
    { 'claim-read-eventually-consistent': staleRead('I-04: a claim that was just made is not seen by the next look') },
  ),
  ...mutantsOf(
    { file: 'lambdas/edge/approval-table.ts', suites: SUITES },
    {
      'approval-written-over-a-no': blindWrite('I-20: of two answers at once the later one hides the no', 10),
      'approval-read-eventually-consistent': staleRead('I-20: a no that was just said is not seen'),
    },
  ),
  ...mutantsOf(
    { file: 'lambdas/edge/automation-table.ts', suites: SUITES },
    {
      'switch-written-over': blindWrite('I-17: a person undoes a word of another that they have not seen', 12),
      'switch-read-eventually-consistent': staleRead('I-17: a switch that a person has just thrown does not count'),
    },
  ),
  ...mutantsOf(
    { file: 'lambdas/edge/evidence-table.ts', suites: SUITES },
    { 'evidence-read-eventually-consistent': staleRead('I-06: a run does not see that it has sent the promotion') },
  ),
  ...mutantsOf(
    { file: 'lambdas/edge/divergence-table.ts', suites: SUITES },
    {
      'divergence-written-over': {
        because: 'I-25: a person acknowledges a divergence that they have not seen',
        find: ', ...ifStill(observed) }',
        replace: ' }',
      },
      'divergence-read-eventually-consistent': staleRead('I-25: a divergence that was just recorded is not seen'),
    },
  ),
  ...mutantsOf(
    { file: 'lambdas/edge/fence-table.ts', suites: SUITES },
    {
      'fence-written-over': {
        because: 'I-02: an older run writes over the fence of a newer one',
        find: ', ...ifStill(observed) }',
        replace: ' }',
      },
      'fence-read-eventually-consistent': staleRead('I-07: what was just stopped is not known when it is lifted'),
    },
  ),
  ...mutantsOf(
    { file: 'lambdas/edge/warm-table.ts', suites: SUITES },
    { 'prewarm-written-over': blindWrite('I-26: a prewarm that was just renewed is ended', 12) },
  ),
  ...mutantsOf(
    { file: 'lambdas/edge/readiness-table.ts', suites: SUITES },
    { 'readiness-read-eventually-consistent': staleRead('I-27: a check that found something is not seen yet') },
  ),
];
