import { sha256 } from '../../../lib/domain/canonical-json';
import { STACK_TAGS } from '../../../lib/domain/names';
import { document, EPOCH, inputFor } from '../../../test/fixtures';
import { clientsOf, releaseStack, type StackWorld, stackWorld } from '../../../test/stack-world';
import { awsError, signedPlan } from '../../../test/standby';
import type { Edge } from '../../edge/step-handler';
import { createHandler } from './handler';
import { deployStacks } from './step';

const DATA = 'orders-data-r-3f2a1b';
const WEB = 'orders-web-r-3f2a1b';
const release = { id: 'r-3f2a1b', versionId: 'v-current', sha256: '0'.repeat(64) };
const event = {
  ...document,
  plan: signedPlan,
  admitRun: { status: 'done', output: { epoch: EPOCH, reason: 'us-east-1 is unreachable' } },
  checkReadiness: { status: 'done', output: { lags: [], release } },
};

/** The step's Lambda over a small world; the clock stands still but for `later`. */
function deploying(world: StackWorld) {
  const edge: Edge = {
    clock: { now: () => world.now, sleep: async () => {} },
    log: () => {},
    lock: () => ({
      read: async () => undefined,
      acquire: async () => true,
      close: async () => true,
      guard: async () => true,
      release: async () => true,
    }),
    evidence: () => ({
      append: async (entry) => {
        world.evidence.push(entry);
      },
      read: async () => [],
    }),
  };
  const handler = createHandler(clientsOf(world), edge);
  const run = (more: object = {}) => handler({ ...event, ...more });
  return {
    run,
    later: (seconds: number, more: object = {}) => {
      world.now += seconds * 1000;
      return run(more);
    },
  };
}

const namesOf = ({ created }: StackWorld) => created.map(({ StackName }) => StackName);

/** A stack that carries this release's tags, in this status. */
async function failing(status: string, events: StackWorld['events'] = []) {
  const world = stackWorld();
  const { run } = deploying(world);
  await run();
  world.statuses[DATA] = status;
  world.events = events;
  return run();
}

const failed = (LogicalResourceId: string, ResourceStatusReason: string) => ({
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
        release: 'r-3f2a1b',
        stacks: [
          { name: DATA, id: `arn:${DATA}` },
          { name: WEB, id: `arn:${WEB}` },
        ],
      },
    });
    expect(namesOf(world)).toEqual([DATA, WEB]);
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
        { Key: STACK_TAGS.release, Value: 'r-3f2a1b' },
        { Key: STACK_TAGS.epoch, Value: '101' },
      ],
      RoleARN: inputFor(deployStacks, { plan: signedPlan }).names.releaseRoleArn,
      ClientRequestToken: 'orders-data-r-3f2a1b-101',
      OnFailure: 'DO_NOTHING',
      TimeoutInMinutes: 45,
    });
  });

  test('nothing when one byte of one template was flipped', async () => {
    const world = stackWorld();
    world.objects['orders-web.json@v-orders-web'] = '{"Description":"orders-wea"}';
    await expect(deploying(world).run()).rejects.toThrow('the template of orders-web is not the one that was signed');
    expect(world.created).toEqual([]);
  });

  test('nothing when a version is missing, and names it', async () => {
    const world = stackWorld();
    delete world.objects['orders-web.json@v-orders-web'];
    await expect(deploying(world).run()).rejects.toThrow(
      'the template of orders-web (orders-web.json, version v-orders-web) is not in understudy-orders-releases-',
    );
    expect(world.created).toEqual([]);
  });

  test('nothing from a signed template that reads SSM', async () => {
    const text = '{"Parameters":{"BootstrapVersion":{"Type":"AWS::SSM::Parameter::Value<String>"}}}';
    const { template, ...web } = releaseStack('orders-web');
    const world = stackWorld([
      releaseStack('orders-data'),
      { ...web, template: { ...template, sha256: sha256(text) } },
    ]);
    world.objects['orders-web.json@v-orders-web'] = text;
    await expect(deploying(world).run()).rejects.toThrow(
      'the template of orders-web: its parameter BootstrapVersion reads SSM at deploy time; synthesise the release with',
    );
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
});

describe('DeployStacks, when CreateStack', () => {
  test.each(['AlreadyExistsException', 'TokenAlreadyExistsException'])('answers %s, goes on', async (name) => {
    const world = stackWorld();
    const { run, later } = deploying(world);
    world.error = awsError(name, 400);
    expect(await run()).toMatchObject({ status: 'pending' });
    Object.assign(world, { error: undefined, statuses: { [DATA]: 'CREATE_COMPLETE' } });
    expect(await later(5)).toMatchObject({ status: 'done' });
    expect(namesOf(world)).toEqual([DATA, WEB]);
  });

  test.each(['InsufficientCapabilitiesException', 'LimitExceededException', 'AccessDenied'])(
    'answers %s, throws it',
    async (name) => {
      const world = stackWorld();
      world.error = awsError(name, 400);
      await expect(deploying(world).run()).rejects.toMatchObject({ name });
      expect(world.created).toHaveLength(1);
    },
  );
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
        `${WEB} was sent 5 s ago, CloudFormation does not show it yet`,
    });
    expect(namesOf(world)).toEqual([DATA, WEB]);
    world.lags = false;
    expect(await later(1)).toMatchObject({ status: 'done' });
    expect(namesOf(world)).toEqual([DATA, WEB]);
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
      Array(times).fill('orders-data-r-3f2a1b-101'),
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
    world.error = awsError('AlreadyExistsException', 400);
    await run();
    Object.assign(world, { error: undefined, statuses: { [DATA]: 'DELETE_IN_PROGRESS' } });
    expect(await later(5)).toMatchObject({ status: 'pending', because: expect.stringContaining('DELETE_IN_PROGRESS') });
    world.statuses = {};
    expect(await later(600)).toMatchObject({ status: 'done' });
  });

  test('because somebody deleted it, waits 60 s and then refuses, naming it', async () => {
    const world = stackWorld();
    const { run, later } = deploying(world);
    await run();
    delete world.statuses[DATA];
    await later(600);
    expect(await later(59)).toMatchObject({ status: 'pending' });
    await expect(later(1)).rejects.toThrow(
      `CloudFormation answered that ${DATA} exists already or was created by this run, and shows no such stack 60 s later`,
    );
    expect(namesOf(world)).toEqual([DATA, WEB, DATA]);
  });
});

describe('DeployStacks, when a stack failed', () => {
  test('names the first resource that failed, not those that were cancelled because of it', async () => {
    await expect(
      failing('CREATE_FAILED', [
        failed('Stack', 'The following resource(s) failed'),
        failed('Queue', 'Resource creation cancelled'),
        failed('Service', 'no capacity'),
        { LogicalResourceId: 'Service', ResourceType: 'AWS::ECS::Service', ResourceStatus: 'CREATE_IN_PROGRESS' },
      ]),
    ).rejects.toThrow(`${DATA} is CREATE_FAILED: Service (AWS::ECS::Service): no capacity; mend the cause`);
  });

  test('names none when CloudFormation tells of none', async () => {
    await expect(failing('REVIEW_IN_PROGRESS')).rejects.toThrow(`${DATA} is REVIEW_IN_PROGRESS; mend the cause`);
  });

  test.each(['UPDATE_ROLLBACK_COMPLETE', 'ROLLBACK_COMPLETE', 'UPDATE_FAILED'])(
    'takes %s for no success',
    async (status) => {
      await expect(failing(status)).rejects.toThrow(`${DATA} is ${status}`);
    },
  );
});
