import * as z from 'zod';
import { type Answer, type Approval, isExpired, personOf, standingOf } from '../../../lib/domain/approval';
import type { Names } from '../../../lib/domain/names';
import { ARN_CHARACTERS_MAX, answered, Because, type Understood, type UrlAnswer, understood } from '../../edge/person';

const Body = z.strictObject({
  kind: z.enum(['approve', 'decline'], 'expected "approve" or "decline"'),
  run: z.string('required, the ARN of the execution that asks').max(ARN_CHARACTERS_MAX),
  because: Because,
});
/** What a person wants to say about a run. */
export type Wanted = z.infer<typeof Body>;

/** The body of a request, or the answer to one that no run here can have asked for. */
export function wantedIn(body: unknown, names: Names): Understood<Wanted> {
  const read = understood(Body, body);
  if ('answer' in read) return read;
  const ours = names.executionsArn('failover').slice(0, -1);
  return read.wanted.run.startsWith(ours) ? read : { answer: NOT_FOUND };
}

/** One sentence for every run that asks for nothing here, so that nobody can find out which runs exist. */
const NOT_FOUND = answered(404, 'no run of this plan and Region asks for approval under that ARN');

export interface SeenRequest {
  readonly approval: Approval | undefined;
  /** Whether the evidence says that the run has ended. */
  readonly ended: boolean;
  /** Digest of the plan that is deployed here. */
  readonly planSha256: string;
}

/** Write this down, or nothing; `answer` is what the person gets either way. */
export type ApprovalDecision =
  | { readonly kind: 'nothing'; readonly answer: UrlAnswer }
  | { readonly kind: 'write'; readonly next: Approval; readonly because: string; readonly answer: UrlAnswer };

/** Whether an answer counts: for the run and plan that were shown, in time, once, and of each person once. */
export function decide({ approval, ended, planSha256 }: SeenRequest, said: Answer): ApprovalDecision {
  if (approval === undefined) return nothing(NOT_FOUND);
  if (approval.planSha256 !== planSha256) {
    return nothing(answered(409, 'the plan has changed since this was asked; start the failover again'));
  }
  if (ended) return nothing(answered(410, 'the run has ended; start the failover again'));
  if (approval.usedAt !== undefined) return nothing(answered(409, `the run went on at ${approval.usedAt}`));
  if (isExpired(approval, said.at)) {
    return nothing(answered(410, `the request expired at ${approval.expiresAt}; start the failover again`));
  }
  const repeated = repetitionOf(approval, said);
  if (repeated) return nothing(answered(409, repeated));
  const next = { ...approval, answers: [...approval.answers, said], version: approval.version + 1 };
  const because = `${said.kind === 'approve' ? 'approved' : 'declined'} by ${said.by}: ${said.because}`;
  return { kind: 'write', next, because, answer: answered(200, `${because}; ${whatFollows(next)}`) };
}

const nothing = (answer: UrlAnswer) => ({ kind: 'nothing', answer }) as const;

/** A person who has approved may still decline; nothing else is said twice, and nothing after a no. */
function repetitionOf({ answers }: Approval, said: Answer): string | undefined {
  const no = answers.find(({ kind }) => kind === 'decline');
  if (no) return `declined by ${no.by} at ${no.at} already; start the failover again to be asked again`;
  const before = answers.find(({ by }) => personOf(by) === personOf(said.by));
  return before && said.kind === 'approve'
    ? `${personOf(said.by)} approved at ${before.at} already, as ${before.by}; another person has to`
    : undefined;
}

function whatFollows(approval: Approval): string {
  const standing = standingOf(approval);
  if (standing.kind === 'declined') return 'the run ends, and nothing is promoted';
  if (standing.kind === 'approved') return 'the run looks at the lost Region once more, and then goes on';
  const { missing } = standing;
  return `${missing} more ${missing === 1 ? 'person has' : 'persons have'} to approve until ${approval.expiresAt}`;
}
