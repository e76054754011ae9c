import { describingWriters, freeingLock, READING_METRICS } from '../domain/permissions';
import type { Permission, Place } from '../domain/step';
import {
  approvalPartition,
  automationPartition,
  claimPartition,
  databaseEventPartition,
  divergencePartition,
  fencePartition,
  lockPartition,
  onlyKeys,
  readinessPartition,
  runPartition,
  timingPartition,
  warmPartition,
} from '../domain/table-items';
import { VERBS, type Verb } from '../domain/verbs';

/** What an operator may do: start a verb, see and stop its runs, see the lock, and free it if its function is dead. */
export const operating = (place: Place): Permission[] => [
  ...runningVerbs(place, VERBS),
  ...seeingPlan(place),
  freeingLock(place),
];

/** To start these verbs, and to see and stop their runs. */
export const runningVerbs = ({ names }: Place, verbs: readonly Verb[]): Permission[] => [
  {
    actions: ['states:StartExecution', 'states:ListExecutions'],
    resources: verbs.map((verb) => names.machineArn(verb)),
  },
  {
    actions: ['states:DescribeExecution', 'states:StopExecution'],
    resources: verbs.map((verb) => names.executionsArn(verb)),
  },
];

/**
 * Where the plan stands: what the items of this Region say, what its runs have recorded and archived, and where the
 * writers are. All that `understudy status`, `check`, `report` and `evidence verify` read.
 */
export const seeingPlan = (place: Place): Permission[] => {
  const { plan, names } = place;
  const bucket = `arn:${names.partition}:s3:::${names.evidenceBucket}`;
  return [
    { actions: ['dynamodb:GetItem'], resources: [names.tableArn], conditions: onlyKeys(...itemsOf(plan.name)) },
    {
      actions: ['dynamodb:Query'],
      resources: [names.tableArn],
      conditions: {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [runPartition('*'), databaseEventPartition(plan.name)] },
      },
    },
    { actions: ['states:GetExecutionHistory'], resources: VERBS.map((verb) => names.executionsArn(verb)) },
    // What probes felt and how far databases were behind around a run, for its report.
    READING_METRICS,
    { actions: ['s3:ListBucketVersions'], resources: [bucket] },
    { actions: ['s3:GetObject', 's3:GetObjectVersion', 's3:GetObjectRetention'], resources: [`${bucket}/*`] },
    ...describingWriters(place),
  ];
};

const itemsOf = (plan: string): string[] => [
  lockPartition(plan),
  claimPartition(plan),
  automationPartition(plan),
  approvalPartition(plan),
  readinessPartition(plan),
  timingPartition(plan),
  warmPartition(plan),
  fencePartition(plan),
  divergencePartition(plan),
];
