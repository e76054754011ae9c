import { approvalTable } from '../../../lambdas/edge/approval-table';
import type { Sends } from '../../../lambdas/edge/clients';
import { type Approval, standingOf } from '../../domain/approval';
import { namesOf } from '../../domain/names';
import type { Plan } from '../../domain/plan';
import { oneLine } from '../../domain/text';
import { explained } from '../aws/explain';
import { inWorld } from '../in-world';
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

/** Where approvals and records are read. */
export interface AskingEdge {
  readonly dynamo: Sends;
  /** @default AWS */
  readonly world?: string | undefined;
}

/** @returns `undefined` while the run asks nothing, or nobody can read whether it does */
export async function askingOf(
  { dynamo, world }: AskingEdge,
  plan: Plan,
  { run, region }: NamedRun,
): Promise<Asking | undefined> {
  try {
    const approval = await approvalTable(dynamo, { plan: plan.name, names: namesOf(plan, region) }).read(run);
    return approval && askedIn(approval, world);
  } catch (error) {
    if (explained(error) === undefined) throw error;
    return undefined;
  }
}

const SENTENCE_CHARACTERS_MAX = 600;

/** @param world where its commands are typed for; AWS unless said */
function askedIn(approval: Approval, world?: string): Asking | undefined {
  const standing = standingOf(approval);
  if (standing.kind !== 'open' || approval.usedAt !== undefined) return undefined;
  const { runId, because, facts, expiresAt } = approval;
  const answer = (word: string) =>
    inWorld(`npx understudy ${word} '${oneLine(runId.replaceAll("'", ''))}' --because "…"`, world);
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
