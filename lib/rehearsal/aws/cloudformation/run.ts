import type { Pace } from '../../world/clock';
import type { Principal } from '../../world/identities';
import type { ResourceMoment, StackCreation } from '../provisioner';
import { CreationCancelled, ResourceFailed } from '../provisioner';
import { AccessDenied } from '../provisioner/authorize';
import { uuidOf } from '../stack-context';
import { HandlerFailure } from './failures';
import { STACK_TYPE, type Stack, type StackStatus } from './stack';

/** Seconds that CloudFormation itself takes, beside what its resources take. */
const CREATE_SECONDS = 60;
const DELETE_SECONDS = 30;

/** Follows a creation to its end, through whatever the caller wants done about a failure. */
export async function runCreation(
  pace: Pace,
  stack: Stack,
  creation: StackCreation,
  onFailure: 'DO_NOTHING' | 'ROLLBACK' | 'DELETE',
): Promise<void> {
  try {
    const [{ outputs, resources }] = await Promise.all([
      creation.done,
      pace.clock.sleep(pace.scaledMilliseconds(CREATE_SECONDS)),
    ]);
    if (isDeleted(stack)) return;
    stack.outputs = outputs;
    stack.resources = resources;
    setStatus(pace, stack, 'CREATE_COMPLETE');
  } catch (error) {
    if (isDeleted(stack)) return;
    const reason = `The following resource(s) failed to create: [${failedIn(stack) || error}].`;
    if (onFailure === 'DO_NOTHING') return setStatus(pace, stack, 'CREATE_FAILED', reason);
    if (onFailure === 'DELETE') return runDeletion(pace, stack, { reason: `${reason} Delete requested by user.` });
    setStatus(pace, stack, 'ROLLBACK_IN_PROGRESS', `${reason} Rollback requested by user.`);
    await creation.remove();
    setStatus(pace, stack, 'ROLLBACK_COMPLETE');
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
  pace: Pace,
  stack: Stack,
  { reason = 'User Initiated', token, as }: Deletion,
): Promise<void> {
  setStatus(pace, stack, 'DELETE_IN_PROGRESS', reason, token);
  await stack.stop();
  try {
    await stack.remove(as);
  } catch (error) {
    const id = error instanceof ResourceFailed ? error.logicalId : String(error);
    return setStatus(pace, stack, 'DELETE_FAILED', `The following resource(s) failed to delete: [${id}].`, token);
  }
  await pace.clock.sleep(pace.scaledMilliseconds(DELETE_SECONDS));
  stack.resources = [];
  stack.deletedAt = pace.clock.now();
  setStatus(pace, stack, 'DELETE_COMPLETE', undefined, token);
}

export function setStatus(pace: Pace, stack: Stack, status: StackStatus, reason?: string, token?: string): void {
  stack.status = status;
  stack.statusReason = reason;
  const itself = { logicalId: stack.name, physicalId: stack.arn, type: STACK_TYPE };
  addEvent(pace, stack, { ...itself, status, reason, clientRequestToken: token ?? stack.clientRequestToken });
}

/** A resource's moment as an event. */
export function tellMoment(pace: Pace, stack: Stack, moment: ResourceMoment): void {
  const { error: _, reason: __, ...rest } = moment;
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

function addEvent(pace: Pace, stack: Stack, event: Omit<Stack['events'][number], 'id' | 'at'>): void {
  stack.events.push({ ...event, id: uuidOf(stack.arn, String(stack.events.length)), at: pace.clock.now() });
}
