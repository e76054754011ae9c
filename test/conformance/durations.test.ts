/** That the world takes as long as it is told, and tells of it: every duration differs from the usual one here. */
import type { Durations, Span } from '../../lib/rehearsal/aws/durations';
import { provisionStack } from '../../lib/rehearsal/aws/provisioner';
import { createHealthProber } from '../../lib/rehearsal/world/health-prober';
import type { Network } from '../../lib/rehearsal/world/network';
import { ACCOUNT, type AwsWorld, awsWorld, caller } from './aws-world';
import { manualClock, unscaled } from './manual-clock';

const REGION = 'us-west-2';
const works: unknown[] = [];

const durations: Durations = {
  promotionSeconds: (kind) => (kind === 'failover' ? 90 : 70),
  rebuildSeconds: () => 400,
  snapshotSeconds: () => 35,
  stackCreationSeconds: (stack) => {
    works.push(stack);
    return 45;
  },
  stackDeletionSeconds: (stack) => {
    works.push(stack);
    return 20;
  },
  driftDetectionSeconds: () => 25,
  recordChangeSeconds: () => 12,
  healthCheckSeconds: (interval) => interval + 1,
  alarmSeconds: () => 3,
  eventSeconds: () => 2,
};

let world: AwsWorld;
let spans: Span[];

beforeEach(() => {
  works.length = 0;
  spans = [];
  world = awsWorld({ durations, onSpan: (span) => spans.push(span) });
});
afterEach(() => world.services.close());

const seconds = (kind: Span['kind']) =>
  spans
    .filter((span) => span.kind === kind)
    .map(({ subject, region, from, to }) => [subject, region, (to - from) / 1000]);

describe('a database', () => {
  const arnOf = (region: string) => `arn:aws:rds:${region}:${ACCOUNT}:cluster:orders-${region}`;
  const move = { GlobalClusterIdentifier: 'orders', TargetDbClusterIdentifier: arnOf(REGION) };
  const of = (region: string) => caller(world.services.rds.service, region);

  beforeEach(async () => {
    const { rds } = world.services;
    const engine = { engine: 'aurora-postgresql', engineVersion: '17.7' };
    await rds.createGlobalCluster({ identifier: 'orders', region: 'us-east-1', ...engine });
    for (const region of ['us-east-1', REGION]) {
      const writer = { masterUser: 'orders', masterPassword: 'secret', databaseName: 'orders' };
      const cluster = { identifier: `orders-${region}`, region, globalClusterIdentifier: 'orders', ...engine };
      await rds.createCluster(region === REGION ? cluster : { ...cluster, ...writer });
      const instance = { region, clusterIdentifier: cluster.identifier, instanceClass: 'db.r6g.large' };
      await rds.createInstance({ identifier: `${cluster.identifier}-1`, ...instance, engine: engine.engine });
    }
  });

  test('is failed over to, left behind, kept and built anew in the time of each', async () => {
    world.network.cut('us-east-1');
    await world.services.rds.lose('us-east-1');
    await of(REGION)('FailoverGlobalCluster', { ...move, AllowDataLoss: true });
    await world.clock.pass(89_999);
    expect(spans).toEqual([]);
    await world.clock.pass(1);
    expect(seconds('promotion')).toEqual([['orders-us-west-2', REGION, 90]]);
    world.network.heal('us-east-1');
    await world.services.rds.recover('us-east-1');
    await world.clock.pass(600_000);
    expect(seconds('snapshot')).toEqual([[expect.stringMatching(/^rds:unplanned-/), 'us-east-1', 35]]);
    expect(seconds('rebuild')).toEqual([['orders-us-east-1', 'us-east-1', 400]]);
  });

  test('is switched over to in the time of a switchover', async () => {
    await of('us-east-1')('SwitchoverGlobalCluster', move);
    await world.clock.pass(80_000);
    expect(seconds('promotion')).toEqual([['orders-us-west-2', REGION, 70]]);
  });

  test('whose promotion is stuck has none to tell of', async () => {
    world.services.rds.disturbNextMove('stuck');
    await of(REGION)('FailoverGlobalCluster', { ...move, AllowDataLoss: true });
    await world.clock.pass(600_000);
    expect(spans).toEqual([]);
  });
});

describe('a stack', () => {
  const TEMPLATE = { Resources: { Logs: { Type: 'AWS::Logs::LogGroup' }, Others: { Type: 'AWS::Logs::LogGroup' } } };
  let call: ReturnType<typeof caller>;

  beforeEach(() => {
    call = caller(world.services.cloudformation.service);
    world.services.s3.createBucket({ name: 'releases', region: REGION, versioned: true });
  });
  const create = async () => {
    const body = JSON.stringify(TEMPLATE);
    const { versionId } = world.services.s3.putObject({ bucket: 'releases', key: 'web.json', body });
    const TemplateURL = `https://releases.s3.us-west-2.amazonaws.com/web.json?versionId=${versionId}`;
    await call('CreateStack', { StackName: 'web', TemplateURL });
  };
  const statusOf = async () => (await call('DescribeStacks', { StackName: 'web' })).Stacks[0].StackStatus;

  test('is created, and deleted, in the time that goes by what stands in it', async () => {
    await create();
    await world.clock.pass(44_999);
    expect(await statusOf()).toBe('CREATE_IN_PROGRESS');
    await world.clock.pass(1);
    expect(await statusOf()).toBe('CREATE_COMPLETE');
    await call('DeleteStack', { StackName: 'web' });
    await world.clock.pass(20_000);
    expect(seconds('stackCreation')).toEqual([['web', REGION, 45]]);
    expect(seconds('stackDeletion')).toEqual([['web', REGION, 20]]);
    const work = { name: 'web', region: REGION, resources: ['AWS::Logs::LogGroup', 'AWS::Logs::LogGroup'] };
    expect(works).toEqual([work, work]);
  });

  test('that a resource holds up takes as long as the resource', async () => {
    const slow = { region: REGION, logicalId: 'Logs', seconds: 100 };
    world.services.cloudformation.slowCreation(slow);
    await create();
    await world.clock.pass(100_000);
    expect(seconds('stackCreation')).toEqual([['web', REGION, 100]]);
  });

  test('that fails tells of no creation', async () => {
    world.services.cloudformation.failCreation({ region: REGION, logicalId: 'Logs', reason: 'no' });
    await create();
    await world.clock.pass(100_000);
    expect(seconds('stackCreation')).toEqual([]);
  });

  test('is looked at for drift in the time that its detection drew when it began', async () => {
    const where = { name: 'web', region: REGION, account: ACCOUNT, assetDirectory: '' };
    const provisioned = await provisionStack(world.services, { ...where, template: TEMPLATE });
    world.services.cloudformation.register({ ...where, ...provisioned, template: JSON.stringify(TEMPLATE) });
    const { StackDriftDetectionId } = await call('DetectStackDrift', { StackName: 'web' });
    const shown = async () =>
      (await call('DescribeStackDriftDetectionStatus', { StackDriftDetectionId })).DetectionStatus;
    await world.clock.pass(24_999);
    expect(await shown()).toBe('DETECTION_IN_PROGRESS');
    await world.clock.pass(1);
    expect(await shown()).toBe('DETECTION_COMPLETE');
    expect(seconds('driftDetection')).toEqual([['web', REGION, 25]]);
  });
});

describe('Route 53', () => {
  const ZONE = 'Z0123456789ABC';
  const changed = async () => {
    world.services.route53.createZone({ id: ZONE, name: 'example.com', nameServers: ['ns-1.awsdns-01.com'] });
    const ResourceRecordSet = { Name: 'a.example.com', Type: 'A', TTL: 60, ResourceRecords: [{ Value: '1.1.1.1' }] };
    const ChangeBatch = { Changes: [{ Action: 'CREATE', ResourceRecordSet }] };
    await caller(world.services.route53.service)('ChangeResourceRecordSets', { HostedZoneId: ZONE, ChangeBatch });
  };
  const isAnswered = () => Array.isArray(world.services.route53.answer('a.example.com', 'A'));

  test('answers with a change in the time that it drew', async () => {
    await changed();
    await world.clock.pass(11_999);
    expect(isAnswered()).toBe(false);
    await world.clock.pass(1);
    expect(isAnswered()).toBe(true);
    expect(seconds('recordChange')).toEqual([['a.example.com', 'global', 12]]);
  });

  test('takes as long as a story says where it says so, and has nothing to tell of what never ends', async () => {
    world.services.route53.changesTake({ propagationSeconds: Number.POSITIVE_INFINITY });
    await changed();
    await world.clock.pass(600_000);
    expect(isAnswered()).toBe(false);
    expect(spans).toEqual([]);
  });

  test('looks at an endpoint when it is told to, and tells of a change since the last result of before', async () => {
    const clock = manualClock();
    const changes: object[] = [];
    let answers = true;
    let probes = 0;
    const prober = createHealthProber({
      pace: unscaled(clock),
      network: { loopbackPortOf: () => 1 } as unknown as Network,
      resolve: async () => '1.1.1.1',
      probe: async () => {
        probes += 1;
        return answers ? { status: 200, body: '' } : undefined;
      },
      waitSeconds: durations.healthCheckSeconds,
      onChange: (change) => changes.push(change),
    });
    const config = { Type: 'HTTPS', FullyQualifiedDomainName: 'x', RequestInterval: 10, FailureThreshold: 2 } as const;
    const beganAt = clock.now();
    prober.watch({ id: 'check', config });
    await clock.pass(11_000);
    expect(probes).toBe(2);
    answers = false;
    await clock.pass(11_000);
    expect(changes).toEqual([]);
    await clock.pass(11_000);
    expect(changes).toEqual([{ id: 'check', lastAt: beganAt + 11_000, changedAt: beganAt + 33_000 }]);
    prober.close();
  });
});

describe('CloudWatch', () => {
  const arn = `arn:aws:cloudwatch:us-west-2:${ACCOUNT}:alarm:down`;
  const metric = { region: REGION, namespace: 'Understudy', name: 'Down', dimensions: { Plan: 'orders' } };
  const alarm = {
    ...{ arn, name: 'down', metric, statistic: 'Minimum', periodSeconds: 60, threshold: 1, evaluationPeriods: 2 },
    ...{ comparisonOperator: 'GreaterThanOrEqualToThreshold', datapointsToAlarm: 2 },
    ...{ treatMissingData: 'missing' as const, actionsEnabled: true },
    actions: { alarm: [], ok: [], insufficientData: [] },
  };
  const STARTER = `arn:aws:lambda:us-west-2:${ACCOUNT}:function:starter`;

  test('evaluates an alarm a little after its period, and its event comes a little later', async () => {
    let heardAt = 0;
    world.functions.set('starter', () => {
      heardAt = world.clock.now();
    });
    world.services.functionPolicies.add({ functionArn: STARTER, action: 'lambda:InvokeFunction', principal: '*' });
    const target = { id: '1', arn: STARTER };
    const pattern = { source: ['aws.cloudwatch'] };
    world.services.events.putRule({ arn: 'arn:rule', region: REGION, enabled: true, pattern, targets: [target] });
    world.services.cloudwatch.createAlarm(alarm);
    const beganAt = world.clock.now();
    for (const _ of [1, 2]) {
      await world.clock.pass(30_000);
      world.services.cloudwatch.putMetric({ ...metric, value: 1 });
      await world.clock.pass(30_000);
    }
    expect(world.services.cloudwatch.stateOf(arn)).toBe('INSUFFICIENT_DATA');
    await world.clock.pass(3000);
    expect(world.services.cloudwatch.stateOf(arn)).toBe('ALARM');
    expect(heardAt).toBe(0);
    await world.clock.pass(2000);
    expect(heardAt).toBe(beganAt + 125_000);
    expect(seconds('alarm')).toEqual([['down', REGION, 120]]);
    expect(seconds('event')).toEqual([['arn:rule', REGION, 2]]);
  });

  test('is read by a health check when it is told to, which tells of a change since its last look', async () => {
    const quick = { ...alarm, evaluationPeriods: 1, datapointsToAlarm: 1 };
    world.services.cloudwatch.createAlarm({ ...quick, treatMissingData: 'notBreaching' });
    const beganAt = world.clock.now();
    const follow = {
      ...{ Type: 'CLOUDWATCH_METRIC', InsufficientDataHealthStatus: 'LastKnownStatus' },
      AlarmIdentifier: { Region: REGION, Name: 'down' },
    };
    const request = { CallerReference: 'one', HealthCheckConfig: follow };
    await caller(world.services.route53.service, 'us-east-1')('CreateHealthCheck', request);
    await world.clock.pass(25_000);
    world.services.cloudwatch.putMetric({ ...metric, value: 1 });
    await world.clock.pass(45_000);
    const changes = spans.filter(({ kind }) => kind === 'healthCheck');
    expect(changes).toMatchObject([{ region: 'global', from: beganAt + 22_000, to: beganAt + 33_000 }]);
  });

  test('hands on a tick of a schedule as late, and tells of none', async () => {
    const ticks: number[] = [];
    world.functions.set('starter', () => ticks.push(world.clock.now()));
    world.services.functionPolicies.add({ functionArn: STARTER, action: 'lambda:InvokeFunction', principal: '*' });
    const targets = [{ id: '1', arn: STARTER }];
    const scheduleExpression = 'rate(1 minute)';
    const beganAt = world.clock.now();
    world.services.events.putRule({ arn: 'arn:rule', region: REGION, enabled: true, scheduleExpression, targets });
    await world.clock.pass(150_000);
    expect(ticks).toEqual([beganAt + 62_000, beganAt + 122_000]);
    expect(spans).toEqual([]);
  });
});
