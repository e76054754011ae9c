import { Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { recordingRuns } from '../domain/permissions';
import type { AnyStep, Permission, Place } from '../domain/step';
import { lockPartition, onlyKeys } from '../domain/table-items';

/** What a step's Lambda may do: what its contract asks for, the guard write on the lock, and its evidence. */
export const permissionsOf = (step: AnyStep, place: Place): Permission[] => [
  ...step.permissions(place),
  ...(step.fenced ? [guard(place)] : []),
  recordingRuns(place),
];

/** The write before each change: I still own this plan's epoch. */
const guard = ({ plan, names }: Place): Permission => ({
  actions: ['dynamodb:UpdateItem'],
  resources: [names.tableArn],
  conditions: onlyKeys(lockPartition(plan.name)),
});

/** Writing to one log group. @param logGroupArn ends in `:*`, which stands for its streams */
export const logging = (logGroupArn: string): Permission => ({
  actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  resources: [logGroupArn],
});

/**
 * X-Ray has no resources to name.
 *
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
 */
export const TRACING: Permission = {
  actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
  resources: ['*'],
};

/** Permissions as an inline policy. Everything is written out: nothing is granted elsewhere or later. */
export const policyOf = (permissions: readonly Permission[]): PolicyDocument =>
  new PolicyDocument({
    statements: permissions.map(
      ({ actions, resources, conditions }) =>
        new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources: [...resources], conditions }),
    ),
  });
