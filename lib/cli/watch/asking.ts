import { approvalTable } from '../../../lambdas/edge/approval-table';
import type { Sends } from '../../../lambdas/edge/clients';
import { type Approval, standingOf } from '../../domain/approval';
import { namesOf } from '../../domain/names';
import type { Plan } from '../../domain/plan';
import { oneLine } from '../../domain/text';
import { explained } from '../aws/explain';
import type { NamedRun } from '../live/named-run';

/** What a run asks of a person. */
export interface Asking {
  readonly because: string;
  /** What may be lost, a sentence for each database. */
  readonly loss: readonly string[];
  /** How many more persons must approve. */
  readonly missing: number;
  /** ISO 8601 UTC. */
  readonly expiresAt: string;
  /** The commands that answer. */
  readonly approve: string;
  readonly decline: string;
}

/** @returns `undefined` while the run asks nothing, or nobody can read whether it does */
export async function askingOf(dynamo: Sends, plan: Plan, { run, region }: NamedRun): Promise<Asking | undefined> {
  try {
    const approval = await approvalTable(dynamo, { plan: plan.name, names: namesOf(plan, region) }).read(run);
    return approval && askedIn(approval);
  } catch (error) {
    if (explained(error) === undefined) throw error;
    return undefined;
  }
}

const SENTENCE_CHARACTERS_MAX = 600;

export function askedIn(approval: Approval): Asking | undefined {
  const standing = standingOf(approval);
  if (standing.kind !== 'open' || approval.usedAt !== undefined) return undefined;
  const { runId, because, facts, expiresAt } = approval;
  const answer = (word: string) => `npx understudy ${word} '${oneLine(runId.replaceAll("'", ''))}' --because "…"`;
  return {
    because: oneLine(because, SENTENCE_CHARACTERS_MAX),
    loss: facts.loss.map((sentence) => oneLine(sentence, SENTENCE_CHARACTERS_MAX)),
    missing: standing.missing,
    expiresAt: oneLine(expiresAt, 40),
    approve: answer('approve'),
    decline: answer('decline'),
  };
}

/** What is asked as lines for a person; the commands will be pasted into a shell. */
export const askingLines = ({ because, loss, missing, expiresAt, approve, decline }: Asking): string[] => [
  `it waits for ${missing} to approve until ${expiresAt}: ${because}`,
  ...loss.map((sentence) => `  - ${sentence}`),
  'decide, under your own name:',
  `  ${approve}`,
  `  ${decline}`,
];
