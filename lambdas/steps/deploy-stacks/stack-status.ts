/**
 * What a CloudFormation status means for a takeover. An own table, because the SDK's waiter takes failed updates for a
 * success. Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
 */
export type StackState = 'absent' | 'working' | 'complete' | 'failed';

const COMPLETE = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'IMPORT_COMPLETE'];
/** A stack that is being deleted is waited for: its name becomes free. */
const WORKING = [
  'CREATE_IN_PROGRESS',
  'UPDATE_IN_PROGRESS',
  'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
  'IMPORT_IN_PROGRESS',
  'DELETE_IN_PROGRESS',
];

/** @param status `undefined` when CloudFormation knows no such stack */
export function stateOf(status: string | undefined): StackState {
  if (status === undefined || status === 'DELETE_COMPLETE') return 'absent';
  if (COMPLETE.includes(status)) return 'complete';
  return WORKING.includes(status) ? 'working' : 'failed';
}
