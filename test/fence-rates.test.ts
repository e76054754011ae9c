/** What the largest plan asks for stays within AWS's rates, as the world has them. */

import { inTurn } from '../lambdas/edge/fencing/in-turn';
import { fencedRegion } from '../lambdas/edge/fencing/region';
import { restoredRegion } from '../lambdas/edge/fencing/restored';
import { createThrottle } from '../lib/rehearsal/aws/throttle';
import { paceOf } from '../lib/rehearsal/world/clock';
import { HERE, planWith } from './fixtures';
import { VirtualClock } from './simulation/world/virtual-clock';

type Answers = Readonly<Record<string, (input: never, call?: unknown) => unknown>>;

/** One account in a Region whose services answer in 30 ms, and turn away what comes too often. */
function account() {
  const clock = new VirtualClock(Date.parse('2026-11-21T12:00:00Z'));
  const throttle = createThrottle(paceOf(clock, 1));
  const principal = { roleArn: 'arn:aws:iam::111122223333:role/step', about: 'step', region: HERE };
  const client = (signingName: string, answers: Answers) => {
    const service = { signingName, client: {}, operations: answers, authorization: () => [], changes: () => false };
    const { operations } = throttle.over({ part: { service } }).part.service;
    return {
      async send(command: { constructor: { name: string }; input: never }) {
        await clock.sleep(30);
        const operation = command.constructor.name.replace(/Command$/, '');
        return operations[operation]?.(command.input, { principal, region: HERE, operation, requestId: '1' });
      },
    };
  };
  /** Lets time pass until it is done. @returns seconds */
  const done = async (work: Promise<unknown>) => {
    const beganAt = clock.now();
    await clock.settled(work, 600_000);
    return (clock.now() - beganAt) / 1000;
  };
  return { clock, throttle, client, done };
}

const numbers = (count: number, prefix: string) => Array.from({ length: count }, (_, index) => `${prefix}${index}`);
const services = numbers(100, `arn:aws:ecs:${HERE}:111122223333:service/orders/s`);

/** The most that a plan's fence may name. */
const plan = planWith({
  fence: {
    stacks: numbers(100, 'stack-'),
    stateMachines: numbers(50, 'machine-'),
    rules: numbers(100, 'rule-'),
    schedules: numbers(100, 'default/schedule-'),
    scheduleRoles: ['role'],
  },
});

function fencing() {
  const { clock, throttle, client, done } = account();
  const clients = {
    cloudformation: client('cloudformation', {
      DescribeStacks: () => ({ Stacks: plan.fence.stacks.map((StackName) => ({ StackName, StackId: StackName })) }),
      ListStackResources: ({ StackName }: { StackName: string }) => ({
        StackResourceSummaries: [
          { ResourceType: 'AWS::ECS::Service', PhysicalResourceId: services[Number(StackName.split('-')[1])] },
        ],
      }),
    }),
    ecs: client('ecs', {
      DescribeServices: (input: { services: string[] }) => ({
        services: input.services.map((serviceArn) => ({ serviceArn, desiredCount: 1 })),
      }),
      UpdateService: () => ({}),
    }),
    events: client('events', {
      DescribeRule: () => ({ State: 'ENABLED' }),
      DisableRule: () => ({}),
      EnableRule: () => ({}),
    }),
    scheduler: client('scheduler', { GetSchedule: () => ({ State: 'ENABLED' }), UpdateSchedule: () => ({}) }),
    states: client('states', {
      ListExecutions: () => ({ executions: numbers(10, 'execution').map((executionArn) => ({ executionArn })) }),
      StopExecution: () => ({}),
    }),
  };
  return { clients, clock, throttle, done };
}

describe("the largest fence stays within AWS's rates", () => {
  /** `timeoutSeconds` of the steps. */
  const TIME_SECONDS_MAX = 60;

  test.each([
    ['of all it may name', plan],
    ['of state machines alone', planWith({ fence: { ...plan.fence, stacks: [], rules: [], schedules: [] } })],
  ])('when it looks again and again, %s', async (_, fenced) => {
    const { clients, clock, throttle, done } = fencing();
    const region = fencedRegion(inTurn(clients, clock), clock);
    for (let look = 0; look < 5; look += 1) {
      expect(await done(region.running({ plan: fenced, region: HERE }))).toBeLessThan(TIME_SECONDS_MAX);
      await clock.pass(3000);
    }
    expect(throttle.refused).toEqual([]);
  });

  test.each([
    ['services', services],
    ['rules', plan.fence.rules],
    ['schedules', plan.fence.schedules],
    ['executions', numbers(500, 'execution-')],
  ] as const)('when it stops %s', async (kind, names) => {
    const { clients, clock, throttle, done } = fencing();
    const region = fencedRegion(inTurn(clients, clock), clock);
    expect(await done(region.stop(kind, names))).toBeLessThan(TIME_SECONDS_MAX);
    expect(throttle.refused).toEqual([]);
  });

  test('when it is lifted', async () => {
    const { clients, clock, throttle, done } = fencing();
    const region = restoredRegion(inTurn(clients, clock), () => clock.now());
    const before = {
      services: services.map((arn) => ({ arn, stack: 's', release: 'r', desiredCount: 1 })),
      rules: plan.fence.rules.map((name) => ({ name, wasEnabled: true })),
      schedules: plan.fence.schedules.map((name) => ({ name, wasEnabled: true })),
    };
    expect(await done(region.standing(before))).toBeLessThan(TIME_SECONDS_MAX);
    expect(await done(region.scaleUp(before.services))).toBeLessThan(TIME_SECONDS_MAX);
    expect(await done(region.enable('rules', plan.fence.rules))).toBeLessThan(TIME_SECONDS_MAX);
    expect(throttle.refused).toEqual([]);
  });

  test('and is turned away without waiting for its turn', async () => {
    const { clients, clock, throttle, done } = fencing();
    await done(fencedRegion(clients, clock).running({ plan, region: HERE }));
    expect(throttle.refused.map(({ operation }) => operation)).toContain('ListStackResources');
  });
});
