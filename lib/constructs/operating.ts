import { freeingLock } from '../domain/permissions';
import type { Permission, Place } from '../domain/step';
import { claimPartition, lockPartition, onlyKeys, readinessPartition, timingPartition } from '../domain/table-items';
import { VERBS, type Verb } from '../domain/verbs';

/** What an operator may do: start a verb, see and stop its runs, see the lock, and free it if its function is dead. */
export const operating = (place: Place): Permission[] => [
  ...runningVerbs(place, VERBS),
  readingRuns(place),
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

/** Who holds the lock and claims the users, what the last check has found and how long earlier runs took. */
export const readingRuns = ({ plan: { name }, names }: Place): Permission => ({
  actions: ['dynamodb:GetItem'],
  resources: [names.tableArn],
  conditions: onlyKeys(lockPartition(name), claimPartition(name), readinessPartition(name), timingPartition(name)),
});
