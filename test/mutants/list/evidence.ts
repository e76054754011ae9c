// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the text of the product, and evaluated only there

import { type Mutant, mutantsOf } from '../mutant';

const CLOSE = 'lambdas/steps/close-run';
const CLOSING = [`${CLOSE}/step.test.ts`];

/** What is kept and told of a run, whatever became of it. */
export const EVIDENCE: readonly Mutant[] = [
  ...mutantsOf(
    { file: 'lib/domain/evidence.ts', suites: ['lib/domain/evidence.test.ts'] },
    {
      'chain-without-links': {
        because: 'I-12: a record can be taken out of the evidence unnoticed',
        find: 'previousSha256: previous?.sha256 ?? NO_PREVIOUS',
        replace: 'previousSha256: NO_PREVIOUS',
      },
      'altered-record-accepted': {
        because: 'I-12: a record that somebody edited counts as written',
        find: '    if (sha256 !== expected.sha256) return `record ${seq} was altered`;\n',
        replace: '',
      },
    },
  ),
  ...mutantsOf(
    { file: 'lambdas/edge/evidence-table.ts', suites: ['lambdas/edge/tables.test.ts'] },
    {
      'record-written-over-another': {
        because: 'I-12: of two branches that record at once one loses its record',
        find: "  ConditionExpression: 'attribute_not_exists(pk)',\n",
        replace: '',
      },
    },
  ),
  ...mutantsOf(
    { file: 'lambdas/edge/evidence-table.ts', suites: ['lambdas/edge/evidence-table.test.ts'] },
    {
      'only-the-first-page-of-evidence': {
        because: 'I-12: the archive of a long run lacks its end',
        find: '} while (from);',
        replace: '} while (from === null);',
      },
    },
  ),
  ...mutantsOf(
    { file: 'lib/domain/evidence-verified.ts', suites: ['lib/domain/evidence-verified.test.ts'] },
    {
      'archive-put-over-accepted': {
        because: 'I-26: an archive that was written over counts as the first one',
        find: '    ...later.flatMap((version) => overwritten(version, read)),\n',
        replace: '',
      },
    },
  ),
  ...mutantsOf(
    { file: `${CLOSE}/decide.ts`, suites: CLOSING },
    {
      'no-end-recorded': {
        because: 'I-12: a run ends without a record of its end',
        find: 'if (hasEnded(records)) return failed;',
        replace: 'if (records.length >= 0) return failed;',
      },
      'failures-told-to-nobody': {
        because: 'I-12: a settle that failed is told to nobody',
        find: '  if (document.failures.length > 0) return false;\n',
        replace: '',
      },
      'closing-never-gives-up': {
        because: 'I-13: a table that is away keeps the lock for ever',
        find: 'elapsedSeconds < PATIENCE_SECONDS;',
        replace: 'elapsedSeconds < Number.MAX_SAFE_INTEGER;',
      },
    },
  ),
  ...mutantsOf(
    { file: `${CLOSE}/closing.ts`, suites: CLOSING },
    {
      'untold-people-fail-the-run': {
        because: 'I-13: a topic that is away fails a takeover that works',
        find: 'const untold = topics.filter((_, index) => troubles[index]);',
        replace:
          "const untold = topics.filter((_, index) => troubles[index]);\n    if (untold.length > 0) throw new Error('untold');",
      },
      'lost-lock-goes-unnoticed': {
        because: 'I-11: a lock that could not be given back counts as given back',
        find: 'await edge.lock(document).release(run.id, ending.epoch, ending.lastRun);',
        replace: 'await edge.lock(document).release(run.id, ending.epoch, ending.lastRun).catch(() => {});',
      },
    },
  ),
  ...mutantsOf(
    { file: 'lambdas/edge/last-words.ts', suites: ['lambdas/edge/left-behind.test.ts'] },
    {
      'evidence-keeps-the-lock-of-the-dead': {
        because: 'I-11: a dead run keeps its lock because its evidence cannot be written',
        find: '${String(error)}` });\n      return undefined;',
        replace: '${String(error)}` });\n      throw error;',
      },
      'dead-run-without-an-end': {
        because: 'I-12: what killed a run is written down nowhere',
        find: 'const records = await ended();',
        replace: 'const records = await read();',
      },
      'two-ends-of-one-run': {
        because: 'I-12: two that close the same dead run both record its end',
        find: 'table.appendAfter(before, entryOf(said))',
        replace: 'table.append(entryOf(said)).then(() => true)',
      },
    },
  ),
  ...mutantsOf(
    { file: 'lambdas/edge/hooks/masked.ts', suites: ['lambdas/edge/hooks/masked.test.ts'] },
    {
      'credentials-kept': {
        because: 'I-24: a password that a hook answered with is kept for a year',
        find: 'CREDENTIALS.reduce((left, [pattern, stays]) => left.replace(pattern, stays), read)',
        replace: 'read',
      },
    },
  ),
  ...mutantsOf(
    { file: 'lib/domain/text.ts', suites: ['lib/domain/text.test.ts'] },
    {
      'control-characters-pass': {
        because: 'I-24: a reason that somebody wrote plays tricks on the terminal of an operator',
        find: 'const plain = text.replace(',
        replace: 'const plain = text.trim() || text.replace(',
      },
    },
  ),
];
