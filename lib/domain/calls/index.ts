export type { AwsCall, Right } from './call';
export { type Dead, deadProblems, notChosen } from './dead-problems';
export { failoverCalls, STEPS_WITH_CALLS, workingCalls } from './failover-calls';
export type { CallPlace, StagedStack } from './place';
