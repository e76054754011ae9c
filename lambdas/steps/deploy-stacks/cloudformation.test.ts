import { sha256 } from '../../../lib/domain/canonical-json';
import { STACK_TAGS } from '../../../lib/domain/names';
import { document, EPOCH, inputFor } from '../../../test/fixtures';
import {
  deploying,
  ourTags,
  RELEASE,
  releaseStack,
  type StackWorld,
  stackWorld,
  stands,
  type WorldEvent,
} from '../../../test/stack-world';
import { awsError, signedPlan, template } from '../../../test/standby';
import { deployStacks } from './step';

const DATA = `orders-data-${RELEASE}`;
const WEB = `orders-web-${RELEASE}`;

const createdIn = ({ created }: StackWorld) => created.map(({ StackName }) => StackName);
const refusedWith = (name: string, message: string) => Object.assign(awsError(name, 400), { message });

const failed = (LogicalResourceId: string, ResourceStatusReason: string): WorldEvent => ({
  LogicalResourceId,
  ResourceType: 'AWS::ECS::Service',
  ResourceStatus: 'CREATE_FAILED',
  ResourceStatusReason,
});

describe('DeployStacks creates', () => {
  test('every stack once, in the order of their dependencies', async () => {
    const world = stackWorld();
    expect(await deploying(world).run()).toMatchObject({
      status: 'done',
      output: {
        release: RELEASE,
        stacks: 2,
        adopted: 0,
      },
    });
    expect(createdIn(world)).toEqual([DATA, WEB]);
  });

  test('a stack exactly as the release says, from the version that was verified', async () => {
    const world = stackWorld();
    await deploying(world).run();
    const bucket = 'understudy-orders-releases-111122223333-us-west-2';
    expect(world.created[0]).toEqual({
      StackName: DATA,
      TemplateURL: `https://${bucket}.s3.us-west-2.amazonaws.com/orders-data.json?versionId=v-orders-data`,
      Parameters: [{ ParameterKey: 'Size', ParameterValue: 'small' }],
      Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
      Tags: [
        { Key: STACK_TAGS.plan, Value: 'orders' },
        { Key: STACK_TAGS.release, Value: RELEASE },
        { Key: STACK_TAGS.epoch, Value: '101' },
        { Key: STACK_TAGS.lane, Value: 'live' },
        { Key: STACK_TAGS.level, Value: '1' },
      ],
      RoleARN: inputFor(deployStacks, { plan: signedPlan }).names.releaseRoleArn,
      ClientRequestToken: `orders-data-${RELEASE}-101`,
      OnFailure: 'DO_NOTHING',
      TimeoutInMinutes: 45,
    });
  });

  test.each<[string, (world: StackWorld) => void, string]>([
    [
      'one byte of one template was flipped',
      ({ objects }) => Object.assign(objects, { 'orders-web.json@v-orders-web': '{"Description":"orders-wea"}' }),
      'the template of orders-web (orders-web.json, version v-orders-web) is not what was signed',
    ],
    [
      'a version is missing',
      ({ objects }) => delete objects['orders-web.json@v-orders-web'],
      'the template of orders-web (orders-web.json, version v-orders-web) is not in understudy-orders-releases-',
    ],
    [
      'one byte of an asset was flipped',
      ({ objects }) => Object.assign(objects, { 'web.zip@v-web-zip': 'zap' }),
      'an asset (web.zip, version v-web-zip) is not what was signed',
    ],
  ])('nothing when %s', async (_, change, sentence) => {
    const world = stackWorld();
    change(world);
    await expect(deploying(world).run()).rejects.toThrow(sentence);
    expect(world.created).toEqual([]);
  });

  test('nothing from a signed template that reads SSM', async () => {
    const text = '{"Parameters":{"BootstrapVersion":{"Type":"AWS::SSM::Parameter::Value<String>"}}}';
    const { template: signed, ...web } = releaseStack('orders-web');
    const world = stackWorld([releaseStack('orders-data'), { ...web, template: { ...signed, sha256: sha256(text) } }]);
    world.objects['orders-web.json@v-orders-web'] = text;
    await expect(deploying(world).run()).rejects.toThrow('its parameter BootstrapVersion reads SSM at deploy time');
    expect(world.created).toEqual([]);
  });

  test('from nothing but the versions that were signed, each read once while the function is warm', async () => {
    const world = stackWorld();
    const { run } = deploying(world);
    await run();
    await run();
    expect(world.read.sort()).toEqual([
      'current.json@v-current',
      'orders-data.json@v-orders-data',
      'orders-web.json@v-orders-web',
    ]);
  });

  test('what was young enough when the run began', async () => {
    const world = stackWorld();
    const plan = { ...signedPlan, release: { ...signedPlan.release, ageHoursMax: 2 } };
    world.now += 3_600_000;
    expect(await deploying(world, plan).run()).toMatchObject({ status: 'done' });
  });

  test('what is too old only where a database was promoted before', async () => {
    const world = stackWorld();
    const plan = { ...signedPlan, release: { ...signedPlan.release, ageHoursMax: 1 } };
    const lagged = (promoted: object) => ({
      checkReadiness: {
        status: 'done',
        output: {
          lags: [{ globalCluster: 'orders', ...promoted }],
          release: { id: RELEASE, commit: 'c0ffee', versionId: 'v-current', sha256: '0'.repeat(64) },
        },
      },
    });
    await expect(deploying(world, plan).run(lagged({ lagSeconds: 1 }))).rejects.toThrow('the plan allows 1 h');
    expect(world.created).toEqual([]);
    expect(await deploying(world, plan).run(lagged({ promoted: true }))).toMatchObject({ status: 'done' });
  });

  test('nothing while S3 does not answer, and then goes on', async () => {
    const world = stackWorld();
    world.errors.GetObjectCommand = awsError('SlowDown', 503);
    const { run, later } = deploying(world);
    expect(await run()).toMatchObject({
      status: 'pending',
      because: expect.stringContaining('cannot be verified yet'),
    });
    world.errors = {};
    expect(await later(5)).toMatchObject({ status: 'done' });
  });
});

describe('DeployStacks, beside stacks of another release,', () => {
  const OLD = 'orders-web-r-000000';
  const command =
    `aws cloudformation delete-stack --region us-west-2 --stack-name ${OLD} ` +
    `--role-arn ${inputFor(deployStacks, { plan: signedPlan }).names.releaseRoleArn}`;
  const halfUp = () => {
    const world = stackWorld();
    stands(world, OLD, { tags: ourTags({ [STACK_TAGS.release]: 'r-000000' }) });
    return world;
  };

  test('is done, and names each with the command that removes it', async () => {
    const world = halfUp();
    expect(await deploying(world).run()).toMatchObject({
      status: 'done',
      output: { others: [{ stackName: OLD, release: 'r-000000', command }] },
      because: expect.stringContaining(`are complete; 1 stack of another release stands here and may serve users`),
    });
    expect(world.deleted).toEqual([]);
  });

  test('names twenty of them', async () => {
    const world = stackWorld();
    for (let index = 0; index < 21; index += 1) {
      stands(world, `s${index}-r-000000`, { tags: ourTags({ [STACK_TAGS.release]: 'r-000000' }) });
    }
    const { output } = (await deploying(world).run()) as { output: { others: unknown[] } };
    expect(output.others).toHaveLength(20);
  });

  test('lists what stands here once: while the last of its own is made', async () => {
    const world = halfUp();
    world.secondsOf = () => 60;
    const { run, later } = deploying(world);
    await run();
    expect(world.listed).toBe(0);
    await later(60);
    expect(world.listed).toBe(1);
    expect(await later(60)).toMatchObject({ status: 'done', output: { others: [{ stackName: OLD }] } });
    expect(world.listed).toBe(1);
  });

  test('lists it again where that was not answered', async () => {
    const world = halfUp();
    world.secondsOf = () => 60;
    const { run, later } = deploying(world);
    await run();
    const throttled = () =>
      world.calls.DescribeStacksCommand === 6 ? awsError('ThrottlingException', 400) : undefined;
    Object.defineProperty(world.errors, 'DescribeStacksCommand', { get: throttled });
    await later(60);
    expect([world.calls.DescribeStacksCommand, world.listed]).toEqual([6, 0]);
    expect(await later(60)).toMatchObject({ status: 'done', output: { others: [{ stackName: OLD }] } });
  });

  test('says nothing of them where there is none', async () => {
    const { output } = (await deploying(stackWorld()).run()) as { output: object };
    expect(output).not.toHaveProperty('others');
  });
});

describe('DeployStacks, when CreateStack', () => {
  test.each(['AlreadyExistsException', 'TokenAlreadyExistsException'])('answers %s, goes on', async (name) => {
    const world = stackWorld();
    const { run, later } = deploying(world);
    world.errors.CreateStackCommand = awsError(name, 400);
    expect(await run()).toMatchObject({ status: 'pending' });
    world.errors = {};
    stands(world, DATA, { tags: ourTags() });
    expect(await later(5)).toMatchObject({ status: 'done' });
    expect(createdIn(world)).toEqual([DATA, WEB]);
  });

  test.each([
    // F-63
    ['LimitExceededException', 'limit', 'a quota of CloudFormation in us-west-2 is used up, 2,000 stacks unless'],
    ['InsufficientCapabilitiesException', 'CAPABILITY_IAM', 'the manifest names too few capabilities'],
    ['ValidationError', 'Parameters: [X] must have values', 'template and parameters do not fit CloudFormation'],
    ['ValidationError', 'No export named vpc found.', 'it imports what no stack in us-west-2 exports'],
    [
      'AccessDenied',
      'not authorized',
      'stacks are created with arn:aws:iam::111122223333:role/orders-release-us-west-2',
    ],
    ['SomethingElse', 'no', 'mend the cause, then start the failover again'],
  ])('answers %s (%s), refuses with what mends it and sends it no more', async (name, message, mend) => {
    const world = stackWorld();
    world.errors.CreateStackCommand = refusedWith(name, message);
    const because = `CloudFormation does not create ${DATA}: ${name}, ${message}; ${mend}`;
    await expect(deploying(world).run()).rejects.toMatchObject({
      name: 'Understudy.Refused',
      message: expect.stringContaining(because),
    });
    expect(world.created).toHaveLength(1);
  });

  test('is turned away, sends it again a moment later', async () => {
    const world = stackWorld();
    const { run, later } = deploying(world);
    world.errors.CreateStackCommand = refusedWith('Throttling', 'Rate exceeded');
    const record = await run();
    expect(record).toMatchObject({ status: 'pending', because: expect.stringContaining('Throttling, Rate exceeded') });
    expect(world.created).toHaveLength(1);
    world.errors = {};
    expect(await later(2)).toMatchObject({ status: 'done' });
  });

  test.each([
    'S3 error: We encountered an internal error. Please try again.',
    'S3 error: Please reduce your request rate.',
    'Rate exceeded',
  ])('answers a ValidationError that passes, sends it again for 60 s before it refuses: %s', async (message) => {
    const world = stackWorld();
    const { run, later } = deploying(world);
    world.errors.CreateStackCommand = refusedWith('ValidationError', message);
    expect(await run()).toMatchObject({ status: 'pending', because: expect.stringContaining(message) });
    for (let second = 5; second < 60; second += 5) expect(await later(5)).toMatchObject({ status: 'pending' });
    expect(world.created).toHaveLength(12);
    await expect(later(5)).rejects.toThrow(`CloudFormation does not create ${DATA}: ValidationError, ${message}`);
  });

  test('answers it once, goes on', async () => {
    const world = stackWorld();
    const { run, later } = deploying(world);
    world.errors.CreateStackCommand = refusedWith('ValidationError', 'S3 error: internal error');
    await run();
    world.errors = {};
    expect(await later(5)).toMatchObject({ status: 'done' });
  });

  // F-72
  test('is not answered, looks whether it got through and sends it again with the same token', async () => {
    const world = stackWorld();
    const { run, later } = deploying(world);
    world.errors.CreateStackCommand = Object.assign(new Error('no answer'), { name: 'TimeoutError' });
    expect(await run()).toMatchObject({ status: 'pending', because: expect.stringContaining('was sent 0 s ago') });
    world.errors = {};
    expect(await later(30)).toMatchObject({ status: 'done' });
    expect(world.created.map(({ ClientRequestToken }) => ClientRequestToken).slice(0, 2)).toEqual(
      Array(2).fill(`orders-data-${RELEASE}-101`),
    );
  });

  // F-72
  test.each(['the same stack', 'AlreadyExistsException', 'TokenAlreadyExistsException'] as const)(
    'is accepted and the answer is lost, makes each stack once, also where sending it again is answered with %s',
    async (repeatAnswer) => {
      const world = Object.assign(stackWorld(), { repeatAnswer, losesAnswers: true, lags: true });
      const { run, later } = deploying(world);
      expect(await run()).toMatchObject({ status: 'pending', because: expect.stringContaining('was sent 0 s ago') });
      expect(await later(30)).toMatchObject({ status: 'pending' });
      expect(world.created.map(({ ClientRequestToken }) => ClientRequestToken)).toEqual(
        Array(2).fill(`orders-data-${RELEASE}-101`),
      );
      world.lags = false;
      expect(await later(5)).toMatchObject({ status: 'done', output: { stacks: 2, adopted: 0 } });
      expect(createdIn(world)).toEqual([DATA, DATA, WEB]);
      expect(Object.keys(world.stacks)).toEqual([DATA, WEB]);
    },
  );

  test('throws what is a fault of this program', async () => {
    const world = stackWorld();
    world.errors.CreateStackCommand = new TypeError('undefined is not a function');
    await expect(deploying(world).run()).rejects.toThrow(TypeError);
  });
});

describe('DeployStacks, while CloudFormation does not show what was sent', () => {
  const independent = [releaseStack('orders-data'), releaseStack('orders-web')];

  test('sends each stack once and waits, saying so', async () => {
    const world = stackWorld(independent);
    world.lags = true;
    const { run, later } = deploying(world);
    await run();
    expect(await later(5)).toMatchObject({
      status: 'pending',
      because:
        `${DATA} was sent 5 s ago, CloudFormation does not show it yet; ` +
        `${WEB} was sent 5 s ago, CloudFormation does not show it yet; 0 of 2 complete`,
    });
    expect(createdIn(world)).toEqual([DATA, WEB]);
    world.lags = false;
    expect(await later(2)).toMatchObject({ status: 'done' });
    expect(createdIn(world)).toEqual([DATA, WEB]);
  });

  test.each([
    ['waits up to 30 s', 29, 1],
    ['sends it again after 30 s, with the same token', 30, 2],
  ])('%s', async (_, seconds, times) => {
    const world = stackWorld();
    world.lags = true;
    const { run, later } = deploying(world);
    await run();
    expect(await later(seconds)).toMatchObject({ status: 'pending' });
    expect(world.created.map(({ ClientRequestToken }) => ClientRequestToken)).toEqual(
      Array(times).fill(`orders-data-${RELEASE}-101`),
    );
  });

  test('remembers it for this run alone', async () => {
    const world = stackWorld();
    world.lags = true;
    const { run } = deploying(world);
    await run();
    await run({ run: { ...document.run, id: `${document.run.id}-2` } });
    expect(world.created).toHaveLength(2);
  });

  test('forgets what it was answered as soon as the stack shows', async () => {
    const world = stackWorld();
    const { run, later } = deploying(world);
    world.errors.CreateStackCommand = awsError('AlreadyExistsException', 400);
    await run();
    world.errors = {};
    stands(world, DATA, { status: 'DELETE_IN_PROGRESS' });
    expect(await later(5)).toMatchObject({ status: 'pending', because: expect.stringContaining('DELETE_IN_PROGRESS') });
    world.stacks = {};
    expect(await later(600)).toMatchObject({ status: 'done' });
  });

  test('because somebody deleted it, waits 60 s and then refuses, naming it', async () => {
    const world = stackWorld();
    world.secondsOf = () => 3000;
    const { run, later } = deploying(world);
    await run();
    world.stacks = {};
    await later(600);
    expect(await later(59)).toMatchObject({ status: 'pending' });
    await expect(later(1)).rejects.toThrow(
      `CloudFormation answered that ${DATA} exists already or was created by this run, and shows no such stack 60 s later`,
    );
    expect(createdIn(world)).toEqual([DATA, DATA, DATA]);
  });
});

describe('DeployStacks, when a stack failed', () => {
  const failing = async (status: string, more: { events?: readonly WorldEvent[]; reason?: string } = {}) => {
    const world = stackWorld();
    stands(world, DATA, { status, tags: ourTags(), ...more });
    return deploying(world).run();
  };

  // F-62, F-71
  test('names the first resource that failed, pages back, not those that were cancelled because of it', async () => {
    const noise = Array.from({ length: 150 }, (_, index) => ({
      ...failed(`Queue${index}`, 'Resource creation cancelled'),
    }));
    const events = [...noise, failed('Second', 'later'), failed('Service', 'no capacity')];
    await expect(failing('CREATE_FAILED', { events })).rejects.toThrow(
      `${DATA} is CREATE_FAILED: Service (AWS::ECS::Service): no capacity; mend the cause`,
    );
  });

  test('says what CloudFormation says of the stack when it tells of no resource', async () => {
    await expect(failing('CREATE_FAILED', { reason: 'No export named vpc found' })).rejects.toThrow(
      `${DATA} is CREATE_FAILED: No export named vpc found (it imports what no stack in us-west-2 exports`,
    );
  });
});

describe('DeployStacks, where an earlier run left a stack', () => {
  const tags = ourTags({ [STACK_TAGS.epoch]: String(EPOCH - 1) });
  const parameters = { Size: 'small' };
  const retaining = JSON.stringify({ Resources: { Table: { Type: 'T', DeletionPolicy: 'Retain' } } });
  const tableIs = (ResourceStatus: string, PhysicalResourceId?: string) => ({
    LogicalResourceId: 'Table',
    ResourceType: 'T',
    ResourceStatus,
    ...(PhysicalResourceId && { PhysicalResourceId }),
  });

  // F-58
  test('adopts what is complete and the same, and reads its template once', async () => {
    const world = stackWorld();
    stands(world, DATA, { parameters: { Size: 'small' }, template: `${template('orders-data')} ` });
    world.secondsOf = () => 60;
    const { run, later } = deploying(world);
    await run();
    await later(30);
    expect(await later(30)).toMatchObject({
      status: 'done',
      output: { stacks: 2, adopted: 1 },
    });
    expect(createdIn(world)).toEqual([WEB]);
    expect(world.calls.GetTemplateCommand).toBe(1);
  });

  test('waits for one that is being created, and adopts it', async () => {
    const world = stackWorld();
    stands(world, DATA, { status: 'CREATE_IN_PROGRESS', completeAt: world.now + 60_000 });
    const { run, later } = deploying(world);
    expect(await run()).toMatchObject({ status: 'pending' });
    expect(await later(60)).toMatchObject({ status: 'done', output: { stacks: 2, adopted: 1 } });
  });

  // F-59
  test.each([
    ['with the tags of this run', {}, 'is CREATE_COMPLETE already and is not what the release says'],
    ['with another role', { roleArn: 'arn:aws:iam::1:role/x' }, 'and the role arn:aws:iam::1:role/x in the place of'],
  ])('refuses one that somebody else made %s', async (_, more, sentence) => {
    const world = stackWorld();
    stands(world, DATA, { tags: ourTags(), parameters, template: '{"Resources":{"Q":{"Type":"T"}}}', ...more });
    await expect(deploying(world).run()).rejects.toThrow(sentence);
  });

  test('compares what this run created with the release when another function goes on, once', async () => {
    const world = stackWorld();
    world.secondsOf = (name) => (name === DATA ? 0 : 60);
    await deploying(world).run();
    expect(world.calls.GetTemplateCommand ?? 0).toBe(0);
    const { run, later } = deploying(world);
    await run();
    await later(30);
    expect(await later(30)).toMatchObject({ status: 'done', output: { stacks: 2, adopted: 0 } });
    expect(world.calls.GetTemplateCommand).toBe(2);
  });

  test('refuses what took the place of a stack that this run had created', async () => {
    const world = stackWorld();
    world.secondsOf = () => 60;
    const { run, later } = deploying(world);
    await run();
    stands(world, DATA, { tags: ourTags(), template: '{"Resources":{"Q":{"Type":"T"}}}' });
    await expect(later(5)).rejects.toThrow('is not what the release says');
  });

  test('leaves the names of parameters in the evidence, and no value anywhere', async () => {
    const world = stackWorld();
    await deploying(world).run();
    expect(world.evidence[0]).toMatchObject({
      kind: 'called',
      data: { act: { kind: 'create', stacks: [{ stackName: DATA, parameters: ['Size'] }] } },
    });
    expect(JSON.stringify(world.evidence)).not.toContain('small');
  });

  test('adopts one whose letters CloudFormation does not show, made from a template with other metadata', async () => {
    const text = '{"Description":"Grüße 🎉","Metadata":{"at":"noon"}}';
    const { template: signed, ...data } = releaseStack('orders-data');
    const world = stackWorld([{ ...data, template: { ...signed, sha256: sha256(text) } }, releaseStack('orders-web')]);
    world.objects['orders-data.json@v-orders-data'] = text;
    stands(world, DATA, { template: '{"Description":"Grüße 🎉","Metadata":{"at":"night"}}' });
    expect(await deploying(world).run()).toMatchObject({ status: 'done', output: { stacks: 2, adopted: 1 } });
  });

  describe('made from another version of the same file', () => {
    const key = `assets/${sha256('zip')}.zip`;
    const templateWith = (...versions: readonly string[]) =>
      JSON.stringify({
        Resources: Object.fromEntries(
          versions.map((S3ObjectVersion, index) => [
            `Fn${index}`,
            { Type: 'T', Code: { S3Key: key, S3ObjectVersion } },
          ]),
        ),
      });
    const worldWith = (...versions: readonly string[]) => {
      const text = templateWith(...versions.map(() => 'v1'));
      const { template: signed, ...data } = releaseStack('orders-data');
      const web = releaseStack('orders-web');
      const world = stackWorld([{ ...data, template: { ...signed, sha256: sha256(text) } }, web]);
      world.objects['orders-data.json@v-orders-data'] = text;
      stands(world, DATA, { template: templateWith(...versions) });
      return world;
    };

    test('adopts it when S3 says that the version has the bytes that its key names, asking once', async () => {
      const world = worldWith('v2', 'v2');
      world.objects[`${key}@v2`] = 'zip';
      world.secondsOf = () => 60;
      const { run, later } = deploying(world);
      await run();
      expect(await later(60)).toMatchObject({ status: 'done', output: { stacks: 2, adopted: 1 } });
      expect(world.calls.HeadObjectCommand).toBe(2); // the asset of the release, and this version
    });

    test.each<[string, string | undefined, string]>([
      ['has other bytes', 'zap', `its SHA-256 is ${sha256('zap')}`],
      ['is not there', undefined, 's3:GetObject failed: NoSuchVersion'],
    ])('refuses it when that version %s', async (_, text, why) => {
      const world = worldWith('v1', 'v2');
      if (text !== undefined) world.objects[`${key}@v2`] = text;
      await expect(deploying(world).run()).rejects.toThrow(
        `is not what the release says: Resources.Fn1.Code.S3ObjectVersion is version v2 of ${key}, which in ` +
          `understudy-orders-releases-111122223333-us-west-2 is not known to be that file: ${why}`,
      );
    });

    test('refuses it when it names no version', async () => {
      await expect(deploying(worldWith('')).run()).rejects.toThrow(
        `Resources.Fn0.Code.S3ObjectVersion names no version of ${key}, the release does`,
      );
    });

    test('looks again while S3 does not answer', async () => {
      const world = worldWith('v2');
      world.objects[`${key}@v2`] = 'zip';
      const text = world.stacks[DATA]?.template ?? '';
      stands(world, DATA, { template: text, status: 'UPDATE_IN_PROGRESS' });
      const { run, later } = deploying(world);
      await run();
      stands(world, DATA, { template: text, status: 'UPDATE_COMPLETE' });
      world.errors.HeadObjectCommand = awsError('SlowDown', 503);
      expect(await later(5)).toMatchObject({ status: 'pending', because: expect.stringContaining('SlowDown') });
      world.errors = {};
      expect(await later(5)).toMatchObject({ status: 'done' });
    });

    test.each([
      ['reads twenty of them', 20, 'done'],
      ['refuses more', 21, 'refused'],
    ])('%s', async (_, count, outcome) => {
      const versions = Array.from({ length: count }, (__, index) => `w${index}`);
      const world = worldWith(...versions);
      for (const version of versions) world.objects[`${key}@${version}`] = 'zip';
      const run = deploying(world).run();
      if (outcome === 'done') expect(await run).toMatchObject({ status: 'done' });
      else await expect(run).rejects.toThrow('it names 21 other versions of files, at most 20 are read');
    });
  });

  test('refuses one with another parameter', async () => {
    const text = '{"Parameters":{"Size":{"Type":"String"}}}';
    const { template: signed, ...data } = releaseStack('orders-data', {
      parameters: { live: { Size: 'small' }, drill: {} },
    });
    const world = stackWorld([{ ...data, template: { ...signed, sha256: sha256(text) } }, releaseStack('orders-web')]);
    world.objects['orders-data.json@v-orders-data'] = text;
    stands(world, DATA, { template: text, parameters: { Size: 'large' } });
    await expect(deploying(world).run()).rejects.toThrow('its parameter Size has another value than');
  });

  test('refuses one whose template is another, naming the first difference', async () => {
    const world = stackWorld();
    stands(world, DATA, { parameters, template: '{"Description":"orders-data","Resources":{"Q":{}}}' });
    await expect(deploying(world).run()).rejects.toThrow(
      `${DATA} is CREATE_COMPLETE already and is not what the release says: Resources.Q is {}, the release has missing`,
    );
  });

  test.each(['CREATE_FAILED', 'ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'DELETE_FAILED'])(
    'deletes one that is %s by its id, with the role for releases, and creates it anew',
    async (status) => {
      const world = stackWorld();
      stands(world, DATA, { status, tags });
      expect(await deploying(world).run()).toMatchObject({ status: 'done' });
      expect(world.deleted).toEqual([
        {
          StackName: `arn:${DATA}-before`,
          RoleARN: inputFor(deployStacks, { plan: signedPlan }).names.releaseRoleArn,
          ClientRequestToken: `replace-${DATA}-101`,
        },
      ]);
      expect(createdIn(world)).toEqual([DATA, WEB]);
      expect(
        world.evidence.filter(({ kind }) => kind === 'called').map(({ because }) => because.split(' ')[0]),
      ).toEqual(['deleting', 'creating', 'creating']);
    },
  );

  test.each<[string, readonly WorldEvent[], number]>([
    ['was created', [tableIs('CREATE_COMPLETE', 'table-1')], 0],
    ['may have been created', [tableIs('CREATE_FAILED', 'table-1')], 0],
    ['was never created', [tableIs('CREATE_FAILED'), tableIs('CREATE_IN_PROGRESS')], 1],
    ['was deleted again', [tableIs('DELETE_COMPLETE', 'table-1'), tableIs('CREATE_COMPLETE', 'table-1')], 1],
    ['has no event', [], 1],
    ['was created more events ago than are read', Array(2001).fill(tableIs('DELETE_COMPLETE', 'table-1')), 0],
  ])('deletes no stack whose retained resource %s, or does', async (_, events, deletions) => {
    const world = stackWorld();
    stands(world, DATA, { status: 'CREATE_FAILED', template: retaining, events });
    const run = deploying(world).run();
    if (deletions === 0) await expect(run).rejects.toThrow('deleting it would leave Table, which its template retains');
    else await run;
    expect(world.deleted).toHaveLength(deletions);
  });

  test('sends it again with the same token while the name of what it deleted is not free', async () => {
    const world = stackWorld();
    stands(world, DATA, { status: 'CREATE_FAILED', tags });
    const { run, later } = deploying(world);
    world.errors.CreateStackCommand = awsError('AlreadyExistsException', 400);
    await run();
    for (let second = 5; second < 55; second += 5) expect(await later(5)).toMatchObject({ status: 'pending' });
    expect(world.created).toHaveLength(11);
    expect(new Set(world.created.map(({ ClientRequestToken }) => ClientRequestToken)).size).toBe(1);
    world.errors = {};
    expect(await later(5)).toMatchObject({ status: 'done' });
  });

  test('deletes one whose retained resource disturbs nobody, and creates it anew', async () => {
    const world = stackWorld();
    const logs = JSON.stringify({ Resources: { Table: { Type: 'AWS::Logs::LogGroup', DeletionPolicy: 'Retain' } } });
    const events = [tableIs('CREATE_COMPLETE', 'logs-1')];
    stands(world, DATA, { status: 'CREATE_FAILED', tags, template: logs, events });
    expect(await deploying(world).run()).toMatchObject({ status: 'done' });
    expect(createdIn(world)).toEqual([DATA, WEB]);
    expect(world.evidence.map(({ because }) => because)).toContainEqual(expect.stringContaining('Table stays behind'));
  });

  test('says of one that fails in this run when its retained resource keeps the next from replacing it', async () => {
    const world = stackWorld();
    const events = [tableIs('CREATE_COMPLETE', 'table-1')];
    stands(world, DATA, { status: 'CREATE_FAILED', tags: ourTags(), template: retaining, events });
    await expect(deploying(world).run()).rejects.toThrow(
      'the next run does not replace it: deleting it would leave Table',
    );
  });

  test('asks once for a deletion that the import of another stack cancels', async () => {
    const world = stackWorld();
    const reason = 'Export orders:Url cannot be deleted as it is in use by billing';
    world.deletionEnds = 'CREATE_COMPLETE';
    const release = { ...signedPlan.release, stackName: '{stack}', replaceOlder: true };
    stands(world, 'orders-data', { tags: ourTags({ [STACK_TAGS.release]: 'r-000000' }), reason });
    const { run, later } = deploying(world, { ...signedPlan, release });
    expect(await run()).toMatchObject({ status: 'pending' });
    expect(await later(29)).toMatchObject({ status: 'pending' });
    await expect(later(1)).rejects.toThrow(
      `CloudFormation does not delete orders-data: ${reason}; delete what imports`,
    );
    expect(world.deleted).toHaveLength(1);
  });

  test('waits for a rollback from the beginning of the creation, however late it looks', async () => {
    const world = stackWorld();
    const { run } = deploying(world);
    stands(world, DATA, { status: 'ROLLBACK_IN_PROGRESS', tags, createdAt: world.now - 899_000 });
    const firstLookAt = new Date(world.now - 1_000_000).toISOString();
    const record = { status: 'pending', firstLookAt, looks: 1, because: 'x', lookAgainSeconds: 5, said: [] };
    expect(await run({ deployStacks: record })).toMatchObject({ status: 'pending' });
    world.now += 2000;
    await expect(run({ deployStacks: record })).rejects.toThrow('ROLLBACK_IN_PROGRESS since');
  });

  test('deletes it once, and refuses when that fails', async () => {
    const world = stackWorld();
    world.deletionEnds = 'DELETE_FAILED';
    stands(world, DATA, { status: 'CREATE_FAILED' });
    const { run, later } = deploying(world);
    expect(await run()).toMatchObject({ status: 'pending' });
    await expect(later(30)).rejects.toThrow(`${DATA} is DELETE_FAILED; mend the cause, then run aws cloudformation`);
    expect(world.deleted).toHaveLength(1);
  });

  test('refuses when it may not be deleted, with the command that allows it', async () => {
    const world = stackWorld();
    stands(world, DATA, { status: 'CREATE_FAILED' });
    world.errors.DeleteStackCommand = refusedWith('ValidationError', 'TerminationProtection is enabled');
    await expect(deploying(world).run()).rejects.toThrow(
      `run aws cloudformation update-termination-protection --no-enable-termination-protection --region us-west-2 --stack-name ${DATA}`,
    );
  });

  test('replaces an older release under the same name where the plan says so', async () => {
    const world = stackWorld();
    const release = { ...signedPlan.release, stackName: '{stack}', replaceOlder: true };
    for (const name of ['orders-data', 'orders-web']) {
      stands(world, name, { tags: ourTags({ [STACK_TAGS.release]: 'r-000000' }) });
    }
    expect(await deploying(world, { ...signedPlan, release }).run()).toMatchObject({ status: 'done' });
    expect(world.deleted.map(({ StackName }) => StackName)).toEqual([
      'arn:orders-web-before',
      'arn:orders-data-before',
    ]);
    expect(createdIn(world)).toEqual(['orders-data', 'orders-web']);
  });
});

describe('DeployStacks asks CloudFormation', () => {
  test('no more than ten times at once', async () => {
    const stacks = Array.from({ length: 25 }, (_, index) => releaseStack(`s${index}`));
    const world = stackWorld(stacks);
    const release = { ...signedPlan.release, stacks: stacks.map(({ name }) => name) };
    await deploying(world, { ...signedPlan, release }).run();
    expect(world.describedAtOnceMax).toBe(10);
  });

  test('not again about what is complete, nor about what waits for others, nor twice within 1 s', async () => {
    const world = stackWorld();
    world.secondsOf = (name) => (name === DATA ? 60 : 600);
    const { run, later } = deploying(world);
    const calls = async (record: Promise<unknown>) => {
      const before = world.calls.DescribeStacksCommand ?? 0;
      await record;
      return (world.calls.DescribeStacksCommand ?? 0) - before;
    };
    expect(await calls(run())).toBe(3); // both, and the one that was sent
    expect(await calls(later(0.9))).toBe(0);
    expect(await calls(later(0.1))).toBe(1);
    expect(await calls(later(60))).toBe(3); // the one that is complete now, the other, which was sent, and the Region's
    expect(await calls(later(5))).toBe(1);
  });
});
