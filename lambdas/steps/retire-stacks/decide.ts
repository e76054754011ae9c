import { act, type Decision, done, refuse, wait } from '../../../lib/domain/decision';
import { stacksCalledBy } from '../../../lib/domain/evidence-ending';
import type { OutputOf } from '../../../lib/domain/step';
import { listed } from '../../../lib/domain/text';
import { deleteStackCommand } from '../../../lib/report/delete-stack';
import { byCreation, leftoversOf } from './leftovers';
import { type Input, isOwn, type Seen, type SeenStack } from './seen';
import { retirable } from './stack-status';
import { keptBecause, releaseOf } from './standing';
import type { retireStacks } from './step';

/** Delete one stack, by its id: another one of the same name is never meant. */
export interface Retire {
  readonly stackName: string;
  readonly id: string;
  /** Same for every try of this run, so that CloudFormation recognises a repeated call. */
  readonly token: string;
}

type Verdict = Decision<Retire, OutputOf<typeof retireStacks>>;

/** CloudFormation shows what was sent within seconds; what does not show after this never came to be. */
export const SHOWN_AFTER_SECONDS = 30;
/** An update or a rollback by somebody else is waited for so long: most take a few minutes. */
export const BUSY_SECONDS_MAX = 900;

/** Why there is nothing that this run could have created, or `undefined`: then it is worth looking. */
export function nothingCreated({ epoch, document }: Pick<Input, 'epoch' | 'document'>): string | undefined {
  if (epoch === 0) return 'this run was never admitted, so it created nothing';
  return releaseOf(document) === undefined ? 'this run came to no release, so it created nothing' : undefined;
}

/** The stack that was created last goes first, because others may depend on what was there before it. */
export function decide(seen: Seen | undefined, input: Input): Verdict {
  const nothing = nothingCreated(input);
  if (nothing !== undefined || !seen) return done({ retired: [], leftovers: [] }, nothing ?? 'nothing was looked for');
  const kept = keptBecause(seen, input);
  if (kept) return finished(seen, { input, retired: [], because: kept });

  const last = seen.stacks
    .filter((stack) => isOwn(stack, input) && retirable(stack.status) !== 'gone')
    .sort(byCreation);
  const stack = last.at(-1);
  if (stack) return retiring(stack, seen, input);
  const late = stillToShow(seen, input);
  return late ? wait(`${late} was sent, and CloudFormation does not show it yet`) : retired(seen, input);
}

function retiring(stack: SeenStack, seen: Seen, input: Input): Verdict {
  const { stackName, id, status } = stack;
  const { notDeleted } = seen;
  if (notDeleted?.stackName === stackName) {
    return refuse(`CloudFormation does not delete ${stackName}: ${notDeleted.because}; ${byHand(stack, input)}`);
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
  if (stacksCalledBy(fresh(seen, input), 'RetireStacks').includes(stackName)) {
    return wait(`${stackName} is to be deleted, and CloudFormation still shows it ${status}`);
  }
  const token = `retire-${stackName}-${input.epoch}`.replace(/[^A-Za-z0-9-]/g, '-').slice(0, 128);
  return act({ stackName, id, token }, `deleting ${stackName}, which this run created`);
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
function whileBusy(stack: SeenStack, input: Input): Verdict {
  const { stackName, status, updatedAt, createdAt } = stack;
  const since = updatedAt ?? createdAt;
  const ageSeconds = (Date.parse(input.now) - Date.parse(since)) / 1000;
  if (Math.min(ageSeconds, input.elapsedSeconds) < BUSY_SECONDS_MAX) return wait(`${stackName} is ${status}`);
  return refuse(
    `${stackName} is ${status} since ${since}, and somebody else's change is waited for at most ` +
      `${BUSY_SECONDS_MAX} s; ${byHand(stack, input)}`,
  );
}

/** What was recorded so shortly ago that CloudFormation may not show it. */
const fresh = ({ records }: Seen, { now }: Input) =>
  records.filter(({ at }) => (Date.parse(now) - Date.parse(at)) / 1000 < SHOWN_AFTER_SECONDS);

/** A stack that was sent so shortly ago that it may come to be. */
function stillToShow(seen: Seen, input: Input): string | undefined {
  const gone = stacksCalledBy(seen.records, 'RetireStacks');
  return stacksCalledBy(fresh(seen, input), 'DeployStacks').find((name) => !gone.includes(name));
}

function retired(seen: Seen, input: Input): Verdict {
  const names = stacksCalledBy(seen.records, 'RetireStacks');
  const because =
    names.length === 0
      ? 'no stack that this run created exists'
      : `${listed(names)} ${names.length === 1 ? 'is' : 'are'} deleted`;
  return finished(seen, { input, retired: names, because });
}

interface Finished {
  readonly input: Input;
  readonly retired: string[];
  readonly because: string;
}

function finished(seen: Seen, { input, retired, because }: Finished): Verdict {
  const { listed: leftovers, because: left } = leftoversOf(seen, input);
  return done({ retired, leftovers: [...leftovers] }, left ? `${because}; ${left}` : because);
}
