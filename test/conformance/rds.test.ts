import { setImmediate } from 'node:timers/promises';
import { ACCOUNT, type AwsWorld, awsWorld, caller, nameOf, type PaperPostgres } from './aws-world';

const EAST = `arn:aws:rds:us-east-1:${ACCOUNT}:cluster:orders-us-east-1`;
const WEST = `arn:aws:rds:us-west-2:${ACCOUNT}:cluster:orders-us-west-2`;
const ENGINE = { engine: 'aurora-postgresql', engineVersion: '17.7' };

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
    Status: 'pending',
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

describe('a server that is built anew', () => {
  /** The old writer's Region is back, and its new server takes as long to build as the test wants. */
  async function rebuilding() {
    let end = () => {};
    world.replicas.built = new Promise((resolve) => {
      end = resolve;
    });
    await loseEast();
    await west('FailoverGlobalCluster', target(WEST, { AllowDataLoss: true }));
    await world.clock.pass(300_000);
    world.network.heal('us-east-1');
    return { begins: () => world.clock.pass(240_000), ends: () => end() };
  }

  test('is ended with the world, although it was not there yet when that was closed', async () => {
    const { begins, ends } = await rebuilding();
    await begins();
    const closed = world.services.close();
    // All else is closed by then.
    await setImmediate();
    ends();
    await closed;
    expect(world.replicas.all.map((replica) => replica.isRunning())).toEqual([false, false]);
  });

  test('is not begun while somebody reads the old one', async () => {
    const { begins, ends } = await rebuilding();
    const { rds } = world.services;
    const old = rds.databaseOf('us-east-1', 'orders-us-east-1');
    await rds.whileServersStand(async () => {
      await old.start();
      await begins();
      expect([old.isRunning(), rds.databaseOf('us-east-1', 'orders-us-east-1') === old]).toEqual([true, true]);
    });
    ends();
    await world.clock.pass(0);
    expect(old.isRunning()).toBe(false);
    expect((await global()).GlobalClusterMembers[0]).toMatchObject({ SynchronizationStatus: 'connected' });
  });

  test('is waited for by whoever reads servers', async () => {
    const { begins, ends } = await rebuilding();
    await begins();
    const { rds } = world.services;
    let isThere: boolean | undefined;
    const read = rds.whileServersStand(async () => {
      isThere = rds.hasServer('us-east-1', 'orders-us-east-1');
    });
    await world.clock.pass(1000);
    expect(isThere).toBeUndefined();
    ends();
    await read;
    expect(isThere).toBe(true);
  });
});

test('a switchover is called where the writer is, and makes it follow', async () => {
  await east('SwitchoverGlobalCluster', target(WEST));
  expect((await global()).FailoverState).toMatchObject({ Status: 'pending', IsDataLossAllowed: false });
  await world.clock.pass(4000);
  expect((await global()).FailoverState).toMatchObject({ Status: 'switching-over', IsDataLossAllowed: false });
  await world.clock.pass(116_000);
  expect(await writers()).toEqual([WEST]);
  expect((await global()).GlobalClusterMembers[0].SynchronizationStatus).toBe('connected');
  expect(await world.services.rds.databaseOf('us-east-1', 'orders-us-east-1').inRecovery()).toBe(true);
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

  test('keeps the tags that its copy is made with', async () => {
    await west('FailoverGlobalCluster', target(WEST, { AllowDataLoss: true }));
    await world.clock.pass(180_000);
    const [{ DBClusterSnapshotIdentifier: name }] = await snapshots();
    await copying('copy', name);
    expect(await snapshots({ SnapshotType: 'manual' })).toMatchObject([
      { DBClusterSnapshotIdentifier: 'copy', TagList: [{ Key: 'understudy:plan', Value: 'orders' }] },
    ]);
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

test('a failover is refused in the Region of the writer', async () => {
  const failover = east('FailoverGlobalCluster', target(WEST, { AllowDataLoss: true }));
  expect(await nameOf(failover)).toBe('InvalidGlobalClusterStateFault');
});

test('a filter that is not rehearsed is refused', async () => {
  const described = west('DescribeDBClusters', { Filters: [{ Name: 'engine', Values: ['x'] }] });
  expect(await nameOf(described)).toBe('NotImplemented');
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
