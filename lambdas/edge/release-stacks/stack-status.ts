import type { StackStatus } from '@aws-sdk/client-cloudformation';

/** Whose a stack is, by its tags. */
export type Owner =
  /** Of this plan and release, made under this run's epoch. */
  | 'thisRun'
  /** Of this plan and release, made under another epoch. */
  | 'earlierRun'
  /** Of this plan, and not of the release that is deployed. */
  | 'otherRelease'
  /** Made by an earlier drill, and this run is one. */
  | 'earlierDrill'
  /** Not of this plan. */
  | 'stranger';

/** What a stack's status means for a takeover, depending on whose it is. */
export type Treatment =
  /** There is none: it may be created. */
  | 'absent'
  /** It is being created as the release says. */
  | 'working'
  /** It is what the release says, where this function has created it. */
  | 'complete'
  /** It stands, and is taken only when template and parameters are those of the release. */
  | 'compared'
  /** Its creation failed in this run, and people should see why. */
  | 'failed'
  /** Its creation never came to an end, and nobody needs it: it is deleted and created anew. */
  | 'cleared'
  /** It stands in the way of this release: deleted where the plan allows it. */
  | 'replaced'
  /** Somebody is changing it. */
  | 'busy'
  /** It is being deleted: its name becomes free. */
  | 'leaving'
  /** Only a person can bring it out of this. */
  | 'stuck'
  /** It is not ours to touch. */
  | 'foreign';

type Row = Readonly<Record<Exclude<Owner, 'earlierDrill'>, Treatment>>;

const ABSENT: Row = { thisRun: 'absent', earlierRun: 'absent', otherRelease: 'absent', stranger: 'absent' };
const CREATING: Row = { thisRun: 'working', earlierRun: 'working', otherRelease: 'busy', stranger: 'foreign' };
const CREATED: Row = { thisRun: 'complete', earlierRun: 'compared', otherRelease: 'replaced', stranger: 'foreign' };
/** Somebody changed it in place since it was created, and that came to an end. */
const CHANGED: Row = { thisRun: 'compared', earlierRun: 'compared', otherRelease: 'replaced', stranger: 'foreign' };
const CHANGING: Row = { thisRun: 'busy', earlierRun: 'busy', otherRelease: 'busy', stranger: 'foreign' };
/** Its creation, or its deletion, was given up half way. */
const UNFINISHED: Row = { thisRun: 'failed', earlierRun: 'cleared', otherRelease: 'replaced', stranger: 'foreign' };
const ROLLING_BACK: Row = { thisRun: 'failed', earlierRun: 'busy', otherRelease: 'busy', stranger: 'foreign' };
const LEAVING: Row = { thisRun: 'leaving', earlierRun: 'leaving', otherRelease: 'leaving', stranger: 'foreign' };
const STUCK: Row = { thisRun: 'stuck', earlierRun: 'stuck', otherRelease: 'replaced', stranger: 'foreign' };

/**
 * Every status that CloudFormation has. An own table, because the SDK's waiter takes failed updates for a success.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
 */
const ROWS: Readonly<Record<StackStatus, Row>> = {
  CREATE_IN_PROGRESS: CREATING,
  CREATE_COMPLETE: CREATED,
  CREATE_FAILED: UNFINISHED,
  ROLLBACK_IN_PROGRESS: ROLLING_BACK,
  ROLLBACK_COMPLETE: UNFINISHED,
  ROLLBACK_FAILED: UNFINISHED,
  DELETE_IN_PROGRESS: LEAVING,
  DELETE_COMPLETE: ABSENT,
  DELETE_FAILED: UNFINISHED,
  UPDATE_IN_PROGRESS: CHANGING,
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: CHANGING,
  UPDATE_COMPLETE: CHANGED,
  UPDATE_FAILED: STUCK,
  UPDATE_ROLLBACK_IN_PROGRESS: CHANGING,
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: CHANGING,
  UPDATE_ROLLBACK_COMPLETE: CHANGED,
  UPDATE_ROLLBACK_FAILED: STUCK,
  // A change set that was made and never executed: the stack holds nothing yet.
  REVIEW_IN_PROGRESS: STUCK,
  IMPORT_IN_PROGRESS: CHANGING,
  IMPORT_COMPLETE: CHANGED,
  IMPORT_ROLLBACK_IN_PROGRESS: CHANGING,
  IMPORT_ROLLBACK_COMPLETE: CHANGED,
  IMPORT_ROLLBACK_FAILED: STUCK,
};

/**
 * What to do about a stack. One with a status that CloudFormation did not have before is for a person to see.
 *
 * @param status `undefined` when CloudFormation knows no such stack
 */
export function treatmentOf(status: string | undefined, owner: Owner): Treatment {
  if (status === undefined) return 'absent';
  if (owner === 'earlierDrill') return afterDrill(treatmentOf(status, 'earlierRun'), status);
  return (ROWS as Readonly<Record<string, Row>>)[status]?.[owner] ?? (owner === 'stranger' ? 'foreign' : 'stuck');
}

/** What an earlier drill made is never taken over: what would be, or is half made or stuck, is deleted. */
const afterDrill = (treatment: Treatment, status: string): Treatment =>
  ['working', 'compared', 'cleared', 'stuck'].includes(treatment) && status in ROWS ? 'cleared' : treatment;
