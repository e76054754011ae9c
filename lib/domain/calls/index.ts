export type { AwsCall, Right } from './call';
export { type Dead, deadProblems } from './dead-problems';
export { failoverCalls, STEPS_WITH_CALLS } from './failover-calls';
export type { CallPlace, StagedStack } from './place';
