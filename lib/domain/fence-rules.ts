import { type Check, type Problem, problem } from './plan-problem';

/** Of everything that a control plane makes, and of what CloudFormation calls by its stack. */
const OWN_PREFIX = 'understudy-';

const ours = (path: readonly PropertyKey[], names: readonly string[]): Problem[] =>
  names.flatMap((name, index) =>
    name.startsWith(OWN_PREFIX)
      ? [
          problem(
            [...path, index],
            `${JSON.stringify(name)} begins with ${OWN_PREFIX}, as what Understudy itself works with does; ` +
              'a fence stops, and a hook calls, only what is yours: name that, or leave it out',
          ),
        ]
      : [],
  );

/** A fence that stopped Understudy's own watch or machines would keep runs from ending, and others from starting. */
export const theFenceIsNotOurs: Check = ({ fence }) => [
  ...ours(['fence', 'stacks'], fence.stacks),
  ...ours(['fence', 'stateMachines'], fence.stateMachines),
  ...ours(['fence', 'rules'], fence.rules),
  ...ours(
    ['fence', 'schedules'],
    fence.schedules.map((name) => name.split('/').at(-1) ?? name),
  ),
  ...ours(
    ['fence', 'scheduleRoles'],
    fence.scheduleRoles.map((name) => name.split('/').at(-1) ?? name),
  ),
];

export const theHooksAreNotOurs: Check = ({ hooks }) =>
  Object.entries(hooks).flatMap(([point, list]) =>
    ours(
      ['hooks', point],
      list.map(({ function: name }) => name),
    ).map(({ path, message }) => problem([...path, 'function'], message)),
  );

/** An update of a schedule hands its role over again: which ones may be handed over is for the plan to say. */
export const schedulesNameTheirRoles: Check = ({ fence: { schedules, scheduleRoles } }) =>
  schedules.length > 0 && scheduleRoles.length === 0
    ? [
        problem(
          ['fence', 'scheduleRoles'],
          `got none, and ${schedules.length} schedules; name the IAM roles that they run with, which ` +
            'aws scheduler get-schedule shows as Target.RoleArn, by what follows role/',
        ),
      ]
    : [];
