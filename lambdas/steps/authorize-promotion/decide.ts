import { type Approval, isExpired, secondsLeft, standingOf, tellingDue } from '../../../lib/domain/approval';
import { act, type Decision, done, refuse, wait } from '../../../lib/domain/decision';
import type { InputOf, OutputOf } from '../../../lib/domain/step';
import { listed, oneLine } from '../../../lib/domain/text';
import { topicsOf } from '../../../lib/report/notification';
import { isMovedByHand, judgeAgain, type SeenAgain } from './judge-again';
import { judgedIn, lossesIn, questionOf } from './question';
import { replacedRegion } from './replaced';
import type { authorizePromotion } from './step';

type Input = InputOf<typeof authorizePromotion>;
type Verdict = Decision<Act, OutputOf<typeof authorizePromotion>>;

export interface Seen {
  /** The request of this run; `undefined` while there is none, or when nobody needs to be asked. */
  readonly approval?: Approval | undefined;
  /** What each read canary answers here; asked only while there is no request yet. */
  readonly canaries: readonly string[];
  /** The world once more, while there is a request; probed only once enough persons have approved. */
  readonly again?: SeenAgain | undefined;
  /** Why nobody could be told a moment ago. @default the last try worked, or there was none */
  readonly untold?: string | undefined;
}

export type Act =
  /** Write the request. */
  | { readonly kind: 'ask'; readonly next: Approval }
  /** Tell people of it, and note that they were told. */
  | {
      readonly kind: 'tell';
      readonly approval: Approval;
      readonly topics: readonly string[];
      readonly reminder: boolean;
    }
  /** Mark it as used, unless somebody has answered since it was read. */
  | { readonly kind: 'use'; readonly next: Approval; readonly observed: Approval };

/** How long a run may take from the last answer to using it, and from there to going on, seconds: a few looks. */
export const USE_SECONDS_MAX = 120;

export function decide(seen: Seen, input: Input): Verdict {
  const question = questionOf(input);
  if (question.kind === 'refused') return refuse(question.because);
  if (question.kind === 'nobody') {
    const { by, because } = question;
    return done({ by, approvers: [], databases: judged(input) }, because);
  }
  const { approval } = seen;
  if (approval === undefined) return asking(question.because, seen, input);
  const mismatch = mismatchOf(approval, input);
  if (mismatch) return refuse(`the request for approval is not one of this run: ${mismatch}; ${again(input)}`);
  return movedByHand(seen, input) ?? answered(approval, seen, input);
}

/** What is done can be neither allowed nor declined: no database is left that this run may promote. */
function movedByHand({ again: seen }: Seen, { region, plan }: Input): Verdict | undefined {
  if (!isMovedByHand(seen?.writers, region)) return undefined;
  const moved = plan.databases.length === 1 ? 'the writer is' : 'every writer is';
  return done(
    { by: 'person', approvers: [], databases: [] },
    `${moved} in ${region} now: somebody moved it, and nothing is left to be allowed`,
  );
}

const again = ({ run }: Input): string => `start the ${run.verb} again`;

const judged = ({ plan, checkReadiness: { lags } }: Input) => judgedIn({ plan, lags });

function asking(because: string, { canaries }: Seen, input: Input): Verdict {
  const { plan, run, epoch, now } = input;
  const { persons, expirySeconds } = plan.approval;
  const expiresAt = later(now, expirySeconds);
  const next: Approval = {
    runId: run.id,
    planSha256: run.planSha256,
    epoch,
    persons,
    facts: { loss: lossesIn(input), signals: [...replacedRegion(input).signals], canaries, at: now },
    because,
    askedAt: now,
    expiresAt,
    answers: [],
    toldAt: [],
    version: 1,
  };
  return act({ kind: 'ask', next }, `asking ${personsOf(persons)} until ${expiresAt}: ${because}`);
}

/** What makes a request one that this run did not write, or `undefined`: it would allow what nobody was shown. */
function mismatchOf(approval: Approval, { run, epoch, plan }: Input): string | undefined {
  const { persons, expirySeconds } = plan.approval;
  if (approval.runId !== run.id) return `it names ${oneLine(approval.runId)}`;
  if (approval.planSha256 !== run.planSha256) return 'it was written under another plan';
  if (approval.epoch !== epoch) return `it was written under epoch ${approval.epoch}, not ${epoch}`;
  if (approval.persons !== persons) return `it wants ${personsOf(approval.persons)}, the plan ${personsOf(persons)}`;
  return Date.parse(approval.expiresAt) > Date.parse(later(approval.facts.at, expirySeconds))
    ? `it stands longer than ${expirySeconds} s after its facts were gathered`
    : undefined;
}

function answered(approval: Approval, seen: Seen, input: Input): Verdict {
  const standing = standingOf(approval);
  if (standing.kind === 'declined') {
    const { by, at, because } = standing.answer;
    return refuse(`declined by ${oneLine(by)} at ${at}: ${oneLine(because)}`);
  }
  if (standing.kind === 'approved') {
    const approvers = standing.answers.map(({ by }) => by);
    return goingOn({ approval, approvers }, seen, input);
  }
  if (isExpired(approval, input.now)) {
    const { expirySeconds } = input.plan.approval;
    const who = standing.answers.length > 0 ? `only ${namesOf(standing.answers)}` : 'nobody';
    return refuse(`${who} answered within ${expirySeconds} s; ${again(input)} to be asked again`);
  }
  const missing = `${personsOf(standing.missing)} to approve until ${approval.expiresAt}`;
  const so = standing.answers.length > 0 ? `; approved so far by ${namesOf(standing.answers)}` : '';
  return telling(approval, seen, input) ?? waiting(approval, `${missing}${so}`, input);
}

const namesOf = (answers: readonly { by: string }[]) => listed(answers.map(({ by }) => oneLine(by)));

/** People may have taken hours: what they approved must still be what is there. */
function goingOn(
  { approval, approvers }: { approval: Approval; approvers: string[] },
  { again: seenAgain }: Seen,
  input: Input,
): Verdict {
  const by = `approved by ${listed(approvers.map((arn) => oneLine(arn)))}`;
  const { now } = input;
  if (Date.parse(now) > Date.parse(later(approval.usedAt ?? approval.expiresAt, USE_SECONDS_MAX))) {
    const over =
      approval.usedAt === undefined ? `expired at ${approval.expiresAt}` : `used already at ${approval.usedAt}`;
    return refuse(`${by}, but ${over}; ${again(input)} to be asked again`);
  }
  const judgement = judgeAgain(seenAgain, input);
  if (judgement.verdict === 'changed') return refuse(`${by}, but ${judgement.because}`);
  if (judgement.verdict === 'unknown') return wait(`${by}; not gone on with yet: ${judgement.because}`);
  if (approval.usedAt === undefined) {
    const next = { ...approval, usedAt: now, version: approval.version + 1 };
    return act({ kind: 'use', next, observed: approval }, `${by}, and ${judgement.because}`);
  }
  const confirmed = replacedRegion(input).kind === 'lost' ? { confirmedAt: now } : {};
  return done(
    { by: 'approval', approvers, ...confirmed, databases: judged(input) },
    `${by}, and ${judgement.because}; loss they accept: ${approval.facts.loss.join('; ') || 'none'}`,
  );
}

function telling(approval: Approval, { untold }: Seen, input: Input): Verdict | undefined {
  const due = tellingDue(approval, input.now);
  if (!due) return undefined;
  if (untold) return wait(`nobody could be told of the request yet, trying again: ${untold}`);
  return act(
    { kind: 'tell', approval, topics: topicsOf(input), reminder: due === 'reminder' },
    due === 'reminder' ? 'half of the time is over: reminding people' : 'telling people that their approval is needed',
  );
}

/** About nine events of the machine's history for each look, of 25,000 that all its steps share. */
const LOOKS_MAX = 720;

function waiting(approval: Approval, forWhom: string, { plan, now }: Input): Verdict {
  const left = secondsLeft(approval, now);
  const pauseSeconds = Math.max(5, Math.ceil(plan.approval.expirySeconds / LOOKS_MAX));
  return wait(
    `waiting for ${forWhom}, ${left} s more: ${approval.because}; to approve or decline: npx understudy status`,
    Math.min(pauseSeconds, left + 1),
  );
}

const personsOf = (count: number) => (count === 1 ? '1 person' : `${count} persons`);

const later = (at: string, seconds: number) => new Date(Date.parse(at) + seconds * 1000).toISOString();
