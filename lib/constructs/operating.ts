import { VERBS } from '../domain/run';
import type { Permission, Place } from '../domain/step';

/** What an operator may do with the machines: start a verb, and see and stop its runs. */
export const operating = ({ names }: Place): Permission[] => [
  {
    actions: ['states:StartExecution', 'states:ListExecutions'],
    resources: VERBS.map((verb) => names.machineArn(verb)),
  },
  {
    actions: ['states:DescribeExecution', 'states:StopExecution'],
    resources: VERBS.map((verb) => names.executionsArn(verb)),
  },
];
