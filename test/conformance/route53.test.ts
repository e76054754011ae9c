import type { Change, ResourceRecordSet } from '@aws-sdk/client-route-53';
import { type AwsWorld, awsWorld, caller, nameOf } from './aws-world';

const ZONE = 'Z0123456789ABC';
const HOST = 'lb-1.us-west-2.elb.amazonaws.com';
const GROUP = 'arn:target-group';

let world: AwsWorld;
let call: ReturnType<typeof caller>;

beforeEach(() => {
  world = awsWorld();
  world.services.route53.createZone({ id: ZONE, name: 'example.com', nameServers: ['ns-1.awsdns-01.com'] });
  call = caller(world.services.route53.service, 'us-east-1');
});
afterEach(() => world.services.close());

const a = (Name: string, address: string, more: Partial<ResourceRecordSet> = {}): ResourceRecordSet => ({
  Name,
  Type: 'A',
  TTL: 60,
  ResourceRecords: [{ Value: address }],
  ...more,
});
const alias = (Name: string, DNSName: string, more: Partial<ResourceRecordSet> = {}): ResourceRecordSet => ({
  Name,
  Type: 'A',
  AliasTarget: { DNSName, HostedZoneId: ZONE, EvaluateTargetHealth: true },
  ...more,
});
const create = (...records: ResourceRecordSet[]) =>
  world.services.route53.apply(
    ZONE,
    records.map((ResourceRecordSet) => ({ Action: 'CREATE', ResourceRecordSet })),
  );
const change = (...Changes: Change[]) =>
  call('ChangeResourceRecordSets', { HostedZoneId: ZONE, ChangeBatch: { Changes } });
const addresses = (name = 'www.example.com') => {
  const answer = world.services.route53.answer(name, 'A');
  return Array.isArray(answer) ? answer.flatMap(({ values }) => values) : answer;
};
const healthCheck = async (more = {}) => {
  const HealthCheckConfig = { Type: 'HTTPS', FullyQualifiedDomainName: 'x.example.com', ...more };
  const { HealthCheck } = await call('CreateHealthCheck', { CallerReference: JSON.stringify(more), HealthCheckConfig });
  return HealthCheck.Id as string;
};

/** A failover pair whose two records have the health that is given. */
async function pair(primary: boolean, secondary: boolean): Promise<void> {
  const [first, second] = [await healthCheck({ Port: 1 }), await healthCheck({ Port: 2 })];
  create(
    a('www.example.com', '1.1.1.1', { SetIdentifier: 'one', Failover: 'PRIMARY', HealthCheckId: first }),
    a('www.example.com', '2.2.2.2', { SetIdentifier: 'two', Failover: 'SECONDARY', HealthCheckId: second }),
  );
  world.healthy.set(first, primary);
  world.healthy.set(second, secondary);
}

test('an alias that evaluates its target follows the health of the record that it names', async () => {
  const id = await healthCheck();
  create(
    a('west.example.com', '1.1.1.1', { HealthCheckId: id }),
    a('east.example.com', '2.2.2.2'),
    alias('www.example.com', 'west.example.com', { SetIdentifier: 'one', Failover: 'PRIMARY' }),
    alias('www.example.com', 'east.example.com.', { SetIdentifier: 'two', Failover: 'SECONDARY' }),
  );
  expect(addresses()).toEqual(['1.1.1.1']);
  world.healthy.set(id, false);
  expect(addresses()).toEqual(['2.2.2.2']);
});

test('an alias to a load balancer answers its address for 60 seconds, whatever its own case or dualstack prefix', () => {
  world.network.name(HOST, '3.3.3.3');
  create(alias('www.example.com', `DualStack.${HOST}`));
  expect(world.services.route53.answer('WWW.example.com.', 'A')).toEqual([
    { name: 'www.example.com', type: 'A', ttl: 60, values: ['3.3.3.3'] },
  ]);
});

test('a load balancer is healthy while each of its filled target groups has a healthy target, and not without any', () => {
  const { loadBalancers } = world.services;
  loadBalancers.add({ arn: 'arn:lb', host: HOST });
  loadBalancers.addListener('arn:listener', 'arn:lb');
  loadBalancers.use('arn:listener', GROUP);
  world.targets.set(GROUP, []);
  expect(loadBalancers.isHealthy(`dualstack.${HOST}.`)).toBe(false);
  world.targets.set(GROUP, [
    { id: '1', state: 'unhealthy' },
    { id: '2', state: 'healthy' },
  ]);
  expect(loadBalancers.isHealthy(HOST)).toBe(true);
  world.targets.set(GROUP, [{ id: '1', state: 'unhealthy' }]);
  expect(loadBalancers.isHealthy(HOST)).toBe(false);
});

test('an alias that does not evaluate its target stays healthy when the target is not', () => {
  world.services.loadBalancers.add({ arn: 'arn:lb', host: HOST });
  world.network.name(HOST, '3.3.3.3');
  const target = { DNSName: HOST, HostedZoneId: ZONE, EvaluateTargetHealth: false };
  create(
    alias('west.example.com', HOST, { AliasTarget: target }),
    a('east.example.com', '2.2.2.2'),
    alias('www.example.com', 'west.example.com', { SetIdentifier: 'one', Failover: 'PRIMARY' }),
    alias('www.example.com', 'east.example.com', { SetIdentifier: 'two', Failover: 'SECONDARY' }),
  );
  expect(addresses()).toEqual(['3.3.3.3']);
});

test('ChangeResourceRecordSets refuses a failover record beside a simple one', async () => {
  create(a('old.example.com', '1.1.1.1'));
  const beside = a('old.example.com', '1.1.1.1', { SetIdentifier: 'x', Failover: 'PRIMARY' });
  expect(await nameOf(change({ Action: 'CREATE', ResourceRecordSet: beside }))).toBe('InvalidChangeBatch');
});

test.each([
  [
    'a weighted record',
    () =>
      change({ Action: 'CREATE', ResourceRecordSet: a('w.example.com', '1.1.1.1', { SetIdentifier: 'x', Weight: 1 }) }),
  ],
  ['a health check of a routing control', () => healthCheck({ Type: 'RECOVERY_CONTROL' })],
])('%s is refused as not rehearsed', async (_, attempt) => {
  expect(await nameOf(attempt())).toBe('NotImplemented');
});

test('a control plane that is down takes the API away, and neither answers nor checks', async () => {
  const { route53 } = world.services;
  await pair(true, true);
  route53.controlPlaneDown(true);
  expect(route53.service.isDown?.()).toBe(true);
  expect(addresses()).toEqual(['1.1.1.1']);
  const [first] = world.healthy.keys();
  world.healthy.set(first ?? '', false);
  expect(addresses()).toEqual(['2.2.2.2']);
  route53.controlPlaneDown(false);
  expect(route53.service.isDown?.()).toBe(false);
});

/** Source: https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html */
describe('a swap of the TXT record and an alias with a health check', () => {
  const text = (value: string): ResourceRecordSet => ({
    Name: '_understudy.www.example.com',
    Type: 'TXT',
    TTL: 60,
    ResourceRecords: [{ Value: `"${value}"` }],
  });
  const checked = (HealthCheckId: string) =>
    alias('www.example.com', 'west.example.com', { SetIdentifier: 'one', Failover: 'PRIMARY', HealthCheckId });

  test.each([
    ['is made when both are exactly as they stand', { value: 'epoch=101', sameCheck: true }, 'nothing was thrown'],
    ['is refused when the text is another', { value: 'epoch=102', sameCheck: true }, 'InvalidChangeBatch'],
    ['is refused when the health check is another', { value: 'epoch=101', sameCheck: false }, 'InvalidChangeBatch'],
  ])('%s', async (_, { value, sameCheck }, expected) => {
    const [old, other] = [await healthCheck({ Port: 1 }), await healthCheck({ Port: 2 })];
    create(a('west.example.com', '1.1.1.1'), text('epoch=101'), checked(old));
    const swap = change(
      { Action: 'DELETE', ResourceRecordSet: text(value) },
      { Action: 'DELETE', ResourceRecordSet: checked(sameCheck ? old : other) },
      { Action: 'CREATE', ResourceRecordSet: text('epoch=200') },
      { Action: 'CREATE', ResourceRecordSet: checked(other) },
    );
    expect(await nameOf(swap)).toBe(expected);
  });
});

test('a health check is changed only by who knows its version', async () => {
  const HealthCheckId = await healthCheck();
  const update = (HealthCheckVersion: number) =>
    call('UpdateHealthCheck', { HealthCheckId, HealthCheckVersion, Disabled: true });
  expect((await update(1)).HealthCheck.HealthCheckVersion).toBe(2);
  expect(await nameOf(update(1))).toBe('HealthCheckVersionMismatch');
});
