import * as z from 'zod';

/** What a person is asked to accept, as it was known when they were asked. */
export interface ApprovalFacts {
  /** One sentence for each database: how much may be lost, measured when; or that nobody knows. */
  readonly loss: readonly string[];
  /** What each signal said when the outage was confirmed. */
  readonly signals: readonly string[];
  /** What each read canary answers here now. */
  readonly canaries: readonly string[];
  /** When these facts were gathered, ISO 8601 UTC. */
  readonly at: string;
}

/** What a person has said. */
export interface Answer {
  readonly kind: 'approve' | 'decline';
  /** ARN of the caller, as IAM has verified it. */
  readonly by: string;
  readonly because: string;
  /** ISO 8601 UTC. */
  readonly at: string;
}

/**
 * The request for approval of one run: written once by authorize-promotion, answered through the function
 * `decide-approval`, and used once.
 */
export interface Approval {
  readonly runId: string;
  /** The plan that the answer is for. */
  readonly planSha256: string;
  readonly epoch: number;
  /** How many different persons must approve. */
  readonly persons: number;
  readonly facts: ApprovalFacts;
  /** Why a person is asked. */
  readonly because: string;
  /** ISO 8601 UTC. */
  readonly askedAt: string;
  /** ISO 8601 UTC; an answer after it is refused. */
  readonly expiresAt: string;
  /** Oldest first. One `decline` is enough to say no. */
  readonly answers: readonly Answer[];
  /** When people were told of the request, and told again, ISO 8601 UTC. */
  readonly toldAt: readonly string[];
  /** When the run went on with it, ISO 8601 UTC: it is good for nothing else then. @default not used */
  readonly usedAt?: string;
  /** Grows with every write; what each write is conditional on. */
  readonly version: number;
}

const texts = z.array(z.string());
const Written: z.ZodType<Approval> = z.object({
  runId: z.string(),
  planSha256: z.string(),
  epoch: z.number(),
  persons: z.number().int().min(1),
  facts: z.object({ loss: texts, signals: texts, canaries: texts, at: z.string() }),
  because: z.string(),
  askedAt: z.string(),
  expiresAt: z.string(),
  answers: z.array(
    z.object({ kind: z.enum(['approve', 'decline']), by: z.string(), because: z.string(), at: z.string() }),
  ),
  toldAt: texts,
  usedAt: z.string().exactOptional(),
  version: z.number().int(),
});

/** The request that a text from the table holds. @throws where it holds none: nobody has approved anything by that */
export const approvalFrom = (written: string): Approval => Written.parse(JSON.parse(written));

/**
 * Who stands behind an ARN: its last word, in lower case, because a name in IAM is unique whatever its case. For an
 * assumed role that is the session's name, so a person with two roles is one person, and so is a user who assumes a
 * role under the own name.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 */
export const personOf = (arn: string): string => (arn.split(/[/:]/).at(-1) ?? arn).toLowerCase();

/** What the answers to a request come to. */
export type Standing =
  /** One no is enough. */
  | { readonly kind: 'declined'; readonly answer: Answer }
  /** Enough different persons said yes: one answer of each. */
  | { readonly kind: 'approved'; readonly answers: readonly Answer[] }
  | { readonly kind: 'open'; readonly answers: readonly Answer[]; readonly missing: number };

/** Only what was said before the request expired counts, and of one person only once. */
export function standingOf({ answers, persons, expiresAt }: Approval): Standing {
  const timely = answers.filter(({ at }) => Date.parse(at) <= Date.parse(expiresAt));
  const no = timely.find(({ kind }) => kind === 'decline');
  if (no) return { kind: 'declined', answer: no };
  const approving = timely.filter(
    ({ by }, index) => timely.findIndex((earlier) => personOf(earlier.by) === personOf(by)) === index,
  );
  return approving.length >= persons
    ? { kind: 'approved', answers: approving }
    : { kind: 'open', answers: approving, missing: persons - approving.length };
}

/** Whether nobody may answer any more. @param now ISO 8601 UTC */
export const isExpired = ({ expiresAt }: Approval, now: string): boolean => Date.parse(now) > Date.parse(expiresAt);

/** How long people have left to answer, whole seconds, never negative. @param now ISO 8601 UTC */
export const secondsLeft = ({ expiresAt }: Approval, now: string): number =>
  Math.max(0, Math.ceil((Date.parse(expiresAt) - Date.parse(now)) / 1000));

/** What people must still be told: that they are asked, or, once half of the time is over, that nobody has answered. */
export function tellingDue({ askedAt, expiresAt, toldAt }: Approval, now: string): 'request' | 'reminder' | undefined {
  const [first] = toldAt;
  if (first === undefined) return 'request';
  const half = (Date.parse(askedAt) + Date.parse(expiresAt)) / 2;
  return toldAt.length === 1 && Date.parse(first) < half && Date.parse(now) >= half ? 'reminder' : undefined;
}
