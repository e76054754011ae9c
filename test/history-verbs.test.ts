import { permissionsOf } from '../lib/constructs/permissions';
import { FENCED_OPERATIONS, MAY_CALL } from '../lib/domain/history/operations';
import { namesOf } from '../lib/domain/names';
import type { Plan } from '../lib/domain/plan';
import { laneOf } from '../lib/domain/release';
import { VERBS, type Verb } from '../lib/domain/verbs';
import { stepsOf } from '../lib/workflow/grammar';
import { WORKFLOWS } from '../lib/workflow/workflows';
import { fencingPlan } from './fence-world';
import { HERE } from './fixtures';

/** A plan in which every step has something to do, by the strategy that writes records as it moves users. */
const plan: Plan = { ...fencingPlan, traffic: { ...fencingPlan.traffic, strategy: 'record-update' } };
const plans = [fencingPlan, plan];

/** The fenced calls that the functions of a verb's steps have a right to. */
function grantedTo(verb: Verb): string[] {
  const actions = plans.flatMap((of) =>
    stepsOf(WORKFLOWS[verb]).flatMap((step) => {
      const place = { plan: of, region: HERE, names: namesOf(of, HERE), lane: laneOf(verb) };
      return permissionsOf(step, place).flatMap((permission) => permission.actions);
    }),
  );
  return FENCED_OPERATIONS.filter((operation) => actions.some((action) => action.split(':')[1] === operation));
}

/** One function promotes in both verbs, and has a right that each of them must not use. */
const NEVER: Partial<Record<Verb, string>> = {
  failover: 'SwitchoverGlobalCluster',
  switchover: 'FailoverGlobalCluster',
};

test.each(VERBS)('the history of a %s may hold what its functions have a right to, and nothing else', (verb) => {
  expect([...MAY_CALL[verb]].sort()).toEqual(
    grantedTo(verb)
      .filter((operation) => operation !== NEVER[verb])
      .sort(),
  );
});
