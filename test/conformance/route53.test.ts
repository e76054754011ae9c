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

test.each([
  ['the primary while both are healthy', true, true, '1.1.1.1'],
  ['the primary while the secondary is not healthy', true, false, '1.1.1.1'],
  ['the secondary while the primary is not healthy', false, true, '2.2.2.2'],
  ['the primary while neither is healthy', false, false, '1.1.1.1'],
])('a failover pair answers %s', async (_, primary, secondary, expected) => {
  await pair(primary, secondary);
  expect(addresses()).toEqual([expected]);
});

test('a secondary without a health check is always eligible', async () => {
  const id = await healthCheck();
  create(
    a('www.example.com', '1.1.1.1', { SetIdentifier: 'one', Failover: 'PRIMARY', HealthCheckId: id }),
    a('www.example.com', '2.2.2.2', { SetIdentifier: 'two', Failover: 'SECONDARY' }),
  );
  world.healthy.set(id, false);
  expect(addresses()).toEqual(['2.2.2.2']);
});

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

test('a change is PENDING and unseen, and after a while INSYNC and answered', async () => {
  const { ChangeInfo } = await change({ Action: 'CREATE', ResourceRecordSet: a('www.example.com', '1.1.1.1') });
  expect(ChangeInfo.Status).toBe('PENDING');
  expect(addresses()).toBe('NXDOMAIN');
  await world.clock.pass(30_000);
  expect((await call('GetChange', { Id: ChangeInfo.Id })).ChangeInfo.Status).toBe('INSYNC');
  expect(addresses()).toEqual(['1.1.1.1']);
});

test('a batch changes all or nothing', async () => {
  const good: Change = { Action: 'CREATE', ResourceRecordSet: a('new.example.com', '1.1.1.1') };
  const bad: Change = { Action: 'DELETE', ResourceRecordSet: a('missing.example.com', '1.1.1.1') };
  expect(await nameOf(change(good, bad))).toBe('InvalidChangeBatch');
  const { ResourceRecordSets } = await call('ListResourceRecordSets', { HostedZoneId: ZONE });
  expect(ResourceRecordSets.map(({ Name }: ResourceRecordSet) => Name)).not.toContain('new.example.com.');
});

test('DELETE of the exact old record and CREATE of a new one is a compare-and-swap', async () => {
  create(a('www.example.com', '1.1.1.1'));
  const swap = (old: string): Change[] => [
    { Action: 'DELETE', ResourceRecordSet: a('www.example.com', old) },
    { Action: 'CREATE', ResourceRecordSet: a('www.example.com', '2.2.2.2') },
  ];
  expect(await nameOf(change(...swap('9.9.9.9')))).toBe('InvalidChangeBatch');
  await change(...swap('1.1.1.1'));
  await world.clock.pass(30_000);
  expect(addresses()).toEqual(['2.2.2.2']);
});

test.each<[string, Change]>([
  ['a name outside the zone', { Action: 'CREATE', ResourceRecordSet: a('www.example.org', '1.1.1.1') }],
  ['a record that exists', { Action: 'CREATE', ResourceRecordSet: a('old.example.com', '1.1.1.1') }],
  [
    'a simple record beside a failover record',
    {
      Action: 'CREATE',
      ResourceRecordSet: a('old.example.com', '1.1.1.1', { SetIdentifier: 'x', Failover: 'PRIMARY' }),
    },
  ],
  [
    'a health check that does not exist',
    { Action: 'CREATE', ResourceRecordSet: a('new.example.com', '1.1.1.1', { HealthCheckId: 'none' }) },
  ],
  [
    'a failover alias that does not evaluate its target',
    {
      Action: 'CREATE',
      ResourceRecordSet: alias('new.example.com', 'old.example.com', {
        SetIdentifier: 'x',
        Failover: 'PRIMARY',
        AliasTarget: { DNSName: 'old.example.com', HostedZoneId: ZONE, EvaluateTargetHealth: false },
      }),
    },
  ],
])('ChangeResourceRecordSets refuses %s', async (_, refused) => {
  create(a('old.example.com', '1.1.1.1'));
  expect(await nameOf(change(refused))).toBe('InvalidChangeBatch');
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

test('the same caller reference answers the same health check, and with other settings is refused', async () => {
  const endpoint = { Type: 'HTTPS', FullyQualifiedDomainName: 'x.example.com' };
  const request = { CallerReference: 'epoch-101', HealthCheckConfig: { ...endpoint, Port: 443 } };
  const [first, second] = [await call('CreateHealthCheck', request), await call('CreateHealthCheck', request)];
  expect(second.HealthCheck.Id).toBe(first.HealthCheck.Id);
  const other = { ...request, HealthCheckConfig: { ...endpoint, Port: 8443 } };
  expect(await nameOf(call('CreateHealthCheck', other))).toBe('HealthCheckAlreadyExists');
});

test('records are listed in the order of their names from the right, from where the caller says', async () => {
  create(a('b.a.example.com', '1.1.1.1'), a('c.example.com', '1.1.1.1'), a('a.example.com', '1.1.1.1'));
  const from = { HostedZoneId: ZONE, StartRecordName: 'a.example.com', MaxItems: 2 };
  const { ResourceRecordSets, IsTruncated, NextRecordName } = await call('ListResourceRecordSets', from);
  expect(ResourceRecordSets.map(({ Name }: ResourceRecordSet) => Name)).toEqual(['a.example.com.', 'b.a.example.com.']);
  expect([IsTruncated, NextRecordName]).toEqual([true, 'c.example.com.']);
});
