import { sha256 } from '../../../lib/domain/canonical-json';
import type { Lock } from '../../../lib/domain/lock';
import { MAKES_WAY_SECONDS_MAX } from '../../../lib/domain/making-way';
import { namesOf } from '../../../lib/domain/names';
import type { Plan } from '../../../lib/domain/plan';
import { comparableSha256 } from '../../../lib/domain/release';
import type { Place } from '../../../lib/domain/step';
import { attributesOf, lockPartition } from '../../../lib/domain/table-items';
import { HERE, LOST, NOW, RUN_ID } from '../../../test/fixtures';
import { releaseStack } from '../../../test/stack-world';
import { awsError, manifestText, signedPlan } from '../../../test/standby';
import { createHandler } from './check';
import { checkDrift } from './trigger';

const template = { Resources: { Queue: { Type: 'AWS::SQS::Queue' } } };
const text = JSON.stringify(template);
const stacks = signedPlan.release.stacks.map((name) => {
  const stack = releaseStack(name);
  return { ...stack, template: { ...stack.template, sha256: sha256(text), sourceSha256: comparableSha256(template) } };
});
const manifest = (region: string, changes: object = {}) => manifestText({ region, stacks, ...changes });
const inSync = { StackDriftStatus: 'IN_SYNC', LastCheckTimestamp: new Date(NOW) };

interface Command {
  readonly input: Record<string, string>;
}

/** Two Regions in which everything is as it was released; a test breaks what it is about. */
function smallWorld(plan: Plan = signedPlan) {
  const world = {
    now: Date.parse(NOW),
    /** Region of each database's writer. */
    writers: { orders: LOST } as Record<string, string>,
    /** Region → versions of the current manifest, newest first. */
    manifests: { [LOST]: [manifest(LOST)], [HERE]: [manifest(HERE)] } as Record<string, string[]>,
    /** Which of them is read as the current one: others were published since. */
    current: 0,
    /** Region in which the bytes of the current manifest are not those that S3 measured. */
    altered: '',
    /** `<Region> <stack>` → its template and what its last drift detection says. */
    stacks: {
      [`${LOST} orders-data-r-3f2a1b`]: { template: text },
      [`${LOST} orders-web-r-3f2a1b`]: { template: text },
      [`${HERE} understudy-orders`]: { drift: inSync },
      [`${HERE} orders-pilot-light`]: { drift: inSync },
    } as Record<string, { template?: string; drift?: object; drifts?: object[] }>,
    /** `<operation> <Region> <version>`, `<operation> <Region>` or `<operation>` → the error that it is answered with. */
    errors: {} as Record<string, Error>,
    /** What lies in the place of every staged template. */
    staged: text,
    item: undefined as Record<string, object> | undefined,
    lock: undefined as Lock | 'unread' | undefined,
    objects: {} as Record<string, string>,
    metrics: [] as Record<string, number>[],
    detected: [] as string[],
    order: [] as string[],
    log: [] as Record<string, unknown>[],
  };
  const operations: Record<string, (input: Record<string, string>, region: string) => unknown> = {
    GetObject: ({ Key, VersionId }, region) => {
      if (Key !== 'current.json') return bodyOf(world.staged, VersionId);
      const versions = world.manifests[region] ?? [];
      const found = versions[VersionId === undefined ? world.current : Number(VersionId.slice(1))];
      if (found === undefined) throw awsError('NoSuchKey', 404);
      const body = bodyOf(found, VersionId ?? `v${world.current}`);
      const mismatch = () => Promise.reject(new Error('Checksum mismatch: expected "a"'));
      return region === world.altered ? { ...body, Body: { transformToByteArray: mismatch } } : body;
    },
    ListObjectVersions: (_, region) => ({
      Versions: world.manifests[region]?.map((one, index) => ({
        Key: 'current.json',
        VersionId: `v${index}`,
        ETag: sha256(one),
      })),
    }),
    DescribeGlobalClusters: ({ GlobalClusterIdentifier = '' }) => {
      const region = world.writers[GlobalClusterIdentifier];
      const DBClusterArn = `arn:aws:rds:${region}:111122223333:cluster:orders-${region}`;
      return { GlobalClusters: [{ GlobalClusterMembers: [{ IsWriter: true, DBClusterArn }] }] };
    },
    DescribeStacks: ({ StackName }, region) => {
      const found = Object.entries(world.stacks).flatMap(([at, { drift }]) => {
        const [where, name] = at.split(' ');
        if (where !== region || (StackName !== undefined && StackName !== name)) return [];
        return [{ StackName: name, StackStatus: 'CREATE_COMPLETE', DriftInformation: drift, Tags: [] }];
      });
      if (StackName === undefined || found.length > 0) return { Stacks: found };
      throw Object.assign(awsError('ValidationError', 400), { message: `Stack with id ${StackName} does not exist` });
    },
    GetTemplate: ({ StackName, TemplateStage }, region) => {
      expect(TemplateStage).toBe('Original');
      return { TemplateBody: world.stacks[`${region} ${StackName}`]?.template };
    },
    DescribeStackResourceDrifts: ({ StackName }, region) => ({
      StackResourceDrifts: world.stacks[`${region} ${StackName}`]?.drifts ?? [],
    }),
    DetectStackDrift: ({ StackName }, region) => {
      world.detected.push(`${region} ${StackName}`);
      return { StackDriftDetectionId: 'd-1' };
    },
    GetItem: ({ ConsistentRead, Key }) => {
      expect(ConsistentRead).toBe(true);
      const isLock = Object(Key).pk.S === lockPartition(plan.name);
      if (!isLock) return { Item: world.item };
      if (world.lock === 'unread') throw awsError('InternalServerError', 500);
      return { Item: world.lock && attributesOf(world.lock) };
    },
    PutItem: ({ Item }) => {
      world.order.push('item');
      world.item = Item as unknown as Record<string, object>;
    },
    PutObject: ({ Key = '', Body = '', Bucket }) => {
      expect(Bucket).toBe(namesOf(plan, HERE).evidenceBucket);
      world.order.push('object');
      world.objects[Key] = Body;
    },
    PutMetricData: ({ MetricData }) => {
      const data = MetricData as unknown as { MetricName: string; Value: number; Dimensions: object[] }[];
      for (const { Dimensions } of data) expect(Dimensions).toEqual([{ Name: 'Plan', Value: 'orders' }]);
      world.metrics.push(Object.fromEntries(data.map(({ MetricName, Value }) => [MetricName, Value])));
    },
  };
  const clientIn = (region: string) => ({
    async send(command: Command) {
      const name = command.constructor.name.replace(/Command$/, '');
      const version = `${name} ${region} ${command.input.VersionId}`;
      const error = world.errors[version] ?? world.errors[`${name} ${region}`] ?? world.errors[name];
      if (error) throw error;
      const operation = operations[name];
      if (!operation) throw new Error(`the fake has no ${name}`);
      return operation(command.input, region);
    },
  });
  const here = clientIn(HERE);
  const clients = {
    s3In: clientIn,
    cloudformationIn: clientIn,
    cloudwatch: here,
    dynamo: here,
    activeIn: () => ({ rds: here, dynamo: here, dns: { texts: async () => [] } }),
  };
  const place: Place = { plan, region: HERE, names: namesOf(plan, HERE) };
  const edge = {
    clock: { now: () => world.now, sleep: async () => {} },
    log: (line: Record<string, unknown>) => world.log.push(line),
  };
  const check = createHandler(clients, place, edge);
  const found = () => world.log.filter(({ level }) => level !== undefined).map((line) => `${line.level} ${line.kind}`);
  return { world, check, found };
}

const bodyOf = (content: string, VersionId: string | undefined) => ({
  ContentLength: content.length,
  VersionId,
  Body: { transformToByteArray: async () => Buffer.from(content) },
});

type World = ReturnType<typeof smallWorld>['world'];
const rememberedBy = ({ item: { notCompared } = {} }: World): object[] => JSON.parse(Object(notCompared).S);
const timeout = () => Object.assign(new Error('no answer'), { name: 'TimeoutError' });

describe('CheckDrift', () => {
  test('says that nothing has drifted where nothing has, and keeps that once', async () => {
    const { world, check, found } = smallWorld();
    await check();
    expect(found()).toEqual([]);
    expect(world.metrics).toEqual([{ Drift: 0, DriftUnknown: 0 }]);
    expect(Object.keys(world.objects)).toEqual([`drift/${HERE}/${NOW}.json`]);
    world.now += 3_600_000;
    await check();
    expect(world.metrics).toHaveLength(2);
    expect(Object.keys(world.objects)).toHaveLength(1);
  });

  test.each<[string, (world: World) => void, string[]]>([
    // F-67
    [
      'another release there',
      (w) => (w.manifests[LOST] = [manifest(LOST, { release: 'r-aaaa', createdAt: '2026-11-21T09:00:00Z' })]),
      ['drift release'],
    ],
    ['no release here', (w) => (w.manifests[HERE] = []), ['drift release']],
    [
      'an older release put back here',
      (w) => {
        w.manifests[HERE] = [manifest(HERE), manifest(HERE, { createdAt: '2026-11-21T11:00:00Z' })];
      },
      ['drift release'],
    ],
    [
      'an older release put back here, under versions that nobody signed',
      (w) => {
        const junk = Array.from({ length: 150 }, (_, index) => `{"junk":${index}}`);
        w.manifests[HERE] = [manifest(HERE), ...junk, manifest(HERE, { createdAt: '2026-11-21T11:00:00Z' })];
      },
      ['drift release'],
    ],
    [
      'more versions here than are read',
      (w) => {
        const junk = Array.from({ length: 201 }, (_, index) => `{"junk":${index}}`);
        w.manifests[HERE] = [manifest(HERE), ...junk, manifest(HERE, { createdAt: '2026-11-21T11:00:00Z' })];
      },
      ['unknown release'],
    ],
    ['a manifest whose bytes have changed here', (w) => (w.altered = HERE), ['unknown release']],
    ['a Region whose bucket is silent', (w) => (w.errors[`GetObject ${LOST}`] = timeout()), ['unknown release']],
    [
      'versions that cannot be listed',
      (w) => (w.errors.ListObjectVersions = awsError('AccessDenied', 403)),
      ['unknown release', 'unknown release'],
    ],
    // F-74
    [
      'another template there',
      (w) => (w.stacks[`${LOST} orders-web-r-3f2a1b`] = { template: '{}' }),
      ['drift deployed'],
    ],
    ['a stack that is missing there', (w) => delete w.stacks[`${LOST} orders-web-r-3f2a1b`], ['drift deployed']],
    ['stacks that nobody can list', (w) => (w.errors[`DescribeStacks ${LOST}`] = timeout()), ['unknown deployed']],
    [
      'a template that cannot be read',
      (w) => (w.errors.GetTemplate = awsError('Throttling', 400)),
      ['unknown deployed', 'unknown deployed'],
    ],
    ['RDS that is silent', (w) => (w.errors.DescribeGlobalClusters = timeout()), ['unknown deployed']],
    ['a writer outside the plan', (w) => (w.writers.orders = 'eu-west-1'), ['unknown deployed']],
    ['a pilot light that is missing', (w) => delete w.stacks[`${HERE} orders-pilot-light`], ['drift resources']],
    [
      'a pilot light that was never looked at',
      (w) => (w.stacks[`${HERE} orders-pilot-light`] = {}),
      ['unknown resources'],
    ],
    [
      'a control plane that was changed by hand',
      (w) => {
        w.stacks[`${HERE} understudy-orders`] = {
          drift: { ...inSync, StackDriftStatus: 'DRIFTED' },
          drifts: [{ LogicalResourceId: 'A', ResourceType: 'T', StackResourceDriftStatus: 'DELETED' }],
        };
      },
      ['drift resources'],
    ],
    [
      'a resource that CloudFormation may not read',
      (w) => {
        w.stacks[`${HERE} understudy-orders`] = {
          drift: { ...inSync, StackDriftStatus: 'UNKNOWN' },
          drifts: [{ LogicalResourceId: 'A', ResourceType: 'T', StackResourceDriftStatus: 'UNKNOWN' }],
        };
      },
      ['unknown resources'],
    ],
    [
      'a control plane that does not answer',
      (w) => (w.errors[`DescribeStacks ${HERE}`] = timeout()),
      ['unknown resources', 'unknown resources'],
    ],
  ])('finds %s', async (_, breakIt, expected) => {
    const { world, check, found } = smallWorld();
    breakIt(world);
    await check();
    expect(found()).toEqual(expected);
    const count = (level: string) => expected.filter((one) => one.startsWith(level)).length;
    expect(world.metrics).toEqual([{ Drift: count('drift'), DriftUnknown: count('unknown') }]);
  });

  test('names the resource that CloudFormation may not read, and why', async () => {
    const { world, check } = smallWorld();
    const DriftStatusReason = 'not authorized to perform: lambda:GetFunction';
    world.stacks[`${HERE} understudy-orders`] = {
      drift: { ...inSync, StackDriftStatus: 'UNKNOWN' },
      drifts: [{ LogicalResourceId: 'A', ResourceType: 'T', StackResourceDriftStatus: 'UNKNOWN', DriftStatusReason }],
    };
    await check();
    expect(world.log.map(({ because }) => because)).toContain(
      `A (T) of understudy-orders in ${HERE} was not checked: ${DriftStatusReason}`,
    );
  });

  test.each<[string, string, string[]]>([
    ['what runs is the template that was signed there', '', []],
    ['what runs is what somebody put in its place', ' ', ['drift deployed']],
  ])('compares with the staged template by its bytes: %s', async (_, added, expected) => {
    const { world, check, found } = smallWorld();
    const rewritten = JSON.stringify({ Resources: { Queue: { Type: 'AWS::SQS::Queue', DependsOn: 'here' } } });
    const signed = stacks.map(({ template: one, ...rest }) => ({
      ...rest,
      template: { ...one, sha256: sha256(rest.name === 'orders-web' ? rewritten : text) },
    }));
    world.manifests[LOST] = [manifest(LOST, { stacks: signed })];
    world.staged = `${rewritten}${added}`;
    world.stacks[`${LOST} orders-web-r-3f2a1b`] = { template: rewritten };
    await check();
    expect(found()).toEqual(expected);
  });

  test.each([HERE, LOST])(
    'says which earlier manifest of %s it may not read, and compares without it',
    async (region) => {
      const { world, check, found } = smallWorld();
      world.manifests[region] = [manifest(region), manifest(region, { createdAt: '2026-11-21T08:00:00Z' })];
      world.errors[`GetObject ${region} v1`] = awsError('AccessDenied', 403);
      await check();
      expect(found()).toEqual([]);
      expect(world.log).toContainEqual({
        trigger: 'CheckDrift',
        kind: 'unread',
        because: 's3:GetObject of an earlier manifest failed: AccessDenied, AccessDenied was answered',
      });
    },
  );

  test('says which staged template it may not read, and compares without it', async () => {
    const { world, check, found } = smallWorld();
    const staged = releaseStack('orders-web').template;
    world.errors[`GetObject ${LOST} ${staged.versionId}`] = awsError('AccessDenied', 403);
    await check();
    expect(found()).toEqual([]);
    const because = `s3:GetObject of ${staged.key} failed: AccessDenied, AccessDenied was answered`;
    expect(world.log).toContainEqual({ trigger: 'CheckDrift', kind: 'unread', because });
  });

  test('takes nothing for rolled back that was published while it looked', async () => {
    const { world, check, found } = smallWorld();
    const at = '2026-11-21T11:59:59Z';
    for (const region of [LOST, HERE])
      world.manifests[region] = [manifest(region, { createdAt: at }), manifest(region)];
    world.current = 1;
    await check();
    expect(found()).toEqual([]);
  });

  test('keeps what has changed as evidence, chained to what it kept before', async () => {
    const { world, check } = smallWorld();
    await check();
    world.manifests[HERE] = [];
    world.now += 3_600_000;
    await check();
    const [first, second, ...more] = Object.values(world.objects).map((body) => JSON.parse(body));
    expect(more).toEqual([]);
    expect(first).toMatchObject({ findings: [], releases: { [LOST]: 'r-3f2a1b', [HERE]: 'r-3f2a1b' } });
    expect(second).toMatchObject({
      plan: 'orders',
      region: HERE,
      findings: [{ kind: 'release', region: HERE, level: 'drift' }],
      releases: { [LOST]: 'r-3f2a1b' },
      previousSha256: first.sha256,
    });
  });

  test('remembers what it found only after that is kept', async () => {
    const { world, check } = smallWorld();
    world.errors.PutObject = awsError('SlowDown', 503);
    await expect(check()).rejects.toThrow('SlowDown');
    expect(world.item).toBeUndefined();
    world.errors = {};
    await check();
    expect(world.order).toEqual(['object', 'item']);
  });

  test('fails when it cannot tell, so that its alarm does', async () => {
    const { world, check } = smallWorld();
    world.errors.PutMetricData = awsError('InternalFailure', 500);
    await expect(check()).rejects.toThrow('InternalFailure');
  });

  test('leaves CloudFormation to a run that moves users here, for as long as a run may take', async () => {
    const { world, check, found } = smallWorld();
    const { owner, since, quietAt } = { owner: RUN_ID, since: NOW, quietAt: NOW };
    world.lock = { owner, verb: 'failover', state: 'held', epoch: 101, version: 3, since, quietAt };
    const noCall = new Error('no call was to be made');
    world.errors = { DescribeStacks: noCall, GetTemplate: noCall, DetectStackDrift: noCall, PutMetricData: noCall };
    await check();
    expect(world.log).toMatchObject([{ kind: 'left', because: expect.stringContaining(`${RUN_ID} is under way`) }]);
    expect([world.metrics, world.item, found()]).toEqual([[], undefined, []]);
    world.errors = {};
    world.now += MAKES_WAY_SECONDS_MAX.failover * 1000;
    await check();
    expect(world.metrics).toEqual([{ Drift: 0, DriftUnknown: 0 }]);
  });

  test('looks where nobody can tell whether a run is under way, and says that', async () => {
    const { world, check } = smallWorld();
    world.lock = 'unread';
    await check();
    expect(world.log[0]).toMatchObject({ kind: 'unread', because: expect.stringContaining('the lock') });
    expect(world.metrics).toEqual([{ Drift: 0, DriftUnknown: 0 }]);
  });

  test('has CloudFormation look again at the stacks that stand here, for the next check', async () => {
    const { world, check } = smallWorld();
    await check();
    expect(world.detected).toEqual([`${HERE} understudy-orders`, `${HERE} orders-pilot-light`]);
  });

  test('remembers since when a first detection is under way, until it has ended', async () => {
    const { world, check } = smallWorld();
    const pilotLight = `${HERE} orders-pilot-light`;
    world.stacks[pilotLight] = {};
    const because = `the drift of orders-pilot-light in ${HERE} is not known: no drift detection has ended yet`;
    world.errors.DetectStackDrift = awsError('ValidationError', 400);
    await check();
    expect(rememberedBy(world)).toEqual([{ because }]);
    world.errors = {};
    await check();
    expect(rememberedBy(world)).toEqual([{ because, detectingSince: NOW }]);
    world.now += 3_600_000;
    await check();
    expect(rememberedBy(world)).toEqual([{ because, detectingSince: NOW }]);
    world.stacks[pilotLight] = { drift: inSync };
    await check();
    expect(rememberedBy(world)).toEqual([]);
  });

  test('takes nothing else that is unknown for a detection that is under way, and keeps ten sentences', async () => {
    const { world, check } = smallWorld();
    const drifts = Array.from({ length: 12 }, (_, index) => ({
      LogicalResourceId: `A${index}`,
      ResourceType: 'T',
      StackResourceDriftStatus: 'UNKNOWN',
    }));
    world.stacks[`${HERE} understudy-orders`] = { drift: { ...inSync, StackDriftStatus: 'UNKNOWN' }, drifts };
    await check();
    const kept = rememberedBy(world);
    expect(kept).toHaveLength(10);
    expect(kept.filter((one) => 'detectingSince' in one)).toEqual([]);
    expect(world.item).toMatchObject({ unknown: { N: '12' } });
  });

  test('goes on where a stack cannot be looked at now, and says so', async () => {
    const { world, check } = smallWorld();
    world.errors.DetectStackDrift = awsError('ValidationError', 400);
    await check();
    expect(world.metrics).toEqual([{ Drift: 0, DriftUnknown: 0 }]);
    expect(world.log.filter(({ kind }) => kind === 'not-detecting')).toHaveLength(2);
  });

  test('does not know which Region is active while a move is half done', async () => {
    const [database] = signedPlan.databases;
    if (!database) throw new Error('the plan has a database');
    const databases = [database, { ...database, globalCluster: 'billing' }];
    const { world, check, found } = smallWorld({ ...signedPlan, databases });
    world.writers.billing = HERE;
    await check();
    expect(found()).toEqual(['unknown deployed']);
    expect(world.log.map(({ because }) => because).join()).toContain(`the writers are in ${LOST} and ${HERE}`);
  });

  test('asks the claim and the records who is active in a plan without databases', async () => {
    const { world, check, found } = smallWorld({ ...signedPlan, databases: [] });
    world.errors.DescribeGlobalClusters = new Error('there is no database to ask for');
    await check();
    expect(found()).toEqual([]);
  });
});

describe('CheckDrift may', () => {
  const actions = (plan: Plan) =>
    checkDrift.permissions({ plan, region: HERE, names: namesOf(plan, HERE) }).flatMap((one) => one.actions);

  test('change nothing of what it looks at', () => {
    const writing = actions(signedPlan).filter((action) => !/:(Get|List|Describe|Detect)/.test(action));
    expect(writing.sort()).toEqual(['cloudwatch:PutMetricData', 'dynamodb:PutItem', 's3:PutObject']);
  });

  test('ask for the writer only where there is one, else for the claim', () => {
    expect(actions(signedPlan)).toContain('rds:DescribeGlobalClusters');
    expect(actions({ ...signedPlan, databases: [] }).filter((action) => action.startsWith('rds:'))).toEqual([]);
  });

  test('detect the drift of no pilot light that the plan does not name', () => {
    const { pilotLight: _, ...release } = signedPlan.release;
    const plan = { ...signedPlan, release };
    const detecting = (of: Plan) =>
      checkDrift
        .permissions({ plan: of, region: HERE, names: namesOf(of, HERE) })
        .find((one) => one.actions.includes('cloudformation:DetectStackDrift'))?.resources;
    const arn = (stack: string) => `arn:aws:cloudformation:${HERE}:111122223333:stack/${stack}/*`;
    expect(detecting(plan)).toEqual([arn('understudy-orders')]);
    expect(detecting(signedPlan)).toEqual([arn('understudy-orders'), arn('orders-pilot-light')]);
  });
});
