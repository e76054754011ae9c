import {
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
} from '@aws-sdk/client-eventbridge';
import * as client from '@aws-sdk/client-scheduler';
import { type EndpointInTest, openEndpoint, refused } from './aws-endpoint';
import { ACCOUNT, type AwsWorld, awsWorld } from './aws-world';

const REGION = 'us-west-2';
const FUNCTION = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:nightly`;
const RULE = `arn:aws:events:${REGION}:${ACCOUNT}:rule/nightly`;

let world: AwsWorld;
let endpoint: EndpointInTest;
let calls: unknown[];

beforeEach(async () => {
  world = awsWorld();
  calls = [];
  world.functions.set('nightly', (input) => void calls.push(input));
  endpoint = await openEndpoint([world.services.events.service, world.services.scheduler.service]);
});
afterEach(async () => {
  await endpoint.close();
  await world.services.close();
});

// Source: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DisableRule.html
describe('a rule that is disabled', () => {
  const minute = async () => {
    calls.length = 0;
    await world.clock.pass(60_000);
    return calls.length;
  };
  beforeEach(() => {
    world.services.functionPolicies.add({
      functionArn: FUNCTION,
      action: 'lambda:InvokeFunction',
      principal: 'events.amazonaws.com',
      sourceArn: RULE,
    });
    world.services.events.putRule({
      ...{ arn: RULE, region: REGION, enabled: true, scheduleExpression: 'rate(1 minute)' },
      targets: [{ id: 'nightly', arn: FUNCTION }],
    });
  });

  test('starts nothing until it is enabled again', async () => {
    const events = new EventBridgeClient(endpoint.settings());
    const state = async () => (await events.send(new DescribeRuleCommand({ Name: 'nightly' }))).State;
    expect([await state(), await minute()]).toEqual(['ENABLED', 1]);
    await events.send(new DisableRuleCommand({ Name: 'nightly' }));
    await events.send(new DisableRuleCommand({ Name: 'nightly' }));
    expect([await state(), await minute()]).toEqual(['DISABLED', 0]);
    await events.send(new EnableRuleCommand({ Name: 'nightly' }));
    expect([await state(), await minute()]).toEqual(['ENABLED', 1]);
  });

  test('must exist', async () => {
    const events = new EventBridgeClient(endpoint.settings());
    for (const command of [DescribeRuleCommand, DisableRuleCommand, EnableRuleCommand]) {
      const error = await refused(events.send(new command({ Name: 'other' }) as DescribeRuleCommand));
      expect(error.name).toBe('ResourceNotFoundException');
    }
  });

  test('may be disabled by whoever may do that to it', async () => {
    const as = (Resource: string) =>
      new EventBridgeClient(
        endpoint.as({ name: 'fencing', statements: [{ Effect: 'Allow', Action: 'events:DisableRule', Resource }] }),
      );
    await as(RULE).send(new DisableRuleCommand({ Name: 'nightly' }));
    const error = await refused(as(`${RULE}-other`).send(new DisableRuleCommand({ Name: 'nightly' })));
    expect(error.name).toBe('AccessDeniedException');
  });
});

// Source: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_UpdateSchedule.html
describe('a schedule', () => {
  const invoices = {
    ...{ Name: 'invoices', GroupName: 'billing', ScheduleExpression: 'rate(1 hour)' },
    FlexibleTimeWindow: { Mode: 'OFF' as const },
    Target: { Arn: FUNCTION, RoleArn: `arn:aws:iam::${ACCOUNT}:role/scheduler`, Input: '{"a":1}' },
  };
  const named = { Name: 'invoices', GroupName: 'billing' };
  const sdk = () => new client.SchedulerClient(endpoint.settings());
  beforeEach(() => world.services.scheduler.put(REGION, { ...invoices, Description: 'invoices' }));

  test('is replaced as a whole: what an update leaves out is gone', async () => {
    await sdk().send(new client.UpdateScheduleCommand({ ...invoices, State: 'DISABLED' }));
    const found = await sdk().send(new client.GetScheduleCommand(named));
    expect(found).toMatchObject({ ...invoices, State: 'DISABLED' });
    expect(found.Description).toBeUndefined();
    expect(world.services.scheduler.stateOf(REGION, 'billing/invoices')).toBe('DISABLED');
  });

  test.each<[string, string, object]>([
    ['that is not there', 'ResourceNotFoundException', { Name: 'other' }],
    ['without its target', 'ValidationException', { Target: undefined }],
    ['that began long ago', 'ValidationException', { StartDate: new Date(0) }],
  ])('%s is not updated', async (_, name, change) => {
    const call = sdk().send(new client.UpdateScheduleCommand({ ...invoices, ...change }));
    expect((await refused(call)).name).toBe(name);
  });

  test('is updated only by whoever may pass its role', async () => {
    const update = { Effect: 'Allow' as const, Action: 'scheduler:*', Resource: '*' };
    const pass = { Effect: 'Allow' as const, Action: 'iam:PassRole', Resource: invoices.Target.RoleArn };
    const as = (name: string, statements: (typeof update)[]) =>
      new client.SchedulerClient(endpoint.as({ name, statements }));
    const command = new client.UpdateScheduleCommand(invoices);
    expect((await refused(as('without', [update]).send(command))).name).toBe('AccessDeniedException');
    await as('with', [update, pass]).send(command);
  });
});
