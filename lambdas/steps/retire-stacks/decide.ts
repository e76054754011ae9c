import { sha256 } from '../../../lib/domain/canonical-json';
import { act, type Decision, done, refuse, wait } from '../../../lib/domain/decision';
import { stacksCalledBy } from '../../../lib/domain/evidence-ending';
import { LISTED_MAX } from '../../../lib/domain/run-size';
import type { OutputOf } from '../../../lib/domain/step';
import { listedOrCounted } from '../../../lib/domain/text';
import { standingOfVerb } from '../../../lib/domain/verbs';
import { deleteStackCommand } from '../../../lib/report/delete-stack';
import { joined, NAMED_MAX } from '../../edge/release-stacks/judged';
import { STACKS_PER_ACT_MAX } from '../../edge/release-stacks/send-each';
import { leftoversOf } from './leftovers';
import { topOf } from './order';
import { type Input, isOfDrill, isOwn, isRetire, type Seen, type SeenStack } from './seen';
import { retirable } from './stack-status';
import { hasMoved, releaseOf } from './standing';
import type { retireStacks } from './step';
import { type Targets, targetsOf } from './targets';

/** Delete stacks that need nothing of each other, side by side. */
export interface Retire {
  readonly kind: 'delete';
  readonly stacks: readonly Retired[];
}

/** One stack, by its id: another one of the same name is never meant. */
export interface Retired {
  readonly stackName: string;
  readonly id: string;
  /** Same for every try of this run, so that CloudFormation recognises a repeated call. */
  readonly token: string;
}

/** Write down that this Region is no longer kept warm. */
export interface CloseWarm {
  readonly kind: 'close';
  /** Of the item that was seen. */
  readonly version: number;
}

type Verdict = Decision<Retire | CloseWarm, OutputOf<typeof retireStacks>>;

/** CloudFormation shows what was sent within seconds; what does not show after this never came to be. */
export const SHOWN_AFTER_SECONDS = 30;
/** An update or a rollback by somebody else is waited for so long: most take a few minutes. */
export const BUSY_SECONDS_MAX = 900;

/** Why there is nothing that this run could have to delete, or `undefined`: then it is worth looking. */
export function nothingToDelete(input: Pick<Input, 'epoch' | 'document' | 'run'>): string | undefined {
  const { epoch, document } = input;
  if (isRetire(input)) return epoch === 0 ? 'no run ever created anything here' : undefined;
  if (epoch === 0) return 'this run was never admitted, so it created nothing';
  if (releaseOf(document) === undefined) return 'this run came to no release, so it created nothing';
  return hasMoved(input) ? 'nothing failed, and users are served by what this run deployed' : undefined;
}

/** Stacks that are to go next, side by side. */
const nextOf = ({ stacks }: Targets): readonly SeenStack[] =>
  topOf(stacks.filter(({ status }) => retirable(status) !== 'gone'));

/** The stuck stacks that the next sentence may name: why they did not go is worth asking of these alone. */
export function namedStuck(seen: Seen, input: Input): readonly SeenStack[] {
  if (nothingToDelete(input) !== undefined) return [];
  return nextOf(targetsOf(seen, input))
    .filter(({ status }) => retirable(status) === 'stuck')
    .slice(0, NAMED_MAX);
}

/** What was created last goes first, because it may depend on what was there before it. */
export function decide(seen: Seen | undefined, input: Input): Verdict {
  const nothing = nothingToDelete(input);
  if (nothing !== undefined || !seen) return done({ retired: [], leftovers: [] }, nothing ?? 'nothing was looked for');
  const targets = targetsOf(seen, input);
  const next = nextOf(targets);
  if (next.length > 0) return retiringAll(next, seen, input);
  if (targets.endsWarmth && seen.warm) {
    return act({ kind: 'close', version: seen.warm.version }, `${input.region} is no longer kept warm`);
  }
  if (targets.kept !== undefined) return finished(seen, { input, because: toldWith(targets, seen) });
  const late = stillToShow(seen, input);
  if (late) return wait(`${late} was sent, and CloudFormation does not show it yet`);
  return finished(seen, { input, because: deletedTold(seen, input) });
}

/** As many at one time as the plan has created at one time; nothing more while one of them needs a person. */
function retiringAll(stacks: readonly SeenStack[], seen: Seen, input: Input): Verdict {
  const verdicts = stacks.map((stack) => retiring(stack, seen, input));
  const refused = verdicts.filter(({ kind }) => kind === 'refuse');
  if (refused.length > 0) return refuse(joined(refused.map(({ because }) => because)));
  const waiting = verdicts.filter(({ kind }) => kind === 'wait');
  const free = Math.min(input.plan.release.stacksAtOnce - waiting.length, STACKS_PER_ACT_MAX);
  const going = verdicts.flatMap((verdict) => (verdict.kind === 'act' ? [verdict] : [])).slice(0, Math.max(0, free));
  if (going.length === 0) return wait(joined(waiting.map(({ because }) => because)));
  return act({ kind: 'delete', stacks: going.map((one) => one.act) }, joined(going.map(({ because }) => because)));
}

function retiring(stack: SeenStack, seen: Seen, input: Input): Decision<Retired, never> {
  const { stackName, id, status } = stack;
  const notDeleted = seen.notDeleted?.get(stackName);
  if (notDeleted !== undefined) {
    return refuse(`CloudFormation does not delete ${stackName}: ${notDeleted}; ${byHand(stack, input)}`);
  }
  switch (retirable(status)) {
    case 'ready':
      break;
    case 'stuck':
      return refuse(`${stackName} is ${status}${reasonOf(stack)}; ${byHand(stack, input)}`);
    case 'busy':
      return whileBusy(stack, input);
    case 'unknown':
      return refuse(`${stackName} is ${status}, a status that is not known here; ${byHand(stack, input)}`);
    default:
      return wait(`${stackName} is ${status}`);
  }
  const asked = stacksCalledBy(seen.records, 'RetireStacks').includes(stackName);
  if (asked && isInUse(stack)) {
    return refuse(`${stackName} was not deleted and is ${status} again${reasonOf(stack)}; ${byHand(stack, input)}`);
  }
  if (sentLately(seen, input, 'RetireStacks').includes(stackName)) {
    return wait(`${stackName} is to be deleted, and CloudFormation still shows it ${status}`);
  }
  // So often asked, CloudFormation is left alone until the next look.
  if (seen.turnedAway?.has(stackName))
    return wait(`${stackName} is to be deleted, and CloudFormation is asked too often`);
  return act({ stackName, id, token: tokenOf(stackName, input) }, becauseOf(stack, input));
}

/** An epoch stands for one run, unless the run goes on under that of others: then its id makes the token its own. */
function tokenOf(stackName: string, { epoch, run }: Input): string {
  const own = standingOfVerb(run.verb).isNewEpoch ? `${epoch}` : sha256(run.id).slice(0, 12);
  // What CloudFormation takes as a token: letters, digits and hyphens, at most 128.
  return `retire-${own}-${stackName}`.replace(/[^A-Za-z0-9-]/g, '-').slice(0, 128);
}

function becauseOf(stack: SeenStack, input: Input): string {
  const whose = isOwn(stack, input) ? 'this run created' : `an earlier ${isOfDrill(stack) ? 'drill' : 'run'} left`;
  return `deleting ${stack.stackName}, which ${whose}`;
}

/**
 * A deletion that another stack's import forbids leaves the status as it was, and only the reason tells.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html
 */
const isInUse = ({ statusReason = '' }: SeenStack) => /\bin use by\b/.test(statusReason);

const reasonOf = ({ firstFailure, statusReason }: SeenStack) => {
  const reason = firstFailure ?? statusReason;
  return reason ? `: ${reason}` : '';
};

const byHand = ({ stackName }: SeenStack, input: Input) =>
  `mend the cause, then run ${deleteStackCommand(input, stackName)}`;

/** Counted from the later of the change and this step's first look: nobody knows how long it went on before. */
function whileBusy(stack: SeenStack, input: Input): Decision<never, never> {
  const { stackName, status, updatedAt, createdAt } = stack;
  const since = updatedAt ?? createdAt;
  const ageSeconds = (Date.parse(input.now) - Date.parse(since)) / 1000;
  if (Math.min(ageSeconds, input.elapsedSeconds) < BUSY_SECONDS_MAX) return wait(`${stackName} is ${status}`);
  return refuse(
    `${stackName} is ${status} since ${since}, and somebody else's change is waited for at most ` +
      `${BUSY_SECONDS_MAX} s; ${byHand(stack, input)}`,
  );
}

/**
 * Stacks that were sent so shortly ago that CloudFormation may not show it. All records say whether they were
 * sent at all: a call and the word that it was not sent belong together, and a limit of time would part them.
 */
function sentLately({ records }: Seen, { now }: Input, by: 'DeployStacks' | 'RetireStacks'): string[] {
  const isFresh = ({ at }: { readonly at: string }) => (Date.parse(now) - Date.parse(at)) / 1000 < SHOWN_AFTER_SECONDS;
  const calls = records.filter((record) => record.kind === 'called' && isFresh(record));
  const lately = new Set(stacksCalledBy(calls, by));
  return stacksCalledBy(records, by).filter((name) => lately.has(name));
}

/** A stack that was sent so shortly ago that it may come to be. */
function stillToShow(seen: Seen, input: Input): string | undefined {
  const gone = stacksCalledBy(seen.records, 'RetireStacks');
  return sentLately(seen, input, 'DeployStacks').find((name) => !gone.includes(name));
}

/** What was deleted, and what stays all the same. */
function toldWith({ kept = '' }: Targets, seen: Seen): string {
  const names = stacksCalledBy(seen.records, 'RetireStacks');
  return names.length === 0 ? kept : `${areDeleted(names)}; ${kept}`;
}

function deletedTold(seen: Seen, input: Input): string {
  const names = stacksCalledBy(seen.records, 'RetireStacks');
  if (names.length > 0) return areDeleted(names);
  return isRetire(input) ? 'no stack is left here that nothing refers to' : 'no stack that this run created exists';
}

const areDeleted = (names: readonly string[]): string =>
  `${listedOrCounted(names, 'stacks')} ${names.length === 1 ? 'is' : 'are'} deleted`;

function finished(seen: Seen, { input, because }: { readonly input: Input; readonly because: string }): Verdict {
  const retired = stacksCalledBy(seen.records, 'RetireStacks');
  const { listed: leftovers, because: left } = leftoversOf(seen, input);
  const output = { retired: retired.slice(0, LISTED_MAX), leftovers: [...leftovers] };
  return done(output, left ? `${because}; ${left}` : because);
}
