import { ACCOUNT, type AwsWorld, awsWorld, caller, nameOf, type PaperPostgres } from './aws-world';

const EAST = `arn:aws:rds:us-east-1:${ACCOUNT}:cluster:orders-us-east-1`;
const WEST = `arn:aws:rds:us-west-2:${ACCOUNT}:cluster:orders-us-west-2`;
const ENGINE = { engine: 'aurora-postgresql', engineVersion: '17.7' };
const LAG = {
  region: 'us-west-2',
  namespace: 'AWS/RDS',
  name: 'AuroraGlobalDBReplicationLag',
  dimensions: { DBClusterIdentifier: 'orders-us-west-2', SourceRegion: 'us-east-1' },
};

let world: AwsWorld;
let east: ReturnType<typeof caller>;
let west: ReturnType<typeof caller>;

beforeEach(async () => {
  world = awsWorld();
  const { rds } = world.services;
  [east, west] = [caller(rds.service, 'us-east-1'), caller(rds.service, 'us-west-2')];
  await rds.createGlobalCluster({ identifier: 'orders', region: 'us-east-1', ...ENGINE });
  const master = { masterUser: 'orders', masterPassword: 'secret', databaseName: 'orders' };
  for (const region of ['us-east-1', 'us-west-2']) {
    const cluster = { identifier: `orders-${region}`, region, globalClusterIdentifier: 'orders', ...ENGINE };
    await rds.createCluster(region === 'us-east-1' ? { ...cluster, ...master } : cluster);
    const instance = { region, clusterIdentifier: cluster.identifier, instanceClass: 'db.r6g.large' };
    await rds.createInstance({ identifier: `${cluster.identifier}-1`, ...instance, engine: ENGINE.engine });
  }
});
afterEach(() => world.services.close());

const target = (arn: string, more = {}) => ({
  GlobalClusterIdentifier: 'orders',
  TargetDbClusterIdentifier: arn,
  ...more,
});
const global = async () =>
  (await west('DescribeGlobalClusters', { GlobalClusterIdentifier: 'orders' })).GlobalClusters[0];
const writers = async () =>
  (await global()).GlobalClusterMembers.filter(({ IsWriter }: { IsWriter: boolean }) => IsWriter).map(
    ({ DBClusterArn }: { DBClusterArn: string }) => DBClusterArn,
  );
const endpoints = async (region: 'us-east-1' | 'us-west-2') => {
  const [cluster] = (await (region === 'us-east-1' ? east : west)('DescribeDBClusters')).DBClusters;
  return { writer: cluster.Endpoint as string, reader: cluster.ReaderEndpoint as string };
};
const loseEast = async () => {
  world.network.cut('us-east-1');
  await world.services.rds.lose('us-east-1');
};

test('the first cluster is the writer, the second follows it, and nothing is under way', async () => {
  expect(await writers()).toEqual([EAST]);
  expect(await global()).not.toHaveProperty('FailoverState');
  expect(await world.services.rds.databaseOf('us-west-2', 'orders-us-west-2').inRecovery()).toBe(true);
});

test("a secondary's writer endpoint is inactive, and its reader endpoint answers", async () => {
  const { writer, reader } = await endpoints('us-west-2');
  expect(writer).toMatch(/^orders-us-west-2\.cluster-c[0-9a-f]+\.us-west-2\.rds\.amazonaws\.com$/);
  expect(world.network.portAt(writer, 5432)).toBeUndefined();
  expect(world.network.portAt(reader, 5432)).toBe(world.services.rds.databaseOf('us-west-2', 'orders-us-west-2').port);
});

test('a failover promotes in the middle of its two minutes and shows itself from the first moment to the last', async () => {
  await loseEast();
  await west('FailoverGlobalCluster', target(WEST, { AllowDataLoss: true }));
  expect((await global()).FailoverState).toEqual({
    Status: 'failing-over',
    FromDbClusterArn: EAST,
    ToDbClusterArn: WEST,
    IsDataLossAllowed: true,
  });
  expect(await writers()).toEqual([EAST]);
  await world.clock.pass(60_000);
  expect(await writers()).toEqual([WEST]);
  expect((await global()).FailoverState.Status).toBe('failing-over');
  expect((await west('DescribeDBClusters')).DBClusters[0].Status).toBe('promoting');
  await world.clock.pass(60_000);
  expect(await global()).not.toHaveProperty('FailoverState');
  expect((await west('DescribeDBClusters')).DBClusters[0].Status).toBe('available');
});

test('after a failover the writer endpoints here and of the global cluster lead to the promoted server', async () => {
  await loseEast();
  await west('FailoverGlobalCluster', target(WEST, { AllowDataLoss: true }));
  await world.clock.pass(120_000);
  const promoted = world.services.rds.databaseOf('us-west-2', 'orders-us-west-2');
  expect(await promoted.inRecovery()).toBe(false);
  const names = [(await endpoints('us-west-2')).writer, (await global()).Endpoint];
  expect(names.map((name) => world.network.portAt(name, 5432))).toEqual([promoted.port, promoted.port]);
});

test('the old writer stays out until its Region is back, and then follows on a new volume', async () => {
  const before = world.services.rds.databaseOf('us-east-1', 'orders-us-east-1') as PaperPostgres;
  await loseEast();
  await west('FailoverGlobalCluster', target(WEST, { AllowDataLoss: true }));
  await world.clock.pass(300_000);
  expect((await global()).GlobalClusterMembers[0]).toMatchObject({
    IsWriter: false,
    SynchronizationStatus: 'pending-resync',
  });
  world.network.heal('us-east-1');
  await world.clock.pass(60_000 + 179_000);
  expect((await global()).GlobalClusterMembers[0]).toMatchObject({ SynchronizationStatus: 'pending-resync' });
  await world.clock.pass(1000);
  expect((await global()).GlobalClusterMembers[0]).toMatchObject({
    IsWriter: false,
    SynchronizationStatus: 'connected',
  });
  const after = world.services.rds.databaseOf('us-east-1', 'orders-us-east-1');
  expect([after === before, await after.inRecovery()]).toEqual([false, true]);
});

test('without AllowDataLoss the failover is a switchover, which a dead writer makes fail after a while', async () => {
  await loseEast();
  const refused = nameOf(west('FailoverGlobalCluster', target(WEST)));
  await world.clock.pass(30_000);
  expect(await refused).toBe('InvalidGlobalClusterStateFault');
  expect(await writers()).toEqual([EAST]);
});

test('a switchover is called where the writer is, and makes it follow', async () => {
  await east('SwitchoverGlobalCluster', target(WEST));
  expect((await global()).FailoverState).toMatchObject({ Status: 'switching-over', IsDataLossAllowed: false });
  await world.clock.pass(120_000);
  expect(await writers()).toEqual([WEST]);
  expect((await global()).GlobalClusterMembers[0].SynchronizationStatus).toBe('connected');
  expect(await world.services.rds.databaseOf('us-east-1', 'orders-us-east-1').inRecovery()).toBe(true);
});

/** Has what RDS says in a Region told to its function `listener`. */
function listen(region: string, told: string[]): void {
  const functionArn = `arn:aws:lambda:${region}:${ACCOUNT}:function:listener-${region}`;
  const arn = `arn:aws:events:${region}:${ACCOUNT}:rule/listener`;
  const permission = { action: 'lambda:InvokeFunction', principal: 'events.amazonaws.com', sourceArn: arn };
  world.services.functionPolicies.add({ functionArn, ...permission });
  const times = { maximumEventAgeSeconds: 300, maximumRetryAttempts: 1 };
  const targets = [{ id: '1', arn: functionArn, ...times }];
  world.services.events.putRule({ arn, region, enabled: true, pattern: { source: ['aws.rds'] }, targets });
  world.functions.set(`listener-${region}`, (event) => {
    told.push(`${region} ${(event as { detail: { EventID: string } }).detail.EventID.slice(-4)}`);
  });
}

test.each<[string, () => Promise<unknown>, string[]]>([
  [
    'a switchover',
    () => east('SwitchoverGlobalCluster', target(WEST)),
    ['us-east-1 0181', 'us-east-1 0182', 'us-west-2 0397', 'us-west-2 0184', 'us-west-2 0185'],
  ],
  [
    'a failover whose old writer can be reached, and is fenced',
    () => west('FailoverGlobalCluster', target(WEST, { AllowDataLoss: true })),
    ['us-west-2 0397', 'us-east-1 0390', 'us-west-2 0238'],
  ],
  [
    'a failover whose old writer cannot be reached',
    async () => {
      await loseEast();
      await west('FailoverGlobalCluster', target(WEST, { AllowDataLoss: true }));
    },
    ['us-west-2 0397', 'us-west-2 0391', 'us-west-2 0238'],
  ],
])('%s is told on the bus', async (_, move, expected) => {
  const told: string[] = [];
  for (const region of ['us-east-1', 'us-west-2']) listen(region, told);
  await move();
  await world.clock.pass(120_000);
  expect(told).toEqual(expected);
});

test('an isolated writer goes on, is fenced when its Region is back, and answers readers until it is built anew', async () => {
  const { rds } = world.services;
  const old = rds.databaseOf('us-east-1', 'orders-us-east-1') as PaperPostgres;
  const asked = jest.spyOn(old, 'query');
  rds.isolate('us-east-1');
  world.network.cut('us-east-1');
  await west('FailoverGlobalCluster', target(WEST, { AllowDataLoss: true }));
  await world.clock.pass(120_000);
  expect([old.isRunning(), await writers()]).toEqual([true, [WEST]]);
  expect(asked).not.toHaveBeenCalled();
  await rds.recover('us-east-1');
  world.network.heal('us-east-1');
  await world.clock.pass(60_000);
  expect(asked.mock.calls).toContainEqual(['alter system set default_transaction_read_only = on']);
  expect(world.network.portAt((await endpoints('us-east-1')).reader, 5432)).toBe(old.port);
  expect(world.network.portAt((await endpoints('us-east-1')).writer, 5432)).toBeUndefined();
  await world.clock.pass(180_000);
  expect(rds.databaseOf('us-east-1', 'orders-us-east-1')).not.toBe(old);
});

describe('the snapshot of an old volume', () => {
  const snapshots = async (more: object = {}) =>
    (await east('DescribeDBClusterSnapshots', { DBClusterIdentifier: 'orders-us-east-1', ...more })).DBClusterSnapshots;
  const copying = (name: string, source: string) =>
    east('CopyDBClusterSnapshot', {
      SourceDBClusterSnapshotIdentifier: source,
      TargetDBClusterSnapshotIdentifier: name,
      Tags: [{ Key: 'understudy:plan', Value: 'orders' }],
    });
  const returned = async () => {
    await loseEast();
    await west('FailoverGlobalCluster', target(WEST, { AllowDataLoss: true }));
    await world.clock.pass(120_000);
    expect(await snapshots()).toEqual([]);
    world.network.heal('us-east-1');
    await world.clock.pass(60_000);
    const [{ DBClusterSnapshotIdentifier: name }] = await snapshots();
    return name as string;
  };

  test('is taken once the Region is back, and can be copied when it is whole', async () => {
    const name = await returned();
    expect(name).toMatch(/^rds:unplanned-global-failover-orders-us-east-1-[0-9-]+$/);
    expect(await snapshots()).toMatchObject([{ SnapshotType: 'automated', Status: 'creating' }]);
    expect(await nameOf(copying('copy', name))).toBe('InvalidDBClusterSnapshotStateFault');
    await world.clock.pass(60_000);
    expect(await copying('copy', name)).toMatchObject({ DBClusterSnapshot: { Status: 'copying' } });
    await world.clock.pass(60_000);
    expect(await snapshots({ SnapshotType: 'manual' })).toMatchObject([
      {
        DBClusterSnapshotIdentifier: 'copy',
        Status: 'available',
        TagList: [{ Key: 'understudy:plan', Value: 'orders' }],
      },
    ]);
    expect(await nameOf(copying('copy', name))).toBe('DBClusterSnapshotAlreadyExistsFault');
    expect(await nameOf(copying('a--b', name))).toBe('InvalidParameterValue');
    expect(await nameOf(copying('other', 'nothing'))).toBe('DBClusterSnapshotNotFoundFault');
    expect((await west('DescribeDBClusterSnapshots')).DBClusterSnapshots).toEqual([]);
  });

  test('is not taken after a switchover', async () => {
    await east('SwitchoverGlobalCluster', target(WEST));
    await world.clock.pass(600_000);
    expect(await snapshots()).toEqual([]);
  });

  test('asks IAM for source, copy and tags', () => {
    const call = {
      principal: { roleArn: '', about: '', region: '' },
      region: 'us-east-1',
      requestId: '',
      operation: '',
    };
    const input = { SourceDBClusterSnapshotIdentifier: 'rds:a', TargetDBClusterSnapshotIdentifier: 'b', Tags: [{}] };
    const of = (name: string) => `arn:aws:rds:us-east-1:${ACCOUNT}:cluster-snapshot:${name}`;
    expect(world.services.rds.service.authorization('CopyDBClusterSnapshot', input, call)).toEqual([
      { action: 'rds:CopyDBClusterSnapshot', resource: of('rds:a') },
      { action: 'rds:CopyDBClusterSnapshot', resource: of('b') },
      { action: 'rds:AddTagsToResource', resource: of('b') },
    ]);
  });
});

test('a stuck move never ends and never shows a new writer', async () => {
  world.services.rds.disturbNextMove('stuck');
  await west('FailoverGlobalCluster', target(WEST, { AllowDataLoss: true }));
  await world.clock.pass(3_600_000);
  expect((await global()).FailoverState).toMatchObject({ Status: 'failing-over', ToDbClusterArn: WEST });
  expect(await writers()).toEqual([EAST]);
});

test('a cancelled move says so, and leaves the writer where it is', async () => {
  world.services.rds.disturbNextMove('cancelled');
  await east('SwitchoverGlobalCluster', target(WEST));
  await world.clock.pass(60_000);
  expect((await global()).FailoverState).toMatchObject({ Status: 'cancelling', IsDataLossAllowed: false });
  await world.clock.pass(60_000);
  expect(await global()).not.toHaveProperty('FailoverState');
  expect(await writers()).toEqual([EAST]);
  expect(await world.services.rds.databaseOf('us-east-1', 'orders-us-east-1').isRunning()).toBe(true);
  await east('SwitchoverGlobalCluster', target(WEST));
  await world.clock.pass(120_000);
  expect(await writers()).toEqual([WEST]);
});

test.each([
  [
    'an unknown global cluster',
    'GlobalClusterNotFoundFault',
    () => west('FailoverGlobalCluster', { ...target(WEST), GlobalClusterIdentifier: 'x' }),
  ],
  [
    'a target that is no member',
    'DBClusterNotFoundFault',
    () => west('FailoverGlobalCluster', target('arn:x', { AllowDataLoss: true })),
  ],
  [
    'the writer as its target',
    'InvalidDBClusterStateFault',
    () => east('FailoverGlobalCluster', target(EAST, { AllowDataLoss: true })),
  ],
  // F-40
  [
    'a failover from the Region of the writer',
    'InvalidGlobalClusterStateFault',
    () => east('FailoverGlobalCluster', target(WEST, { AllowDataLoss: true })),
  ],
  [
    'a switchover from the Region of its target',
    'InvalidGlobalClusterStateFault',
    () => west('SwitchoverGlobalCluster', target(WEST)),
  ],
  [
    'AllowDataLoss together with Switchover',
    'InvalidParameterCombination',
    () => west('FailoverGlobalCluster', target(WEST, { AllowDataLoss: true, Switchover: true })),
  ],
  [
    'a filter that is not rehearsed',
    'NotImplemented',
    () => west('DescribeDBClusters', { Filters: [{ Name: 'engine', Values: ['x'] }] }),
  ],
  [
    'a cluster of another Region',
    'DBClusterNotFoundFault',
    () => west('DescribeDBClusters', { DBClusterIdentifier: 'orders-us-east-1' }),
  ],
])('%s is refused with %s', async (_, fault, attempt) => {
  expect(await nameOf(attempt())).toBe(fault);
});

test('a second move is refused while the first is under way', async () => {
  await west('FailoverGlobalCluster', target(WEST, { AllowDataLoss: true }));
  expect(await nameOf(west('FailoverGlobalCluster', target(WEST, { AllowDataLoss: true })))).toBe(
    'InvalidGlobalClusterStateFault',
  );
});

test('a headless secondary cannot be promoted and answers nobody', async () => {
  world.services.rds.deleteInstance('us-west-2', 'orders-us-west-2-1');
  expect(world.network.portAt((await endpoints('us-west-2')).reader, 5432)).toBeUndefined();
  expect(await nameOf(west('FailoverGlobalCluster', target(WEST, { AllowDataLoss: true })))).toBe(
    'InvalidDBClusterStateFault',
  );
});

test('the lag is published each minute in the Region of the secondary, while the writer lives', async () => {
  const published = () => world.services.cloudwatch.valuesOf(LAG, 0);
  await world.clock.pass(120_000);
  expect(published()).toEqual([250, 250]);
  await world.services.rds.lose('us-east-1');
  await world.clock.pass(300_000);
  expect(published()).toHaveLength(2);
  await world.services.rds.recover('us-east-1');
  await world.clock.pass(60_000);
  expect(published()).toHaveLength(3);
});

test('a move asks IAM for the global cluster and every member', () => {
  const call = { principal: { roleArn: '', about: '', region: '' }, region: 'us-west-2', requestId: '', operation: '' };
  const requests = world.services.rds.service.authorization('FailoverGlobalCluster', target(WEST), call);
  expect(requests.map(({ resource }) => resource)).toEqual([
    `arn:aws:rds::${ACCOUNT}:global-cluster:orders`,
    EAST,
    WEST,
  ]);
});
