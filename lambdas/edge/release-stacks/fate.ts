import { STACK_TAGS } from '../../../lib/domain/names';
import type { ReleaseStack } from '../../../lib/domain/release';
import { listed, oneLine } from '../../../lib/domain/text';
import { deleteStackCommand } from '../../../lib/report/delete-stack';
import { again } from './again';
import { parameterDifference } from './compare';
import { resolvedParameters } from './parameters';
import { creationRefused, deletionRefused } from './refused';
import { type Input, isOfOtherLane, ownerOf, type SeenStack, treatmentFor, type Verified } from './seen';
import type { Answer } from './sent-stacks';
import type { Treatment } from './stack-status';
import { takersOf } from './takers';

/** What becomes of one stack of the release at this look. */
export type Fate =
  /** It is there, as the release says. */
  | { readonly kind: 'complete'; readonly isAdopted: boolean }
  /** It may be created once those it depends on are complete. */
  | { readonly kind: 'absent' }
  /** CloudFormation works on it. */
  | {
      readonly kind: 'underWay';
      readonly because: string;
      /** Somebody else began it, and what comes of it may be wrong. @default it ends as a run of this plan meant it */
      readonly isOthers?: true;
    }
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
/** CloudFormation turns away what comes too fast, and takes it again within a second or two. */
const THROTTLED_SECONDS = 2;
/** The name of a stack that was just deleted, or a service in trouble, may need several tries. */
const TRIED_AGAIN_AFTER_SECONDS = 5;
/** An answer that may pass is taken for the last one when it is still the same after this. */
const PASSING_SECONDS_MAX = 60;
/** How long a change by somebody else is waited for: from its beginning, or the step's first look if that is later. */
export const BUSY_SECONDS_MAX = 900;

const SENT_AGAIN: Partial<Record<Answer['kind'], number>> = {
  throttled: THROTTLED_SECONDS,
  passing: TRIED_AGAIN_AFTER_SECONDS,
  existsAlready: TRIED_AGAIN_AFTER_SECONDS,
};
const sentAgainAfter = (answer: Answer['kind']): number => SENT_AGAIN[answer] ?? SENT_AGAIN_AFTER_SECONDS;

const wrong = (because: string): Fate => ({ kind: 'wrong', because });
const underWay = (because: string) => ({ kind: 'underWay', because }) as const;

export function fateOf(one: Case): Fate {
  return FATES[treatmentFor(one.seen, one.verified.manifest.release, one.input)](one);
}

const FATES: Readonly<Record<Treatment, (one: Case) => Fate>> = {
  absent: absent,
  working: ({ seen }) => underWay(statusOf(seen)),
  complete: () => ({ kind: 'complete', isAdopted: false }),
  compared,
  failed,
  cleared,
  replaced,
  busy,
  leaving: ({ seen }) => underWay(statusOf(seen)),
  stuck: ({ seen, input }) => wrong(`${statusOf(seen)}; ${remedyFor(seen, input)}, then ${again(input)}`),
  foreign,
};

/** Its status, since when, and why. */
const statusOf = ({ stackName, status, since, reason }: SeenStack): string =>
  `${stackName} is ${status}${since ? ` since ${since}` : ''}${reason ? `: ${reason}` : ''}`;

function absent({ seen, stack, verified, input }: Case): Fate {
  const { stackName, creation } = seen;
  const { missing, isOpen } = resolvedParameters(stack, verified, input);
  if (!isOpen && missing.length > 0) return wrong(missingOutputs(stack.name, missing));
  if (!creation) return { kind: 'absent' };
  const { secondsAgo, alikeSeconds, answer } = creation;
  const mayBeSent = secondsAgo >= sentAgainAfter(answer.kind);
  switch (answer.kind) {
    case 'refused':
      return wrong(creationRefused(stackName, answer, input));
    case 'passing':
      if (alikeSeconds >= PASSING_SECONDS_MAX) return wrong(creationRefused(stackName, answer, input));
      break;
    case 'existsAlready':
      if (alikeSeconds >= PASSING_SECONDS_MAX) return wrong(isGone(stackName, input));
      break;
    default:
  }
  if (mayBeSent) return { kind: 'absent' };
  const turnedAway = turnedAwayBecause(answer);
  if (turnedAway) return underWay(`${stackName} was turned away (${turnedAway}) and is sent again`);
  return underWay(`${stackName} was sent ${Math.round(secondsAgo)} s ago, CloudFormation does not show it yet`);
}

const isGone = (stackName: string, input: Input): string =>
  `CloudFormation answered that ${stackName} exists already or was created by this run, and shows no such stack ` +
  `${PASSING_SECONDS_MAX} s later; it was deleted while this run went on: ${again(input)}`;

/** Why CloudFormation did not take what may be sent again, or `undefined` where it took it. */
function turnedAwayBecause(answer: Answer): string | undefined {
  if (answer.kind === 'throttled') return answer.because;
  return answer.kind === 'passing' ? oneLine(`${answer.name}, ${answer.message}`) : undefined;
}

/** A stack that stands is taken for one of the release only when it is the same in every byte that matters. */
function compared(one: Case): Fate {
  const { seen, stack, verified, input } = one;
  const { stackName, status, comparison } = seen;
  const differs = (difference: string) =>
    wrong(
      `${stackName} is ${status} already and is not what the release says: ${difference}; ` +
        `${byHand(one)}, or publish a release that fits it`,
    );
  if (comparison?.difference) return differs(comparison.difference);
  const { values, missing, isOpen } = resolvedParameters(stack, verified, input);
  if (isOpen || !comparison) return { kind: 'undecided' };
  if (missing.length > 0) return wrong(missingOutputs(stack.name, missing));
  const parameter = parameterDifference({ found: seen.parameters, wanted: values }, comparison.declared);
  if (parameter) return differs(parameter);
  return { kind: 'complete', isAdopted: ownerOf(seen, verified.manifest.release, input) !== 'thisRun' };
}

const missingOutputs = (stack: string, missing: readonly string[]): string =>
  `${stack} needs outputs that do not exist: ${listed(missing)}; publish a release whose stacks fit together`;

function cleared(one: Case): Fate {
  const { seen, verified, input } = one;
  const { stackName, status } = seen;
  return ownerOf(seen, verified.manifest.release, input) === 'earlierDrill'
    ? clearing(one, `deleting ${stackName}, which an earlier drill left ${status}: a drill proves only what it made`)
    : clearing(one, `deleting ${stackName}, which an earlier run left ${status}`);
}

/** The plan says whether a takeover may delete an older release's stack that has the name. */
function replaced(one: Case): Fate {
  const { stackName, tags } = one.seen;
  const owner = `release ${tags[STACK_TAGS.release]}`;
  if (one.input.plan.release.replaceOlder) return clearing(one, `deleting ${stackName} of ${owner}, to create it anew`);
  return wrong(collision(one, owner, ', or set release.replaceOlder'));
}

const collision = (one: Case, owner: string, more = ''): string =>
  `a stack ${one.seen.stackName} exists already and was made by ${owner}; ` +
  `${byHand(one)}, or let release.stackName hold {release}${more}`;

/** How a person deletes a stack, and what has to go before it. */
function byHand({ seen, stack, verified, input }: Case): string {
  const takers = takersOf(stack.name, verified, input);
  const first =
    takers.length > 0
      ? ` after ${listed(takers)}, which ${takers.length === 1 ? 'takes' : 'take'} outputs from it`
      : '';
  return `delete it${first} with ${deleteStackCommand(input, seen.stackName)}`;
}

function clearing({ seen, input }: Case, because: string): Fate {
  const { stackName, status, id = '', deletion } = seen;
  if (deletion?.answer.kind === 'refused') return wrong(deletionRefused(seen, deletion.answer, input));
  if (isKept(seen)) return wrong(`${stackName} is ${status}, and ${keptSentence(seen, input)}`);
  const clear: Fate = { kind: 'cleared', id, because: `${because}${leftBehind(seen)}` };
  if (!deletion) return clear;
  const { secondsAgo, alikeSeconds, answer } = deletion;
  if (answer.kind === 'passing' && alikeSeconds >= PASSING_SECONDS_MAX) {
    return wrong(deletionRefused(seen, answer, input));
  }
  // A used token says that an earlier try got through.
  if (secondsAgo < sentAgainAfter(answer.kind === 'existsAlready' ? 'accepted' : answer.kind)) {
    return underWay(`${stackName} is ${status}, its deletion was sent ${Math.round(secondsAgo)} s ago`);
  }
  if (seen.inUse) {
    return wrong(
      `CloudFormation does not delete ${stackName}: ${seen.inUse}; delete what imports it, ` + `then ${again(input)}`,
    );
  }
  if (status === 'DELETE_FAILED') {
    return wrong(
      `${statusOf(seen)}; mend the cause, then run ${deleteStackCommand(input, stackName)} ` + `and ${again(input)}`,
    );
  }
  return clear;
}

/** What failed in this run stays for people to see; the next run replaces it, where that is possible. */
function failed({ seen, input }: Case): Fate {
  if (!isKept(seen)) {
    return wrong(`${statusOf(seen)}; mend the cause and ${again(input)}, which replaces it${leftBehind(seen)}`);
  }
  return wrong(`${statusOf(seen)}; mend the cause; the next run does not replace it: ${keptSentence(seen, input)}`);
}

const isKept = ({ kept }: SeenStack): boolean => (kept?.inTheWay.length ?? 0) > 0;

const keptSentence = ({ stackName, kept }: SeenStack, input: Input): string =>
  `deleting it would leave ${listed(kept?.inTheWay ?? [])}, which its template retains: what is created anew may ` +
  `collide with what is kept, or start without its data; look after it, then run ` +
  `${deleteStackCommand(input, stackName)} and ${again(input)}`;

const leftBehind = ({ kept }: SeenStack): string => {
  const behind = kept?.behind ?? [];
  return behind.length === 0
    ? ''
    : `; ${listed(behind)} ${behind.length === 1 ? 'stays' : 'stay'} behind, as its template retains what it created`;
};

function busy(one: Case): Fate {
  const { seen, input, verified } = one;
  const owner = ownerOf(seen, verified.manifest.release, input);
  if (owner === 'otherRelease' && !input.plan.release.replaceOlder) return replaced(one);
  if (busySeconds(seen, input) < BUSY_SECONDS_MAX) {
    return { ...underWay(`${statusOf(seen)}, which this run did not begin`), isOthers: true };
  }
  return wrong(
    `${statusOf(seen)}, which this run did not begin, and was waited for during ${BUSY_SECONDS_MAX} s; ` +
      `find out who is changing it, let it end, then ${again(input)}`,
  );
}

/** Nobody knows how long it went on before the step looked, and a step that looks late has not waited for it yet. */
function busySeconds({ since }: SeenStack, { now, elapsedSeconds }: Input): number {
  const ageSeconds = since === undefined ? elapsedSeconds : (Date.parse(now) - Date.parse(since)) / 1000;
  return Math.min(ageSeconds, elapsedSeconds);
}

function foreign(one: Case): Fate {
  const { seen, input } = one;
  const { [STACK_TAGS.plan]: plan } = seen.tags;
  if (plan !== input.plan.name) return wrong(collision(one, plan ? `plan ${plan}` : 'somebody else'));
  if (seen.roleArn === input.names.releaseRoleArn && isOfOtherLane(seen, input.run)) {
    const lane = seen.tags[STACK_TAGS.lane] ?? 'live';
    return wrong(collision(one, `a run in the lane ${lane}, which this one never touches`));
  }
  const role = seen.roleArn ? `the role ${seen.roleArn}` : 'no role';
  const ours = input.names.releaseRoleArn;
  return wrong(collision(one, `somebody else: it has the tags of this plan, and ${role} in the place of ${ours}`));
}

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
      return `it is empty, its change set was never executed: run ${deleteStackCommand(input, seen.stackName)}`;
    case 'IMPORT_ROLLBACK_FAILED':
      return `mend the import that somebody began, aws cloudformation describe-stack-events ${at} shows it`;
    default:
      return `its status is none that is known here: look at it with aws cloudformation describe-stacks ${at}`;
  }
}
