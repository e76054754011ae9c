/**
 * What a status of CloudFormation means for a stack that is to be deleted: `ready`, or `deleting` already, `busy` with
 * something else that somebody does to it, `stuck` after a deletion that failed, `gone`; `unknown` is refused, because
 * nobody can say whether deleting it is safe. A stack may be deleted while it is being created.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
 */
export type Retirable = 'ready' | 'deleting' | 'busy' | 'stuck' | 'gone' | 'unknown';

const READY = [
  'CREATE_COMPLETE',
  'CREATE_FAILED',
  'CREATE_IN_PROGRESS',
  'IMPORT_COMPLETE',
  'IMPORT_ROLLBACK_COMPLETE',
  'IMPORT_ROLLBACK_FAILED',
  'REVIEW_IN_PROGRESS',
  'ROLLBACK_COMPLETE',
  'ROLLBACK_FAILED',
  'UPDATE_COMPLETE',
  'UPDATE_FAILED',
  'UPDATE_ROLLBACK_COMPLETE',
  'UPDATE_ROLLBACK_FAILED',
];
const BUSY = [
  'IMPORT_IN_PROGRESS',
  'IMPORT_ROLLBACK_IN_PROGRESS',
  'ROLLBACK_IN_PROGRESS',
  'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
  'UPDATE_IN_PROGRESS',
  'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
  'UPDATE_ROLLBACK_IN_PROGRESS',
];
const ENDING: Readonly<Record<string, Retirable>> = {
  DELETE_IN_PROGRESS: 'deleting',
  DELETE_FAILED: 'stuck',
  DELETE_COMPLETE: 'gone',
};

export function retirable(status: string): Retirable {
  if (READY.includes(status)) return 'ready';
  if (BUSY.includes(status)) return 'busy';
  return ENDING[status] ?? 'unknown';
}
