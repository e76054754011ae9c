import { existsSync, readFileSync, statSync } from 'node:fs';
import { verifiedEvidence } from '../../domain/evidence-verified';
import { type HistoryContext, historyChecker, historyOfEvidence } from '../../domain/history';
import { HistoryError, type HistoryLine, readHistory } from '../../domain/history-line';
import { copyOf } from '../evidence/copy';
import { JSON_FLAG } from '../flags';
import { printJson, printLines, printProblems } from '../print';
import { defineCommand, UsageError } from '../usage';

/** What a file holds; `problems` where it cannot be judged. */
interface Read {
  readonly lines: readonly HistoryLine[];
  readonly plan?: HistoryContext['plan'];
  readonly problems: readonly string[];
}

/** `understudy history check <file>…` */
export const check = defineCommand({
  name: 'check',
  purpose:
    'Judges what rehearse --history has kept, or the evidence of runs; several files are one history. ' +
    'What it finds is told by the numbers of docs/invariants.md.',
  words: [{ shown: '<file...>', help: 'one file or more' }],
  flags: {
    evidence: { help: 'the files are archives of runs, as evidence verify --save keeps them' },
    json: JSON_FLAG,
  },
  examples: [
    'understudy rehearse primary-lost --history calls.jsonl   # keeps what there is to judge',
    'understudy history check calls.jsonl',
    'understudy history check run-1.json --evidence',
  ],
  exitCodes: { 0: 'no promise is broken', 1: 'one is, or a file cannot be read' },
  async run({ values, words }) {
    const texts = words.map((file) => ({ file, text: textIn(file) }));
    const files = texts.map(({ file, text }) => named(file, values.evidence ? ofEvidence(text) : ofHistory(text)));
    const problems = files.flatMap((read) => read.problems);
    if (problems.length > 0) {
      printProblems(problems);
      if (values.json) printJson({ problems, findings: [] }, 2);
      return 1;
    }
    return tell(files, values.json);
  },
});

/** @throws UsageError */
function textIn(file: string): string {
  if (existsSync(file) && statSync(file).isFile()) return readFileSync(file, 'utf8');
  throw new UsageError(`history check takes files, and ${JSON.stringify(file)} is none`);
}

const named = (file: string, read: Read): Read => ({
  ...read,
  problems: read.problems.map((problem) => `${file}: ${problem}`),
});

function ofHistory(text: string): Read {
  try {
    return { lines: readHistory(text), problems: [] };
  } catch (error) {
    if (error instanceof HistoryError) return { lines: [], problems: error.problems };
    throw error;
  }
}

/** Evidence that is not what was written, or is not understood, says nothing about what was changed. */
function ofEvidence(text: string): Read {
  const { records, problems, document } = verifiedEvidence(copyOf(text));
  const history = historyOfEvidence(records);
  return { lines: history.lines, plan: document?.plan, problems: [...problems, ...history.problems] };
}

/** Runs of two archives go on beside each other: when they called decides, and within one file its order. */
function tell(files: readonly Read[], asJson = false): number {
  const lines = files.flatMap((read) => read.lines);
  const inTime = files.length > 1 ? lines.toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at)) : lines;
  const checker = historyChecker({ plan: files.length === 1 ? files[0]?.plan : undefined });
  const violations = inTime.flatMap((line) => checker.add(line));
  const { changes, runs } = checker;
  const judged = `${changes} changes of ${runs} runs`;
  if (asJson) printJson({ changes, runs, violations }, 2);
  else if (violations.length === 0) printLines([`no violation in ${judged}`]);
  else printLines([...violations, `${violations.length} violations in ${judged}`]);
  return violations.length === 0 ? 0 : 1;
}
