import { freeingLock } from '../domain/permissions';
import { VERBS } from '../domain/run';
import type { Permission, Place } from '../domain/step';

/** What an operator may do: start a verb, see and stop its runs, see the lock, and free it if its function is dead. */
export const operating = (place: Place): Permission[] => [
  {
    actions: ['states:StartExecution', 'states:ListExecutions'],
    resources: VERBS.map((verb) => place.names.machineArn(verb)),
  },
  {
    actions: ['states:DescribeExecution', 'states:StopExecution'],
    resources: VERBS.map((verb) => place.names.executionsArn(verb)),
  },
  freeingLock(place),
];
