import type { Approval } from '../domain/approval';
import { runNameOf } from '../domain/run-name';
import { oneLine } from '../domain/text';
import { firstLines } from './meaning';
import { type Notification, subjectOf } from './notification';

export interface AskedFor {
  /** Name of the plan. */
  readonly plan: string;
  /** The Region that would take over. */
  readonly region: string;
  readonly lostRegion: string;
  /** Why the run was started. */
  readonly reason: string;
  /** Whether people were told before and have not answered. */
  readonly reminder: boolean;
}

/** What people are told when a promotion needs them: what is asked, what is known, and how to answer. */
export function approvalRequestOf(approval: Approval, asked: AskedFor): Notification {
  const { plan, region, lostRegion, reminder } = asked;
  const what = `${plan}: may ${region} take over from ${lostRegion}?`;
  return {
    subject: subjectOf(`Understudy: ${reminder ? 'still waiting for you' : 'your approval is needed'}: ${what}`),
    message: [
      ...firstLines(
        `${plan}: may the ${runNameOf(approval.runId).verb ?? 'run'} in ${region} take over from ${lostRegion}? ` +
          'A person has to decide; without an answer nothing is promoted.',
      ),
      '',
      ...factsOf(approval, asked),
      '',
      'What may be lost:',
      ...linesOf(approval.facts.loss, 'no database moves'),
      '',
      'What the signals said:',
      ...linesOf(approval.facts.signals, 'nothing'),
      '',
      `What the read canaries answered in ${region}:`,
      ...linesOf(approval.facts.canaries, 'nothing'),
      '',
      ...answersIn(approval),
      'Answer with one of these; each is recorded under your name:',
      ...commandsFor(approval.runId),
    ].join('\n'),
  };
}

function factsOf({ runId, because, askedAt, expiresAt, persons }: Approval, { region, reason }: AskedFor): string[] {
  return [
    `Region:   ${region}`,
    `Reason:   ${sentence(reason)}`,
    `Asked:    ${askedAt}, because ${sentence(because)}`,
    `Needed:   ${persons === 1 ? '1 person' : `${persons} different persons, whoever started the run`}`,
    `Expires:  ${expiresAt}; then the run ends and nothing is promoted`,
    `Run:      ${sentence(runId)}`,
  ];
}

function answersIn({ answers }: Approval): string[] {
  if (answers.length === 0) return [];
  const lines = answers.map(({ kind, by, because, at }) => `${at} ${kind} by ${sentence(by)}: ${sentence(because)}`);
  return ['What was answered so far:', ...linesOf(lines, ''), ''];
}

const linesOf = (lines: readonly string[], none: string) =>
  lines.length > 0 ? lines.map((line) => `- ${sentence(line)}`) : [`- ${none}`];

/** They will be pasted into a shell, where nothing in an execution's name may end the quotes. */
const commandsFor = (runId: string): string[] =>
  ['approve', 'decline'].map(
    (word) => `  npx understudy ${word} '${sentence(runId.replaceAll("'", ''))}' --because "…"`,
  );

/** A hundred such sentences stay far below the 262,144 bytes of a message. */
const SENTENCE_CHARACTERS_MAX = 1000;
const sentence = (text: string) => oneLine(text, SENTENCE_CHARACTERS_MAX);
