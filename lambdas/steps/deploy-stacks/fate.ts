import { STACK_TAGS } from '../../../lib/domain/names';
import type { ReleaseStack } from '../../../lib/domain/release';
import { listed } from '../../../lib/domain/text';
import { parameterDifference } from './compare';
import { resolvedParameters } from './creation';
import { creationRefused, deletionRefused } from './refused';
import { type Input, ownerOf, type SeenStack, treatmentFor, type Verified } from './seen';
import type { Treatment } from './stack-status';

/** What becomes of one stack of the release at this look. */
export type Fate =
  /** It is there, as the release says. */
  | { readonly kind: 'complete'; readonly isAdopted: boolean }
  /** It may be created once those it depends on are complete. */
  | { readonly kind: 'absent' }
  /** CloudFormation works on it. */
  | { readonly kind: 'underWay'; readonly because: string }
  /** It is judged once those it depends on are complete, because their outputs are its parameters. */
  | { readonly kind: 'undecided' }
  /** It is deleted, and then created anew. */
  | { readonly kind: 'cleared'; readonly id: string; readonly because: string }
  /** It cannot become what the release says. */
  | { readonly kind: 'wrong'; readonly because: string };

/** A stack of the release, and all that its fate hangs on. */
export interface Case {
  readonly seen: SeenStack;
  readonly stack: ReleaseStack;
  readonly verified: Verified;
  readonly input: Input;
}

/** DescribeStacks shows within seconds what was sent; what does not show after this is sent again. */
const SENT_AGAIN_AFTER_SECONDS = 30;
/** A stack that CloudFormation says exists, and does not show after this, was deleted by somebody. */
const GONE_AFTER_SECONDS = 60;
/** CloudFormation turns away what comes too fast, and takes it again within a second or two. */
const THROTTLED_SECONDS = 2;
/** How long a stack that somebody else is changing is waited for, from the step's first look. */
export const BUSY_SECONDS_MAX = 900;

const wrong = (because: string): Fate => ({ kind: 'wrong', because });
const underWay = (because: string): Fate => ({ kind: 'underWay', because });

export function fateOf(one: Case): Fate {
  return FATES[treatmentFor(one.seen, one.verified.manifest.release, one.input)](one);
}

const FATES: Readonly<Record<Treatment, (one: Case) => Fate>> = {
  absent: absent,
  working: ({ seen }) => underWay(statusOf(seen)),
  complete: () => ({ kind: 'complete', isAdopted: false }),
  compared,
  failed: ({ seen }) => wrong(`${statusOf(seen)}; mend the cause and start the failover again, which replaces it`),
  cleared,
  replaced,
  busy,
  leaving: ({ seen }) => underWay(statusOf(seen)),
  stuck: ({ seen, input }) => wrong(`${statusOf(seen)}; ${remedyFor(seen, input)}, then start the failover again`),
  foreign,
};

/** Its status, since when, and why. */
const statusOf = ({ stackName, status, since, reason }: SeenStack): string =>
  `${stackName} is ${status}${since ? ` since ${since}` : ''}${reason ? `: ${reason}` : ''}`;

function absent({ seen, input }: Case): Fate {
  const { stackName, creation } = seen;
  if (!creation) return { kind: 'absent' };
  const { secondsAgo, answer } = creation;
  if (answer.kind === 'refused') return wrong(creationRefused(stackName, answer, input));
  if (answer.kind === 'throttled') {
    if (secondsAgo >= THROTTLED_SECONDS) return { kind: 'absent' };
    return underWay(`${stackName} was turned away (${answer.because}) and is sent again`);
  }
  if (answer.kind === 'existsAlready' && secondsAgo >= GONE_AFTER_SECONDS) {
    return wrong(
      `CloudFormation answered that ${stackName} exists already or was created by this run, and shows no such stack ` +
        `${GONE_AFTER_SECONDS} s later; it was deleted while this run went on: start the failover again`,
    );
  }
  const mayStillShow = answer.kind === 'existsAlready' || secondsAgo < SENT_AGAIN_AFTER_SECONDS;
  if (!mayStillShow) return { kind: 'absent' };
  return underWay(`${stackName} was sent ${Math.round(secondsAgo)} s ago, CloudFormation does not show it yet`);
}

/** A stack that stands is taken for one of the release only when it is the same in every byte that matters. */
function compared({ seen, stack, verified, input }: Case): Fate {
  const { stackName, status, comparison, tags } = seen;
  const differs = (difference: string) =>
    wrong(
      `${stackName} is ${status} already and is not what the release says: ${difference}; ` +
        'delete it, or publish a release that fits it',
    );
  if (comparison?.difference) return differs(comparison.difference);
  const { values, missing, isOpen } = resolvedParameters(stack, verified, input);
  if (isOpen || !comparison) return { kind: 'undecided' };
  if (missing.length > 0) return wrong(missingOutputs(stack.name, missing));
  const parameter = parameterDifference({ found: seen.parameters, wanted: values }, comparison.declared);
  if (parameter) return differs(parameter);
  return { kind: 'complete', isAdopted: ownerOf(tags, verified.manifest.release, input) !== 'thisRun' };
}

export const missingOutputs = (stack: string, missing: readonly string[]): string =>
  `${stack} needs outputs that do not exist: ${listed(missing)}; publish a release whose stacks fit together`;

function cleared(one: Case): Fate {
  return clearing(one, `deleting ${one.seen.stackName}, which an earlier run left ${one.seen.status}`);
}

/** The plan says whether a takeover may delete an older release's stack that has the name. */
function replaced(one: Case): Fate {
  const { stackName, tags } = one.seen;
  const owner = `release ${tags[STACK_TAGS.release]}`;
  if (one.input.plan.release.replaceOlder) return clearing(one, `deleting ${stackName} of ${owner}, to create it anew`);
  return wrong(collision(one.seen, owner, ', or set release.replaceOlder'));
}

const collision = ({ stackName }: SeenStack, owner: string, more = ''): string =>
  `a stack ${stackName} exists already and was made by ${owner}; ` +
  `delete it, or let release.stackName hold {release}${more}`;

function clearing({ seen, input }: Case, because: string): Fate {
  const { stackName, status, id = '', kept = [], deletion } = seen;
  if (deletion?.answer.kind === 'refused') return wrong(deletionRefused(seen, deletion.answer, input));
  if (kept.length > 0) {
    return wrong(
      `${stackName} is ${status}, and deleting it would leave ${listed(kept)}, which its template retains: what is ` +
        `kept may collide with what is created; look after it, then run ${deleteCommand(seen, input)} and start the ` +
        'failover again',
    );
  }
  if (!deletion) return { kind: 'cleared', id, because };
  const { secondsAgo, answer } = deletion;
  const isFresh = secondsAgo < (answer.kind === 'throttled' ? THROTTLED_SECONDS : SENT_AGAIN_AFTER_SECONDS);
  if (isFresh) return underWay(`${stackName} is ${status}, its deletion was sent ${Math.round(secondsAgo)} s ago`);
  if (status === 'DELETE_FAILED') {
    return wrong(
      `${statusOf(seen)}; mend the cause, then run ${deleteCommand(seen, input)} and start the failover again`,
    );
  }
  return { kind: 'cleared', id, because };
}

function busy(one: Case): Fate {
  const { seen, input, verified } = one;
  const owner = ownerOf(seen.tags, verified.manifest.release, input);
  if (owner === 'otherRelease' && !input.plan.release.replaceOlder) return replaced(one);
  if (input.elapsedSeconds < BUSY_SECONDS_MAX) return underWay(`${statusOf(seen)}, which this run did not begin`);
  return wrong(
    `${statusOf(seen)}, which this run did not begin, and was waited for during ${BUSY_SECONDS_MAX} s; ` +
      'find out who is changing it, let it end, then start the failover again',
  );
}

function foreign({ seen, input }: Case): Fate {
  const { [STACK_TAGS.plan]: plan } = seen.tags;
  return wrong(collision(seen, plan && plan !== input.plan.name ? `plan ${plan}` : 'somebody else'));
}

const deleteCommand = ({ stackName }: SeenStack, { region, names }: Input): string =>
  `aws cloudformation delete-stack --region ${region} --stack-name ${stackName} --role-arn ${names.releaseRoleArn}`;

/**
 * The command that brings a stack out of where only a person can.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-continueupdaterollback.html
 */
function remedyFor(seen: SeenStack, input: Input): string {
  const { region, names } = input;
  const at = `--region ${region} --stack-name ${seen.stackName}`;
  const withRole = `${at} --role-arn ${names.releaseRoleArn}`;
  switch (seen.status) {
    case 'UPDATE_ROLLBACK_FAILED':
      return `mend the cause and run aws cloudformation continue-update-rollback ${withRole}`;
    case 'UPDATE_FAILED':
      return `an update in place failed: run aws cloudformation rollback-stack ${withRole}`;
    case 'REVIEW_IN_PROGRESS':
      return `it is empty, its change set was never executed: run ${deleteCommand(seen, input)}`;
    case 'IMPORT_ROLLBACK_FAILED':
      return `mend the import that somebody began, aws cloudformation describe-stack-events ${at} shows it`;
    default:
      return `its status is none that is known here: look at it with aws cloudformation describe-stacks ${at}`;
  }
}
