import { faultOf, isTransient } from '../../lambdas/edge/transient';
import { AwsError, type Call, type Service } from '../../lib/rehearsal/aws/service';
import { createThrottle } from '../../lib/rehearsal/aws/throttle';
import { type Limit, RATES, type ServiceRates } from '../../lib/rehearsal/aws/throttle-rates';
import { paceOf } from '../../lib/rehearsal/world/clock';
import { WORLD_ROLE } from '../../lib/rehearsal/world/identities';
import { openEndpoint, recordingService, refused } from './aws-endpoint';
import { awsWorld } from './aws-world';
import { manualClock } from './manual-clock';

/** The services of a world, by their signing names. */
async function worldServices(): Promise<readonly Service[]> {
  const { services } = awsWorld();
  await services.close();
  const parts = Object.values(services) as readonly { readonly service?: Service }[];
  return parts.flatMap((part) => (part?.service?.signingName ? [part.service] : []));
}

describe('the table of rates', () => {
  const limits = Object.entries(RATES).flatMap(([service, { limits }]) =>
    limits.map((limit) => [service, limit] as const),
  );

  test('has a rate for every operation of the world, or none for the whole service', async () => {
    const isLimited = ({ signingName }: Service, operation: string) => {
      const { limits = [] } = RATES[signingName] ?? {};
      return signingName === 'dynamodb' || limits.some(({ of }) => of === undefined || of.includes(operation));
    };
    const services = await worldServices();
    const without = services.flatMap((service) =>
      Object.keys(service.operations).flatMap((operation) =>
        isLimited(service, operation) ? [] : [`${service.signingName} ${operation}`],
      ),
    );
    expect(without).toEqual([]);
    expect(Object.keys(RATES).sort()).toEqual(services.map(({ signingName }) => signingName).sort());
  });

  test.each(limits)('of %s names its source, and is above zero', (_, { source, capacity, perSecond }) => {
    expect(source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/|^assumed: /);
    expect(Math.min(capacity, perSecond)).toBeGreaterThan(0);
  });
});

describe('a bucket', () => {
  const refusal = { name: 'Throttling', status: 400 };
  const one = (limit: Partial<Limit> = {}): ServiceRates => ({
    refusal,
    limits: [{ capacity: 2, perSecond: 1, source: 'assumed: for a test', ...limit }],
  });

  /** A service of two operations under these rates, on a clock that the test moves. */
  function world(rates: ServiceRates, scale = 1) {
    const clock = manualClock();
    const throttle = createThrottle(paceOf(clock, scale), { x: rates });
    const service: Service = {
      ...{ signingName: 'x', client: {}, authorization: () => [], changes: () => false },
      operations: { Look: () => 'seen', List: () => 'listed' },
    };
    const part = throttle.over({ part: { service, other: 1 } }).part;
    const send = (operation = 'Look', { region = 'us-west-2', role = 'arn:role', input = {} } = {}) => {
      const call: Call = { principal: { roleArn: role, about: 'caller', region }, region, operation, requestId: '1' };
      try {
        return part.service.operations[operation]?.(input, call);
      } catch (error) {
        return error instanceof AwsError ? `${error.name} ${error.status} ${error.message}` : error;
      }
    };
    return { clock, throttle, send, part };
  }
  const REFUSED = 'Throttling 400 Rate exceeded';

  test('lets its burst through and no more', () => {
    const { send } = world(one());
    expect([send(), send(), send()]).toEqual(['seen', 'seen', REFUSED]);
  });

  test.each([
    [999, REFUSED],
    [1000, 'seen'],
  ])('has, %i ms later, what came back', async (milliseconds, answer) => {
    const { send, clock } = world(one());
    expect([send(), send()]).toEqual(['seen', 'seen']);
    await clock.pass(milliseconds);
    expect([send(), send()]).toEqual([answer, REFUSED]);
  });

  test('fills by the seconds of the wall, however fast the time of AWS passes', async () => {
    const { send, clock } = world(one(), 20);
    expect([send(), send()]).toEqual(['seen', 'seen']);
    await clock.pass(50);
    expect(send()).toBe(REFUSED);
  });

  test('holds no more than its capacity', async () => {
    const { send, clock } = world(one());
    await clock.pass(60_000);
    expect([send(), send(), send()]).toEqual(['seen', 'seen', REFUSED]);
  });

  test('is one for all operations, or one for each', () => {
    const shared = world(one());
    expect([shared.send('Look'), shared.send('List'), shared.send('Look')]).toEqual(['seen', 'listed', REFUSED]);
    const apart = world(one({ foreach: 'operation' }));
    expect([apart.send('Look'), apart.send('List'), apart.send('Look')]).toEqual(['seen', 'listed', 'seen']);
  });

  test('is another one in another Region', () => {
    const { send } = world(one({ capacity: 1 }));
    expect([send('Look', { region: 'a' }), send('Look', { region: 'b' })]).toEqual(['seen', 'seen']);
    expect(send('Look', { region: 'a' })).toBe(REFUSED);
  });

  test('gives nothing to a call that another bucket turns away', () => {
    const both: ServiceRates = {
      refusal,
      limits: [...one().limits, { of: ['Look'], capacity: 1, perSecond: 1, source: 'assumed: for a test' }],
    };
    const { send } = world(both);
    expect([send('Look'), send('Look'), send('List'), send('List')]).toEqual(['seen', REFUSED, 'listed', REFUSED]);
  });

  test('gives as many tokens as a call costs', () => {
    const { send } = world(one({ cost: (input) => (input as { tokens: number }).tokens }));
    expect(send('Look', { input: { tokens: 3 } })).toBe(REFUSED);
    expect(send('Look', { input: { tokens: 2 } })).toBe('seen');
    expect(send('Look', { input: { tokens: 0 } })).toBe('seen');
  });

  test("never turns the world's own hand away, and keeps the rest of a part", () => {
    const { send, part } = world(one());
    expect(Array.from({ length: 5 }, () => send('Look', { role: WORLD_ROLE }))).toEqual(Array(5).fill('seen'));
    expect(part.other).toBe(1);
  });

  test('says who was turned away, and how far it was emptied by whom', async () => {
    const { send, throttle, clock } = world(one({ capacity: 4 }));
    for (let calls = 0; calls < 3; calls += 1) send();
    await clock.pass(10_000);
    send();
    expect(throttle.refused).toEqual([]);
    expect(throttle.used()).toEqual([
      { bucket: 'x', region: 'us-west-2', capacity: 4, perSecond: 1, share: 0.75, about: 'caller' },
    ]);
    for (let calls = 0; calls < 4; calls += 1) send('List');
    expect(throttle.refused).toEqual([
      { service: 'x', operation: 'List', region: 'us-west-2', about: 'caller', at: clock.now() },
    ]);
  });

  test('is empty while somebody else uses it up, which is no fault of the product', async () => {
    const { send, throttle, clock } = world(one(), 2);
    throttle.usedUpFor('x', 10);
    expect(send()).toBe(REFUSED);
    await clock.pass(4999);
    expect(send()).toBe(REFUSED);
    await clock.pass(1);
    expect(send()).toBe('seen');
    expect(throttle.refused).toEqual([]);
  });
});

/** One call of each service, with what its path needs. */
const CALLS: Readonly<Record<string, readonly [operation: string, input: object]>> = {
  cloudformation: ['DescribeStacks', {}],
  dynamodb: ['GetItem', { TableName: 't', Key: { pk: { S: 'a' } } }],
  ecr: ['DescribeImages', { repositoryName: 'r' }],
  ecs: ['UpdateService', { service: 's' }],
  elasticloadbalancing: ['DescribeTargetGroups', {}],
  events: ['DescribeRule', { Name: 'r' }],
  iam: ['GetRole', { RoleName: 'r' }],
  kms: ['GetPublicKey', { KeyId: 'k' }],
  lambda: ['GetFunctionConfiguration', { FunctionName: 'f' }],
  monitoring: ['DescribeAlarms', {}],
  rds: ['DescribeGlobalClusters', {}],
  route53: ['GetHostedZone', { Id: 'Z' }],
  s3: ['GetObject', { Bucket: 'b', Key: 'k' }],
  scheduler: ['GetSchedule', { Name: 's' }],
  servicequotas: ['GetServiceQuota', { ServiceCode: 's', QuotaCode: 'q' }],
  sns: ['Publish', { TopicArn: 'arn:aws:sns:us-west-2:111122223333:t', Message: 'm' }],
  ssm: ['GetParameter', { Name: 'p' }],
  states: ['DescribeExecution', { executionArn: 'arn:aws:states:us-west-2:111122223333:execution:m:e' }],
};

type Sender = { send(command: unknown): Promise<unknown> };
type Modules = Readonly<Record<string, new (input: object) => Sender>>;

test.each(Object.keys(RATES))('a client of %s is told that it is throttled, and steps wait for it', async (name) => {
  const { client } = (await worldServices()).find(({ signingName }) => signingName === name) as Service;
  const [operation, input] = CALLS[name] ?? ['', {}];
  const { refusal } = RATES[name] as ServiceRates;
  const refuse = () => {
    throw new AwsError(refusal.name, 'Rate exceeded', { status: refusal.status });
  };
  const endpoint = await openEndpoint([recordingService(name, client, { [operation]: refuse }).service]);
  try {
    const made = client as Modules;
    const clientName = Object.keys(made).find((one) => /^[A-Z]\w+Client$/.test(one)) ?? '';
    const sender = new (made[clientName] as Modules[string])({ ...endpoint.settings(), forcePathStyle: true });
    const error = await refused(sender.send(new (made[`${operation}Command`] as Modules[string])(input)));
    expect(error.message).toBe('Rate exceeded');
    expect(error.$metadata?.httpStatusCode).toBe(refusal.status);
    expect([faultOf(error), isTransient(error)]).toEqual(['throttled', true]);
  } finally {
    await endpoint.close();
  }
});
