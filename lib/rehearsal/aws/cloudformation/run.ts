import type { Pace } from '../../world/clock';
import type { Principal } from '../../world/identities';
import { beginSpan, type StackWork } from '../durations';
import type { ResourceMoment, StackCreation } from '../provisioner';
import { CreationCancelled, ResourceFailed } from '../provisioner';
import { AccessDenied } from '../provisioner/authorize';
import type { Services } from '../services';
import { uuidOf } from '../stack-context';
import { HandlerFailure } from './failures';
import { STACK_TYPE, type Stack, type StackEvent, type StackStatus } from './stack';
import { busEventOf } from './tell';

/** The clock, and how long CloudFormation itself takes, beside what its resources take. */
type Timed = Pick<Services, 'pace' | 'timing'>;

/** Follows a creation to its end, through whatever the caller wants done about a failure. */
export async function runCreation({ pace, timing }: Timed, stack: Stack, following: Creating): Promise<void> {
  const limit = timeLimit(pace, following);
  const types = Object.values(following.creation.evaluated.template.Resources).map(({ Type }) => Type);
  const createSeconds = timing.durations.stackCreationSeconds(workOf(stack, types));
  const end = beginSpan(pace, timing, { kind: 'stackCreation', subject: stack.name, region: stack.region });
  try {
    const [{ outputs, resources }] = await Promise.race([
      Promise.all([following.creation.done, pace.clock.sleep(pace.scaledMilliseconds(createSeconds))]),
      limit.passed,
    ]);
    if (isDeleted(stack)) return;
    const refusal = following.refusal();
    if (refusal !== undefined) throw new Refused(refusal);
    stack.outputs = outputs;
    stack.resources = resources;
    setStatus(pace, stack, 'CREATE_COMPLETE');
    end();
  } catch (error) {
    if (isDeleted(stack)) return;
    if (error instanceof TimedOut) giveUp(pace, stack);
    await afterFailure({ pace, timing }, stack, { ...following, reason: reasonOf(stack, error) });
  } finally {
    limit.stop();
  }
}

export interface Creating {
  readonly creation: StackCreation;
  readonly onFailure: 'DO_NOTHING' | 'ROLLBACK' | 'DELETE';
  /** Real minutes: the limit is its caller's own. @default none */
  readonly timeoutMinutes: number | undefined;
  /** Why the stack fails though each resource is there, asked when they are. */
  readonly refusal: () => string | undefined;
  readonly closing: AbortSignal;
}

class TimedOut extends Error {}
/** The message is the whole reason. */
class Refused extends Error {}

function timeLimit({ clock }: Pace, { timeoutMinutes, closing }: Creating) {
  let stop = () => {};
  const passed = new Promise<never>((_, reject) => {
    if (timeoutMinutes === undefined) return;
    const cancel = clock.after(timeoutMinutes * 60_000, () => reject(new TimedOut()));
    stop = () => {
      cancel();
      closing.removeEventListener('abort', stop);
    };
    closing.addEventListener('abort', stop);
  });
  return { passed, stop: () => stop() };
}

/** Cancels what is under way, as it is told, and hears no more of it. */
function giveUp(pace: Pace, stack: Stack): void {
  const last = new Map(stack.events.map((event) => [event.logicalId, event]));
  for (const { status, logicalId, physicalId, type } of last.values()) {
    if (status !== 'CREATE_IN_PROGRESS' || type === STACK_TYPE) continue;
    const error = new CreationCancelled();
    tellMoment(pace, stack, { logicalId, physicalId, type, status: 'CREATE_FAILED', reason: error.message, error });
  }
  stack.isGivenUp = true;
}

/** Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html */
function reasonOf(stack: Stack, error: unknown): string {
  if (error instanceof TimedOut) return 'Stack creation time exceeded the specified timeout.';
  if (error instanceof Refused) return error.message;
  return `The following resource(s) failed to create: [${failedIn(stack) || error}].`;
}

async function afterFailure(
  { pace, timing }: Timed,
  stack: Stack,
  { creation, onFailure, reason }: Creating & { readonly reason: string },
): Promise<void> {
  if (onFailure === 'DO_NOTHING') {
    setStatus(pace, stack, 'CREATE_FAILED', reason);
    return stack.stop();
  }
  if (onFailure === 'DELETE') {
    return runDeletion({ pace, timing }, stack, { reason: `${reason} Delete requested by user.` });
  }
  setStatus(pace, stack, 'ROLLBACK_IN_PROGRESS', `${reason} Rollback requested by user.`);
  await stack.stop();
  const problem = await removing(() => creation.remove());
  // Somebody may have had it deleted meanwhile.
  if (isDeleted(stack)) return;
  setStatus(pace, stack, problem === undefined ? 'ROLLBACK_COMPLETE' : 'ROLLBACK_FAILED', problem);
}

/** Why resources stay; undefined when all are gone. */
async function removing(remove: () => Promise<void>): Promise<string | undefined> {
  try {
    await remove();
    return undefined;
  } catch (error) {
    const id = error instanceof ResourceFailed ? error.logicalId : String(error);
    return `The following resource(s) failed to delete: [${id}].`;
  }
}

/** Logical ids, those that were cancelled included. */
const failedIn = ({ events, arn }: Stack): string =>
  events
    .filter(({ status, physicalId }) => status === 'CREATE_FAILED' && physicalId !== arn)
    .map(({ logicalId }) => logicalId)
    .join(', ');

/** Whether somebody had it deleted while it was being created. */
const isDeleted = ({ status }: Stack): boolean => status.startsWith('DELETE_');

export interface Deletion {
  readonly reason?: string;
  readonly token?: string | undefined;
  /** @default the stack's own role */
  readonly as?: Principal | undefined;
}

/** Deletes a stack's resources and then the stack; it stays when one of them does. */
export async function runDeletion(
  { pace, timing }: Timed,
  stack: Stack,
  { reason = 'User Initiated', token, as }: Deletion,
): Promise<void> {
  setStatus(pace, stack, 'DELETE_IN_PROGRESS', reason, token);
  const end = beginSpan(pace, timing, { kind: 'stackDeletion', subject: stack.name, region: stack.region });
  await stack.stop();
  const problem = await removing(() => stack.remove(as));
  if (problem !== undefined) return setStatus(pace, stack, 'DELETE_FAILED', problem, token);
  const types = stack.resources.map(({ type }) => type);
  await pace.clock.sleep(pace.scaledMilliseconds(timing.durations.stackDeletionSeconds(workOf(stack, types))));
  stack.resources = [];
  stack.deletedAt = pace.clock.now();
  setStatus(pace, stack, 'DELETE_COMPLETE', undefined, token);
  end();
}

const workOf = ({ name, region }: Stack, resources: readonly string[]): StackWork => ({ name, region, resources });

export function setStatus(pace: Pace, stack: Stack, status: StackStatus, reason?: string, token?: string): void {
  stack.status = status;
  stack.statusReason = reason;
  const itself = { logicalId: stack.name, physicalId: stack.arn, type: STACK_TYPE };
  addEvent(pace, stack, { ...itself, status, reason, clientRequestToken: token ?? stack.clientRequestToken });
}

/** A resource's moment as an event. */
export function tellMoment(pace: Pace, stack: Stack, moment: ResourceMoment): void {
  const { error: _, reason: __, ...rest } = moment;
  if (stack.isGivenUp && moment.status.startsWith('CREATE_')) return;
  addEvent(pace, stack, { ...rest, reason: toldReason(stack, moment), clientRequestToken: stack.clientRequestToken });
}

/** A failure is told in the words of CloudFormation's resource handlers; that it was cancelled, in its own. */
function toldReason(stack: Stack, { error, reason, logicalId }: ResourceMoment): string | undefined {
  if (reason === undefined || error instanceof CreationCancelled) return reason;
  const requestToken = uuidOf(stack.arn, logicalId);
  const reference = `(RequestToken: ${requestToken}, HandlerErrorCode: ${handlerErrorCodeOf(error)})`;
  return `Resource handler returned message: "${reason}" ${reference}`;
}

function handlerErrorCodeOf(error: unknown): string {
  if (error instanceof HandlerFailure) return error.handlerErrorCode;
  return error instanceof AccessDenied ? 'AccessDenied' : 'GeneralServiceException';
}

function addEvent(pace: Pace, stack: Stack, event: Omit<StackEvent, 'id' | 'at'>): void {
  const added = { ...event, id: uuidOf(stack.arn, String(stack.events.length)), at: pace.clock.now() };
  stack.events.push(added);
  stack.publish(busEventOf(stack, added));
}
