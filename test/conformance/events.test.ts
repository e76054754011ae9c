import { checkPattern, matchesPattern, type Pattern } from '../../lib/rehearsal/aws/events/pattern';
import { rateSeconds } from '../../lib/rehearsal/aws/events/rule';
import { ACCOUNT, type AwsWorld, awsWorld } from './aws-world';

test.each<[string, Pattern, unknown, boolean]>([
  ['an exact value', { source: ['a', 'b'] }, { source: 'b' }, true],
  ['another value', { source: ['a'] }, { source: 'b' }, false],
  ['a field that is not there', { detail: { x: ['a'] } }, {}, false],
  ['any item of a list', { resources: ['arn:2'] }, { resources: ['arn:1', 'arn:2'] }, true],
  ['a prefix', { id: [{ prefix: 'orders-' }] }, { id: 'orders-1' }, true],
  ['anything but a value', { id: [{ 'anything-but': ['a'] }] }, { id: 'b' }, true],
  ['anything but the value that is there', { id: [{ 'anything-but': 'a' }] }, { id: 'a' }, false],
  ['a field that must not exist', { muteDetail: [{ exists: false }] }, {}, true],
  ['a field that exists but must not', { muteDetail: [{ exists: false }] }, { muteDetail: 'x' }, false],
  ['a number within limits', { n: [{ numeric: ['>=', 1, '<', 5] }] }, { n: 4 }, true],
  ['a number on the open limit', { n: [{ numeric: ['>=', 1, '<', 5] }] }, { n: 5 }, false],
])('the pattern takes or leaves %s', (_, pattern, event, expected) => {
  expect(matchesPattern(pattern, event)).toBe(expected);
});

test.each<[string, Pattern]>([
  ['cidr', { ip: [{ cidr: '10.0.0.0/8' }] }],
  ['wildcard', { id: [{ wildcard: 'a*' }] }],
  ['$or', { $or: [{ a: ['x'] }] } as never],
])('a pattern with %s is refused when the rule is made', (name, pattern) => {
  expect(() => checkPattern(pattern)).toThrow(name);
});

const FUNCTION = `arn:aws:lambda:us-west-2:${ACCOUNT}:function:watch`;
const QUEUE = `arn:aws:sqs:us-west-2:${ACCOUNT}:dead-letters`;
const RULE = `arn:aws:events:us-west-2:${ACCOUNT}:rule/every-minute`;
const event = { region: 'us-west-2', source: 'test', detailType: 'Test', resources: [], detail: {} };

let world: AwsWorld;
let calls: unknown[];

beforeEach(() => {
  world = awsWorld();
  calls = [];
  world.functions.set('watch', (input) => void calls.push(input));
  world.services.queues.create(QUEUE);
  world.services.queues.setPolicy(QUEUE, [
    {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: QUEUE,
      Condition: { ArnEquals: { 'aws:SourceArn': RULE } },
    },
  ]);
});
afterEach(() => world.services.close());

const permit = () =>
  world.services.functionPolicies.add({
    functionArn: FUNCTION,
    action: 'lambda:InvokeFunction',
    principal: 'events.amazonaws.com',
    sourceArn: RULE,
  });
const target = { id: '1', arn: FUNCTION, deadLetterArn: QUEUE, maximumEventAgeSeconds: 300, maximumRetryAttempts: 10 };
const onTest = { arn: RULE, region: 'us-west-2', enabled: true, pattern: { source: ['test'] }, targets: [target] };
const deadLetters = () => world.services.queues.messages(QUEUE).map(({ attributes }) => attributes.ERROR_CODE);

test('a schedule calls its function at its rate, with its constant input', async () => {
  permit();
  const targets = [{ ...target, input: '{"a":1}' }];
  world.services.events.putRule({
    arn: RULE,
    region: 'us-west-2',
    enabled: true,
    scheduleExpression: 'rate(1 minute)',
    targets,
  });
  await world.clock.pass(180_000);
  expect(calls).toEqual([{ a: 1 }, { a: 1 }, { a: 1 }]);
});

test('an event reaches only rules of its own Region', async () => {
  permit();
  world.services.events.putRule(onTest);
  world.services.events.publish({ ...event, region: 'us-east-1' });
  world.services.events.publish(event);
  await world.clock.pass(0);
  expect(calls).toHaveLength(1);
});

test('a queue that does not let the rule in stays empty', async () => {
  world.services.events.putRule({ ...onTest, arn: `${RULE}-2` });
  world.services.events.publish(event);
  await world.clock.pass(0);
  expect(deadLetters()).toEqual([]);
});

test('an event that got too old goes to the dead letters and never to the function', async () => {
  permit();
  world.services.events.putRule(onTest);
  world.network.cut('us-west-2');
  world.services.events.publish(event);
  await world.clock.pass(400_000);
  world.network.heal('us-west-2');
  await world.clock.pass(400_000);
  expect(calls).toEqual([]);
  expect(deadLetters()).toEqual(['SDK_CLIENT_ERROR']);
});

test('a schedule of a cut Region has nothing to deliver afterwards', async () => {
  permit();
  world.services.events.putRule({ ...onTest, pattern: undefined, scheduleExpression: 'rate(1 minute)' });
  world.network.cut('us-west-2');
  await world.clock.pass(600_000);
  world.network.heal('us-west-2');
  await world.clock.pass(59_000);
  expect(calls).toEqual([]);
});

test('a function that is paused hears neither events nor ticks, and nothing of them later', async () => {
  permit();
  const scheduled = { ...onTest, arn: `${RULE}-2`, pattern: undefined, scheduleExpression: 'rate(1 minute)' };
  world.services.functionPolicies.add({
    functionArn: FUNCTION,
    action: 'lambda:InvokeFunction',
    principal: 'events.amazonaws.com',
    sourceArn: scheduled.arn,
  });
  world.services.events.putRule(onTest);
  world.services.events.putRule(scheduled);
  world.services.events.pause({ region: 'us-west-2', functionName: 'watch' });
  world.services.events.publish(event);
  await world.clock.pass(90_000);
  expect(calls).toEqual([]);
  world.services.events.resume({ region: 'us-west-2', functionName: 'watch' });
  await world.clock.pass(60_000);
  expect(calls).toHaveLength(1);
});

test('a function can be paused before there is it or its rule, and the first tick after is on time', async () => {
  permit();
  world.services.events.pause({ region: 'us-west-2', functionName: 'watch' });
  world.services.events.putRule({ ...onTest, pattern: undefined, scheduleExpression: 'rate(1 hour)' });
  await world.clock.pass(3_600_000);
  world.services.events.resume({ region: 'us-west-2', functionName: 'watch' });
  await world.clock.pass(3_599_000);
  expect(calls).toEqual([]);
  await world.clock.pass(1000);
  expect(calls).toHaveLength(1);
});

test('a pause is about one function of one Region, and about all its versions', async () => {
  const versioned = { ...target, arn: `${FUNCTION}:7` };
  permit();
  world.services.functionPolicies.add({
    functionArn: versioned.arn,
    action: 'lambda:InvokeFunction',
    principal: 'events.amazonaws.com',
    sourceArn: RULE,
  });
  world.services.events.putRule({ ...onTest, targets: [versioned] });
  world.services.events.pause({ region: 'us-east-1', functionName: 'watch' });
  world.services.events.publish(event);
  world.services.events.pause({ region: 'us-west-2', functionName: 'watch' });
  world.services.events.publish(event);
  await world.clock.pass(0);
  expect(calls).toHaveLength(1);
});

/** Source: https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html */
test('the start and the end of an execution are told to the rules of its Region', async () => {
  permit();
  const machineArn = `arn:aws:states:us-west-2:${ACCOUNT}:stateMachine:failover`;
  const definition = {
    QueryLanguage: 'JSONata',
    StartAt: 'Refused',
    States: { Refused: { Type: 'Fail', Error: 'Refused', Cause: 'too far behind' } },
  };
  world.services.states.create({ arn: machineArn, name: 'failover', region: 'us-west-2', definition, roleArn: 'role' });
  world.services.events.putRule({
    ...onTest,
    pattern: {
      source: ['aws.states'],
      'detail-type': ['Step Functions Execution Status Change'],
      detail: { status: ['RUNNING', 'FAILED', 'TIMED_OUT', 'ABORTED'], stateMachineArn: [machineArn] },
    },
  });
  const at = world.clock.now();
  const by = { roleArn: 'world', about: 'test', region: 'us-west-2' };
  const { executionArn } = world.services.states.start({ arn: machineArn, name: 'one', input: { reason: 'x' }, by });
  await world.clock.until(world.services.states.ended(executionArn));
  await world.clock.pass(0);
  const detail = { executionArn, stateMachineArn: machineArn, name: 'one', input: '{"reason":"x"}', output: null };
  expect(calls).toMatchObject([
    { resources: [executionArn], detail: { ...detail, status: 'RUNNING', startDate: at, stopDate: null } },
    { detail: { ...detail, status: 'FAILED', stopDate: at, error: 'Refused', cause: 'too far behind' } },
  ]);
});

test('Lambda repeats a failed event twice, and then tells the destination on failure', async () => {
  permit();
  const roleArn = `arn:aws:iam::${ACCOUNT}:role/watch`;
  world.services.iam.attach(roleArn, [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: QUEUE }]);
  world.services.asyncInvocations.configure(FUNCTION, { onFailureArn: QUEUE, roleArn });
  world.functions.set('watch', (input) => {
    calls.push(input);
    throw new Error('no');
  });
  world.services.events.putRule(onTest);
  world.services.events.publish(event);
  await world.clock.pass(300_000);
  expect(calls).toHaveLength(3);
  expect(world.services.queues.messages(QUEUE)).toHaveLength(1);
});

test('a rate is read, and a schedule that is neither a rate nor six fields of cron is refused', () => {
  expect(rateSeconds('rate(1 minute)')).toBe(60);
  expect(rateSeconds('rate(2 hours)')).toBe(7200);
  const { putRule } = world.services.events;
  for (const scheduleExpression of ['cron(0 12 * *)', 'cron()', 'at(2026-11-21T12:00:00)', 'rate(0 days)']) {
    expect(() => putRule({ ...onTest, pattern: undefined, scheduleExpression })).toThrow('not rehearsed');
  }
});

/** Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html */
test('a target gets what its transformer makes of the event: a string in quotes, what is missing empty', async () => {
  permit();
  const paths = { time: '$.time', why: '$.detail.why', rule: '$.resources' };
  const template = '{"verb":"drill","at":<time>,"why":<why>,"of":<rule>}';
  world.services.events.putRule({ ...onTest, targets: [{ ...target, transformer: { paths, template } }] });
  world.services.events.publish(event);
  await world.clock.pass(0);
  expect(calls).toEqual([
    { verb: 'drill', at: expect.stringMatching(/^2026-11-21T10:00:00Z$/), why: '', of: event.resources },
  ]);
});

test.each([
  ['a variable without a path', {}, '{"at":<time>}', '<time>, which has no path'],
  ['one that AWS defines', {}, '{"at":<aws.events.event.ingestion-time>}', 'which has no path'],
  ['a path with an index', { first: '$.resources[0]' }, '{"a":<first>}', 'not rehearsed'],
  ['a variable inside of a string', { time: '$.time' }, '{"a":"at <time>"}', 'not rehearsed'],
  ['text that is no JSON', { time: '$.time' }, 'it is <time>', 'not rehearsed'],
])('a transformer with %s is refused when the rule is made', (_, paths, template, because) => {
  const targets = [{ ...target, transformer: { paths: paths as Record<string, string>, template } }];
  expect(() => world.services.events.putRule({ ...onTest, targets })).toThrow(because);
});

test('lines of text are refused for a function, which is given JSON', () => {
  const transformer = { paths: { time: '$.time' }, template: '"it is <time>"' };
  const { putRule } = world.services.events;
  expect(() => putRule({ ...onTest, targets: [{ ...target, transformer }] })).toThrow('allowed for a function is JSON');
  expect(() => putRule({ ...onTest, targets: [{ id: '1', arn: QUEUE }] })).toThrow('a function or a topic');
});

test('a topic in a Region that is cut is told nothing while it is cut, and what is not too old afterwards', async () => {
  const topic = world.services.sns.createTopic('us-west-2', { name: 'people' }).arn;
  world.services.events.putRule({ ...onTest, targets: [{ id: '1', arn: topic, maximumEventAgeSeconds: 300 }] });
  world.network.cut('us-west-2');
  world.services.events.publish(event);
  await world.clock.pass(60_000);
  expect(world.services.sns.messages).toEqual([]);
  world.network.heal('us-west-2');
  await world.clock.pass(60_000);
  expect(world.services.sns.messages).toHaveLength(1);
});

test('a cron schedule comes when its moment is made, and never by itself', async () => {
  permit();
  const { putRule, tick } = world.services.events;
  putRule({ ...onTest, pattern: undefined, scheduleExpression: 'cron(0 9 ? * TUE *)' });
  await world.clock.pass(14 * 86_400_000);
  expect(calls).toEqual([]);
  tick(RULE);
  await world.clock.pass(0);
  expect(calls).toMatchObject([{ 'detail-type': 'Scheduled Event', source: 'aws.events', resources: [RULE] }]);
  putRule({ ...onTest, enabled: false, pattern: undefined, scheduleExpression: 'cron(0 9 ? * TUE *)' });
  tick(RULE);
  await world.clock.pass(0);
  expect(calls).toHaveLength(1);
  expect(() => tick(`${RULE}-9`)).toThrow('there is no schedule');
});
