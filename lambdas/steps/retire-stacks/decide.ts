import * as z from 'zod';
import { act, type Decision, done, refuse, wait } from '../../../lib/domain/decision';
import type { EvidenceRecord } from '../../../lib/domain/evidence';
import { promotionSent } from '../../../lib/domain/evidence-ending';
import { STACK_TAGS } from '../../../lib/domain/names';
import { StepRecord } from '../../../lib/domain/run';
import type { InputOf, OutputOf } from '../../../lib/domain/step';
import { listed } from '../../../lib/domain/text';
import { checkReadiness } from '../check-readiness/step';
import type { retireStacks } from './step';

/** A stack of the release as CloudFormation describes it. */
export interface SeenStack {
  /** Its name in AWS. */
  readonly stackName: string;
  readonly id: string;
  readonly status: string;
  /** ISO 8601 UTC. */
  readonly createdAt: string;
  readonly tags: Readonly<Record<string, string>>;
  /** The first resource that could not be deleted, and why. */
  readonly firstFailure?: string;
}

export interface Seen {
  /** What this run has recorded. */
  readonly records: readonly EvidenceRecord[];
  /** The epoch that this Region claims to serve under, 0 when it has never claimed. */
  readonly claimedEpoch: number;
  /** Stacks of the release that exist here, whoever made them. */
  readonly stacks: readonly SeenStack[];
}

/** Delete one stack, by its id: another one of the same name is never meant. */
export interface Retire {
  readonly stackName: string;
  readonly id: string;
  /** Same for every try of this run, so that CloudFormation recognises a repeated call. */
  readonly token: string;
}

type Input = InputOf<typeof retireStacks>;
type Verdict = Decision<Retire, OutputOf<typeof retireStacks>>;

/** DescribeStacks shows a stack within seconds after it was sent; after this it never came to be. */
export const SHOWN_AFTER_SECONDS = 30;

/** Why there is nothing that this run could have created, or `undefined`: then it is worth looking. */
export function nothingCreated({ epoch, document }: Pick<Input, 'epoch' | 'document'>): string | undefined {
  if (epoch === 0) return 'this run was never admitted, so it created nothing';
  return releaseOf(document) === undefined ? 'this run came to no release, so it created nothing' : undefined;
}

/** Id of the release that the run decided on, or `undefined` when it did not come so far. */
export const releaseOf = (document: Input['document']): string | undefined => readinessIn(document)?.release.id;

/** What CheckReadiness came to, or `undefined` when the run did not come so far. */
const readinessIn = ({ checkReadiness: record }: Input['document']): OutputOf<typeof checkReadiness> | undefined =>
  z.object({ output: checkReadiness.output }).safeParse(record).data?.output;

/** The stack that was created last goes first, because others may depend on what was there before it. */
export function decide(seen: Seen | undefined, input: Input): Verdict {
  const nothing = nothingCreated(input);
  if (nothing !== undefined || !seen) return done({ retired: [], leftovers: [] }, nothing ?? 'nothing was looked for');
  const kept = keptBecause(seen, input);
  if (kept) return done({ retired: [], leftovers: [] }, kept);

  const [last] = seen.stacks
    .filter((stack) => isOwn(stack, input))
    .sort(byCreation)
    .reverse();
  if (last) return retiring(last, input);
  const late = stillToShow(seen, input);
  return late ? wait(`${late} was sent, and CloudFormation does not show it yet`) : retired(seen);
}

/** What is needed, or may be, stays. */
function keptBecause({ records, claimedEpoch }: Seen, input: Input): string | undefined {
  const { region, epoch } = input;
  if (promotionSent(records)) return 'a promotion was sent: what was deployed for it stays';
  if (isPromoted(input)) return `the writer is in ${region} already: no other Region can serve, its stacks stay`;
  return claimedEpoch >= epoch ? `${region} serves under epoch ${claimedEpoch}: its stacks stay` : undefined;
}

/** Whether somebody else has moved a database here, before this run or beside it: this run then sent nothing itself. */
const isPromoted = ({ plan, document }: Pick<Input, 'plan' | 'document'>): boolean =>
  readinessIn(document)?.lags.some(({ promoted }) => promoted) === true ||
  (plan.databases.length > 0 && isDone(document.promoteDatabase));

const isDone = (record: unknown): boolean => StepRecord.safeParse(record).data?.status === 'done';

/** What an earlier run created, and this one only adopted, is not this run's to delete. */
const isOwn = ({ tags }: SeenStack, { plan, epoch }: Input): boolean =>
  tags[STACK_TAGS.plan] === plan.name && tags[STACK_TAGS.epoch] === String(epoch);

const byCreation = (one: SeenStack, other: SeenStack): number =>
  Date.parse(one.createdAt) - Date.parse(other.createdAt);

function retiring({ stackName, id, status, firstFailure }: SeenStack, { region, names, epoch }: Input): Verdict {
  if (status === 'DELETE_FAILED') {
    return refuse(
      `${stackName} is ${status}${firstFailure ? `: ${firstFailure}` : ''}; mend the cause, then run ` +
        `aws cloudformation delete-stack --region ${region} --stack-name ${stackName} ` +
        `--role-arn ${names.releaseRoleArn}`,
    );
  }
  // A stack may be deleted while it is being created, and while nothing else is done to it.
  if (status !== 'CREATE_IN_PROGRESS' && status.endsWith('_IN_PROGRESS')) return wait(`${stackName} is ${status}`);
  const token = `retire-${stackName}-${epoch}`.replace(/[^A-Za-z0-9-]/g, '-').slice(0, 128);
  return act({ stackName, id, token }, `deleting ${stackName}, which this run created`);
}

/** A stack that was sent so shortly ago that it may come to be. */
function stillToShow({ records }: Seen, { now }: Input): string | undefined {
  const gone = namesIn(records, 'RetireStacks');
  const fresh = records.filter(({ at }) => (Date.parse(now) - Date.parse(at)) / 1000 < SHOWN_AFTER_SECONDS);
  return namesIn(fresh, 'DeployStacks').find((name) => !gone.includes(name));
}

/** Stacks that a step of this run was about to create or delete, each once. */
const namesIn = (records: readonly EvidenceRecord[], by: string): string[] => [
  ...new Set(
    records
      .filter(({ kind, step }) => kind === 'called' && step === by)
      .map(({ data }) => (data.act as Pick<Retire, 'stackName'>).stackName),
  ),
];

function retired({ records }: Seen): Verdict {
  const names = namesIn(records, 'RetireStacks');
  return done(
    { retired: names, leftovers: [] },
    names.length === 0
      ? 'no stack that this run created exists'
      : `${listed(names)} ${names.length === 1 ? 'is' : 'are'} deleted`,
  );
}
