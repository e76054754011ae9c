import type { Verb } from '../verbs';

/**
 * What stops or starts many things of one kind at once, or asks one endpoint after the other until one answers: one
 * write of the lock stands before all of them.
 */
export const MANY_AT_ONCE: readonly string[] = [
  'StopExecution',
  'UpdateService',
  'UpdateSchedule',
  'DisableRule',
  'EnableRule',
  'UpdateRoutingControlStates',
  'CreateStack',
  'DeleteStack',
];

/** Calls that move the writer of a database. */
export const PROMOTIONS: readonly string[] = ['FailoverGlobalCluster', 'SwitchoverGlobalCluster'];

/** Users and writers belong to the whole plan; whatever else a run changes belongs to its own Region. */
export const GLOBAL_OPERATIONS: readonly string[] = [
  ...PROMOTIONS,
  'ChangeResourceRecordSets',
  'UpdateRoutingControlStates',
];

/** How a claim is written; it is fenced and global as these are, and told from other items by its resource. */
export const CLAIM_OPERATION = 'PutItem';

/** Calls that change database, stacks, records, what a fence stops, or who is announced: each needs the lock. */
export const FENCED_OPERATIONS: readonly string[] = [
  ...new Set([...GLOBAL_OPERATIONS, ...MANY_AT_ONCE]),
  'CopyDBClusterSnapshot',
  'PutParameter',
];

/**
 * Calls that are made in the Region of the run alone. A switchover of the database is called where the writer still is,
 * and a fence is put up and lifted in either Region.
 */
export const OWN_REGION_OPERATIONS: readonly string[] = [
  'FailoverGlobalCluster',
  'CreateStack',
  'DeleteStack',
  'CopyDBClusterSnapshot',
];

/** Calls that take away what may be the last copy of something. */
export const LAST_COPY_OPERATIONS: readonly string[] = [
  'DeleteDBCluster',
  'DeleteDBInstance',
  'DeleteDBClusterSnapshot',
  'DeleteGlobalCluster',
  'RemoveFromGlobalCluster',
  'DeleteTable',
  'DeleteBucket',
  'DeleteObject',
  'DeleteObjects',
  'DeleteObjectVersion',
];

const LIFTING_A_FENCE = ['UpdateService', 'UpdateSchedule', 'EnableRule'];
const PUTTING_UP_A_FENCE = ['StopExecution', 'UpdateService', 'UpdateSchedule', 'DisableRule'];
/** Stacks, and their services that a fence has stopped. */
const PROVING = ['CreateStack', 'DeleteStack', 'UpdateService'];
/** What makes a Region the active one, beside its database. */
const REPLACING = [
  ...['CreateStack', 'DeleteStack', 'PutParameter', ...LIFTING_A_FENCE],
  ...[CLAIM_OPERATION, 'ChangeResourceRecordSets', 'UpdateRoutingControlStates'],
];

/** Which of the fenced calls a verb's runs may make at all; of `PutItem`, only the claim's is one of them. */
export const MAY_CALL: Readonly<Record<Verb, readonly string[]>> = {
  failover: ['FailoverGlobalCluster', ...REPLACING],
  switchover: ['SwitchoverGlobalCluster', ...REPLACING, 'StopExecution', 'DisableRule'],
  drill: ['CreateStack', 'DeleteStack'],
  prewarm: PROVING,
  check: [],
  settle: ['ChangeResourceRecordSets', ...LIFTING_A_FENCE],
  'stand-down': [...PUTTING_UP_A_FENCE, 'CopyDBClusterSnapshot'],
  retire: ['DeleteStack'],
};

/**
 * Which of them the watch makes outside any run: it puts the announcement of its own Region right, and ends a planned
 * run that waits for a Region that is down.
 */
export const WATCH_MAY_CALL: readonly string[] = ['PutParameter', 'StopExecution'];
