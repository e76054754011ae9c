import { FAILOVER_STEPS } from '../lambdas/steps/audit-permissions/failover-steps';
import { permissionsOf } from '../lib/constructs/permissions';
import { type AwsCall, type CallPlace, deadProblems, failoverCalls, STEPS_WITH_CALLS } from '../lib/domain/calls';
import { namesOf } from '../lib/domain/names';
import type { Plan } from '../lib/domain/plan';
import type { AnyStep } from '../lib/domain/step';
import { createIamDecider } from '../lib/rehearsal/aws/iam';
import { failover } from '../lib/workflow/failover';
import { stepsOf } from '../lib/workflow/grammar';
import { neededBy } from '../lib/workflow/needed';
import { HERE, LOST, plan, planWith } from './fixtures';

const release = {
  id: 'r-1a2b',
  stacks: plan.release.stacks.map((name) => ({ name, templateKey: `r-1a2b/${name}.json` })),
};
const everyHook = Object.fromEntries(
  Object.keys(plan.hooks).map((point) => [point, [{ function: 'flags', timeoutSeconds: 60, onFailure: 'stop' }]]),
) as unknown as Plan['hooks'];
const endpoints = Object.fromEntries(['us-east-1', 'us-west-2'].map((at) => [at, `https://${at}.example.com/v1`]));
const controls = Object.fromEntries(
  plan.regions.map((at) => [at, 'arn:aws:route53-recovery-control::111122223333:controlpanel/0a/routingcontrol/0b']),
);
const trafficBy = (strategy: Plan['traffic']['strategy']): Plan['traffic'] => ({
  ...plan.traffic,
  strategy,
  ...(strategy === 'routing-control' && { routingControl: { endpoints, controls } }),
});

/** Plans that between them have everything a failover may call. */
const PLANS: readonly [string, Plan][] = [
  ['of the example', plan],
  ['with every hook', planWith({ hooks: everyHook })],
  ['without databases', planWith({ databases: [] })],
  ['that swaps records', planWith({ traffic: trafficBy('record-update') })],
  ['that switches routing controls', planWith({ traffic: trafficBy('routing-control') })],
];

const placeOf = (of: Plan, known: Partial<CallPlace> = {}): CallPlace => ({
  plan: of,
  region: HERE,
  names: namesOf(of, HERE),
  release,
  ...known,
});
const steps = stepsOf(failover);
const callsOf = (of: Plan, known?: Partial<CallPlace>) => failoverCalls(placeOf(of, known), steps);

test('the audit knows the steps of the failover in their order', () => {
  expect(FAILOVER_STEPS).toEqual(steps);
  expect(steps.map(({ name }) => name).filter((name) => !STEPS_WITH_CALLS.includes(name))).toEqual([]);
});

test('a step whose calls nobody has written down is refused', () => {
  const unknown = { ...steps[0], name: 'NewStep' } as AnyStep;
  expect(() => failoverCalls(placeOf(plan), [unknown])).toThrow('the calls of NewStep are not known');
});

// What a role holds in the template is what `permissionsOf` says: iam.test.ts proves it.
describe.each(PLANS)('every call of a failover of a plan %s', (_, of) => {
  it.each([
    ['with its release', {}],
    ['before its release is known', { release: undefined }],
  ])('is allowed to the role of its step, %s', (_known, known) => {
    const place = placeOf(of);
    const decider = createIamDecider();
    for (const step of steps) {
      const statements = permissionsOf(step, place).filter(({ resources }) => resources.length > 0);
      decider.attach(
        step.name,
        statements.map(({ actions, resources, conditions }) => ({
          Effect: 'Allow',
          Action: actions,
          Resource: resources,
          ...(conditions && { Condition: conditions }),
        })),
      );
    }
    const denied = callsOf(of, known as Partial<CallPlace>).flatMap((call) =>
      call.rights.flatMap(({ action, resources, context = {} }) =>
        resources
          .filter((resource) => decider.allows(call.step, { action, resource, context }) !== true)
          .map((resource) => `${call.step}: ${action} on ${resource} ${JSON.stringify(context)}`),
      ),
    );
    expect(denied).toEqual([]);
  });
});

test('whatever a step of the failover may do stands in one of its calls, but for what other verbs do with it', () => {
  const ofOtherVerbs = ['PromoteDatabase: rds:SwitchoverGlobalCluster'];
  const acting = (step: AnyStep, of: Plan) =>
    permissionsOf(step, placeOf(of)).flatMap(({ actions, resources }) => (resources.length > 0 ? actions : []));
  const calling = (step: AnyStep, of: Plan) =>
    failoverCalls(placeOf(of), [step]).flatMap(({ rights }) => rights.map(({ action }) => action));
  const unused = PLANS.flatMap(([, of]) =>
    stepsOf(neededBy(of, failover)).flatMap((step) =>
      acting(step, of)
        .filter((action) => !calling(step, of).includes(action))
        .map((action) => `${step.name}: ${action}`),
    ),
  );
  expect([...new Set(unused)].filter((action) => !ofOtherVerbs.includes(action))).toEqual([]);
});

describe('a failover calls', () => {
  const only = (calls: readonly AwsCall[], operation: string) => calls.filter((call) => call.operation === operation);

  // F-55
  it('Aurora in its own Region, with the global cluster and every member', () => {
    expect(only(callsOf(plan), 'FailoverGlobalCluster')).toEqual([
      {
        step: 'PromoteDatabase',
        service: 'rds',
        operation: 'FailoverGlobalCluster',
        region: HERE,
        resources: [
          'arn:aws:rds::111122223333:global-cluster:orders',
          'arn:aws:rds:us-east-1:111122223333:cluster:orders-us-east-1',
          'arn:aws:rds:us-west-2:111122223333:cluster:orders-us-west-2',
        ],
        rights: [expect.objectContaining({ action: 'rds:FailoverGlobalCluster' })],
      },
    ]);
  });

  it('CloudFormation once for each stack, by the name that it will have', () => {
    const names = only(callsOf(plan), 'CreateStack').map(({ resources: [arn = ''] }) => arn.split('/')[1]);
    expect(names).toEqual(plan.release.stacks.map((stack) => `${stack}-r-1a2b`));
  });

  it('no hook that the plan does not name', () => {
    expect(only(callsOf(plan), 'InvokeFunction')).toEqual([]);
    const named = only(callsOf(planWith({ hooks: { ...everyHook, afterPromotion: [] } })), 'InvokeFunction');
    expect(named.map(({ step }) => step)).not.toContain('AfterPromotion');
  });

  it('each thing of a step once', () => {
    const all = callsOf(plan).map((call) => JSON.stringify([call.step, call.region, call.rights]));
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('were the active Region and us-east-1 dead,', () => {
  const problems = (strategy: Plan['traffic']['strategy']) =>
    deadProblems(callsOf(planWith({ traffic: trafficBy(strategy) })), { activeRegion: LOST, here: HERE });

  it.each(['health-signal', 'routing-control'] as const)('a failover by %s works all the same', (strategy) => {
    expect(problems(strategy)).toEqual([]);
  });

  it('a failover by record-update stops at the API of Route 53, which is named', () => {
    expect(problems('record-update')).toEqual([
      'ShiftTraffic calls route53:ListResourceRecordSets and route53:ChangeResourceRecordSets, answered in us-east-1 ' +
        'alone: were us-east-1 dead, a failover would stop there; strategy "health-signal" needs no such call',
    ]);
  });

  it('a call that the step cannot do without is named, wherever the active Region is', () => {
    const needed = { ...callsOf(plan)[0], region: 'eu-central-1', without: undefined } as unknown as AwsCall;
    expect(deadProblems([needed], { activeRegion: 'eu-central-1', here: HERE })).toHaveLength(1);
    expect(deadProblems([needed], { activeRegion: LOST, here: HERE })).toEqual([]);
  });

  it('a standby in us-east-1 counts on its own Region', () => {
    const own = { ...callsOf(plan)[0], region: 'us-east-1' } as AwsCall;
    expect(deadProblems([own], { activeRegion: HERE, here: 'us-east-1' })).toEqual([]);
  });
});
