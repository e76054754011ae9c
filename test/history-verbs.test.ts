import { watchRegion } from '../lambdas/triggers/watch-region/trigger';
import { permissionsOf } from '../lib/constructs/permissions';
import { CLAIM_OPERATION, FENCED_OPERATIONS, MAY_CALL, WATCH_MAY_CALL } from '../lib/domain/history/operations';
import { namesOf } from '../lib/domain/names';
import type { Plan } from '../lib/domain/plan';
import { laneOf } from '../lib/domain/release';
import type { Permission } from '../lib/domain/step';
import { claimPartition } from '../lib/domain/table-items';
import { VERBS, type Verb } from '../lib/domain/verbs';
import { stepsOf } from '../lib/workflow/grammar';
import { WORKFLOWS } from '../lib/workflow/workflows';
import { fencingPlan } from './fence-world';
import { HERE } from './fixtures';

/** A plan in which every step has something to do, by the strategy that writes records as it moves users. */
const plan: Plan = { ...fencingPlan, traffic: { ...fencingPlan.traffic, strategy: 'record-update' } };
const controls = Object.fromEntries(
  plan.regions.map((region) => [region, `arn:aws:route53-recovery-control::1:${region}`]),
);
/** … and by the strategy that switches routing controls. */
const switched: Plan = {
  ...plan,
  traffic: { ...plan.traffic, strategy: 'routing-control', routingControl: { controls, endpoints: {} } },
};
const plans = [fencingPlan, plan, switched];

/** The fenced calls that these permissions allow; of writes to the table, that of the claim alone is one. */
function fencedIn(permissions: readonly Permission[]): string[] {
  const allow = (operation: string, from = permissions) =>
    from.some(({ actions }) => actions.some((action) => action.split(':')[1] === operation));
  const ofClaims = permissions.filter(({ conditions }) =>
    JSON.stringify(conditions ?? {}).includes(JSON.stringify(claimPartition(plan.name))),
  );
  const claims = allow(CLAIM_OPERATION, ofClaims) ? [CLAIM_OPERATION] : [];
  return [...FENCED_OPERATIONS.filter((operation) => allow(operation)), ...claims];
}

/** The fenced calls that the functions of a verb's steps have a right to. */
function grantedTo(verb: Verb): string[] {
  const permissions = plans.flatMap((of) =>
    stepsOf(WORKFLOWS[verb]).flatMap((step) => {
      const place = { plan: of, region: HERE, names: namesOf(of, HERE), lane: laneOf(verb) };
      return permissionsOf(step, place);
    }),
  );
  return fencedIn(permissions);
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

test('the watch has a right to no other fenced call than the history allows it outside any run', () => {
  const place = { plan, region: HERE, names: namesOf(plan, HERE), lane: undefined };
  expect(fencedIn(watchRegion.permissions(place)).sort()).toEqual([...WATCH_MAY_CALL].sort());
});
