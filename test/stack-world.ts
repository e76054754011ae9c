import type { Edge } from '../lambdas/edge/step-handler';
import { createHandler } from '../lambdas/steps/deploy-stacks/handler';
import { sha256 } from '../lib/domain/canonical-json';
import type { EvidenceEntry } from '../lib/domain/evidence';
import { type Fence, fenceItem } from '../lib/domain/fence';
import { namesOf, STACK_TAGS } from '../lib/domain/names';
import type { Plan } from '../lib/domain/plan';
import type { ReleaseStack } from '../lib/domain/release';
import { document, EPOCH, HERE } from './fixtures';
import { smallTable } from './small-table';
import { awsError, manifestText, signedPlan, template } from './standby';

type RepeatAnswer = 'the same stack' | 'AlreadyExistsException' | 'TokenAlreadyExistsException';

export type Request = Record<string, unknown> & { StackName: string };
interface Command {
  readonly input: Record<string, string>;
}

export const RELEASE = 'r-3f2a1b';
const { releaseRoleArn } = namesOf(signedPlan, HERE);

/** A stack of a release; its template is the one that {@link stackWorld} stores. */
export const releaseStack = (name: string, more: Partial<ReleaseStack> = {}): ReleaseStack => ({
  name,
  template: {
    key: `${name}.json`,
    versionId: `v-${name}`,
    sha256: sha256(template(name)),
    sourceSha256: '0'.repeat(64),
  },
  dependsOn: [],
  parameters: { live: {}, drill: {} },
  capabilities: [],
  outputs: [],
  ...more,
});

export const pairOfStacks = [
  releaseStack('orders-data', {
    parameters: { live: { Size: 'small' }, drill: { Size: 'tiny' } },
    capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
  }),
  releaseStack('orders-web', { dependsOn: ['orders-data'] }),
];

/** What CloudFormation tells of one resource, newest first. */
export interface WorldEvent {
  readonly LogicalResourceId: string;
  readonly ResourceType: string;
  readonly ResourceStatus: string;
  readonly ResourceStatusReason?: string;
  readonly PhysicalResourceId?: string;
}

/** A stack as CloudFormation holds it. */
export interface WorldStack {
  id: string;
  status: string;
  tags: Record<string, string>;
  roleArn?: string | undefined;
  parameters?: Record<string, string>;
  outputs?: Record<string, string>;
  /** In JSON. */
  template?: string;
  reason?: string;
  createdAt: number;
  updatedAt?: number;
  /** When its creation is complete, milliseconds. */
  completeAt?: number;
  events?: readonly WorldEvent[];
}

/** An ECS service as ECS holds it. */
export interface WorldService {
  desiredCount: number;
  runningCount: number;
  events?: readonly { readonly createdAt: Date; readonly message: string }[];
}

/** A release bucket and a CloudFormation in which creating a stack takes no time, once it shows. */
export function stackWorld(stacks: readonly ReleaseStack[] = pairOfStacks) {
  return {
    /** `key@version` → text. What a request without a version gets is another text: somebody wrote over it. */
    objects: Object.fromEntries([
      ['current.json@v-current', manifestText({ stacks: [...stacks] })],
      ['web.zip@v-web-zip', 'zip'],
      ...stacks.map(({ name }) => [`${name}.json@v-${name}`, template(name)]),
    ]) as Record<string, string>,
    read: [] as string[],
    /** Operation → how often it was called. */
    calls: {} as Record<string, number>,
    /** How often all stacks of the Region were asked for. */
    listed: 0,
    /** Every CreateStack, as it was sent. */
    created: [] as Request[],
    /** Every DeleteStack, as it was sent. */
    deleted: [] as Request[],
    /** Name → the stack, of those that exist. */
    stacks: {} as Record<string, WorldStack>,
    /** ARN → the service, of those that exist. */
    services: {} as Record<string, WorldService>,
    /** Every UpdateService, as it was sent. */
    scaled: [] as Request[],
    /** Whether a service has its tasks as soon as it is asked for them. */
    isScaledAtOnce: true,
    table: smallTable(),
    /** While true, DescribeStacks shows no stack. */
    lags: false,
    /** What a deletion leads to. @default the stack is gone at once */
    deletionEnds: undefined as string | undefined,
    tokens: [] as string[],
    /** What the same CreateStack again is answered with: AWS does not say which of them. */
    repeatAnswer: 'TokenAlreadyExistsException' as RepeatAnswer,
    /** Whether CreateStack takes effect and nobody hears of it. */
    losesAnswers: false,
    /** Operation → the error it fails with. */
    errors: {} as Record<string, Error | undefined>,
    /** Seconds that the creation of a stack takes. */
    secondsOf: (_stackName: string) => 0,
    /** Operation → seconds until it answers. */
    latencySeconds: {} as Record<string, number>,
    describedAtOnce: 0,
    /** Most DescribeStacks that were open at one time. */
    describedAtOnceMax: 0,
    /** Most stacks that were in progress at one time. */
    inProgressMax: 0,
    now: Date.parse('2026-11-21T12:00:00.000Z'),
    evidence: [] as EvidenceEntry[],
    /** Whether this run still owns its epoch. */
    isOwned: true,
  };
}
export type StackWorld = ReturnType<typeof stackWorld>;

export const ourTags = (more: Record<string, string> = {}) => ({
  [STACK_TAGS.plan]: 'orders',
  [STACK_TAGS.release]: RELEASE,
  [STACK_TAGS.epoch]: String(EPOCH),
  [STACK_TAGS.lane]: 'live',
  ...more,
});

/** Writes what a fence has stopped in this Region. */
export const keepFence = ({ table }: StackWorld, fence: Fence): void => table.keep(fenceItem('orders', fence));

/** Puts a stack into the world that an earlier run made; a test changes what it is about. */
export function stands(world: StackWorld, stackName: string, more: Partial<WorldStack> = {}): void {
  world.stacks[stackName] = {
    id: `arn:${stackName}-before`,
    status: 'CREATE_COMPLETE',
    tags: ourTags({ [STACK_TAGS.epoch]: String(EPOCH - 1) }),
    roleArn: releaseRoleArn,
    createdAt: world.now,
    ...more,
  };
}

const notThere = (name: string) =>
  Object.assign(awsError('ValidationError', 400), { message: `Stack with id ${name} does not exist` });

const grown = ({ now }: StackWorld, stack: WorldStack) => {
  if (stack.status === 'CREATE_IN_PROGRESS' && now >= (stack.completeAt ?? Infinity)) stack.status = 'CREATE_COMPLETE';
  return stack;
};

const found = (world: StackWorld, nameOrId = ''): WorldStack => {
  const stack = world.stacks[nameOrId] ?? Object.values(world.stacks).find(({ id }) => id === nameOrId);
  if (!stack || world.lags) throw notThere(nameOrId);
  return grown(world, stack);
};

const list = <Pair>(record: Record<string, string> = {}, pair: (key: string, value: string) => Pair) =>
  Object.entries(record).map(([key, value]) => pair(key, value));

const textOf = ({ objects }: StackWorld, { Key, VersionId = 'newest' }: Record<string, string>): string => {
  const text = VersionId === 'newest' ? '{}' : objects[`${Key}@${VersionId}`];
  if (text === undefined) throw awsError('NoSuchVersion', 404);
  return text;
};

const shownAs = (StackName: string, stack: WorldStack) => ({
  StackId: stack.id,
  StackName,
  StackStatus: stack.status,
  StackStatusReason: stack.reason,
  RoleARN: stack.roleArn,
  CreationTime: dateAt(stack.createdAt),
  LastUpdatedTime: stack.updatedAt === undefined ? undefined : dateAt(stack.updatedAt),
  Tags: list(stack.tags, (Key, Value) => ({ Key, Value })),
  Parameters: list(stack.parameters, (ParameterKey, ParameterValue) => ({ ParameterKey, ParameterValue })),
  Outputs: list(stack.outputs, (OutputKey, OutputValue) => ({ OutputKey, OutputValue })),
});

const operations: Record<string, (world: StackWorld, command: Command) => unknown> = {
  GetObjectCommand: (world, { input }) => {
    world.read.push(`${input.Key}@${input.VersionId ?? 'newest'}`);
    const text = textOf(world, input);
    const body = { transformToByteArray: async () => Buffer.from(text) };
    return { ContentLength: Buffer.byteLength(text), VersionId: input.VersionId, Body: body };
  },
  HeadObjectCommand: (world, { input }) => ({
    ChecksumSHA256: Buffer.from(sha256(textOf(world, input)), 'hex').toString('base64'),
  }),
  ListObjectVersionsCommand: () => ({ Versions: [{ Key: 'current.json', VersionId: 'v-current', ETag: 'e' }] }),
  DescribeStacksCommand: (world, { input: { StackName } }) => {
    if (StackName) return { Stacks: [shownAs(StackName, found(world, StackName))] };
    world.listed += 1;
    return { Stacks: Object.entries(world.stacks).map(([name, stack]) => shownAs(name, grown(world, stack))) };
  },
  DescribeStackEventsCommand: (world, { input: { StackName, NextToken } }) => {
    const page = Number(NextToken ?? 0);
    const events = found(world, StackName).events ?? [];
    const next = (page + 1) * EVENTS_PER_PAGE < events.length ? { NextToken: String(page + 1) } : {};
    return { StackEvents: events.slice(page * EVENTS_PER_PAGE, (page + 1) * EVENTS_PER_PAGE), ...next };
  },
  GetTemplateCommand: (world, { input: { StackName = '' } }) => {
    const [name = ''] = Object.entries(world.stacks).find(([, { id }]) => id === StackName) ?? [];
    const stored = template(name.replace(`-${RELEASE}`, ''));
    const text = found(world, StackName).template ?? stored;
    // CloudFormation shows a question mark for every character beyond ASCII.
    return { TemplateBody: text.replace(/[\u{80}-\u{10ffff}]/gu, '?') };
  },
  CreateStackCommand: (world, { input }) => {
    const { StackName, ClientRequestToken: token } = input as unknown as Request & { ClientRequestToken: string };
    world.created.push(input as unknown as Request);
    if (world.errors.CreateStackCommand) throw world.errors.CreateStackCommand;
    if (world.tokens.includes(token)) {
      if (world.repeatAnswer === 'the same stack') return { StackId: `arn:${StackName}` };
      throw awsError(world.repeatAnswer, 400);
    }
    if (world.stacks[StackName]) throw awsError('AlreadyExistsException', 400);
    world.tokens.push(token);
    create(world, input as unknown as Request);
    if (world.losesAnswers) throw Object.assign(new Error('no answer'), { name: 'TimeoutError' });
    return { StackId: `arn:${StackName}` };
  },
  DeleteStackCommand: (world, { input }) => {
    const { StackName = '' } = input;
    world.deleted.push(input as unknown as Request);
    const [name = ''] = Object.entries(world.stacks).find(([, { id }]) => id === StackName) ?? [];
    const stack = world.stacks[name];
    if (stack && world.deletionEnds) stack.status = world.deletionEnds;
    else delete world.stacks[name];
    return {};
  },
};

const ecsOperations: Record<string, (world: StackWorld, command: { readonly input: Request }) => unknown> = {
  DescribeServicesCommand: ({ services }, { input }) => ({
    services: (input.services as string[]).flatMap((arn) =>
      services[arn] ? [{ serviceArn: arn, status: 'ACTIVE', ...services[arn] }] : [],
    ),
  }),
  UpdateServiceCommand: (world, { input }) => {
    world.scaled.push(input);
    const { service, desiredCount } = input as unknown as { service: string; desiredCount: number };
    const found = world.services[service];
    if (!found) throw awsError('ServiceNotFoundException', 400);
    found.desiredCount = desiredCount;
    if (world.isScaledAtOnce) found.runningCount = desiredCount;
    return {};
  },
};

const EVENTS_PER_PAGE = 100;
const dateAt = (milliseconds: number) => new Date(milliseconds);

type Pairs = readonly { readonly [key: string]: string }[];

function create(world: StackWorld, { StackName, Tags, Parameters, RoleARN }: Request): void {
  const seconds = world.secondsOf(StackName);
  world.stacks[StackName] = {
    id: `arn:${StackName}`,
    roleArn: String(RoleARN),
    status: seconds === 0 ? 'CREATE_COMPLETE' : 'CREATE_IN_PROGRESS',
    tags: Object.fromEntries((Tags as Pairs).map(({ Key = '', Value = '' }) => [Key, Value])),
    parameters: Object.fromEntries(
      (Parameters as Pairs).map(({ ParameterKey = '', ParameterValue = '' }) => [ParameterKey, ParameterValue]),
    ),
    createdAt: world.now,
    completeAt: world.now + seconds * 1000,
  };
  const inProgress = Object.values(world.stacks).filter((stack) => grown(world, stack).status.endsWith('_IN_PROGRESS'));
  world.inProgressMax = Math.max(world.inProgressMax, inProgress.length);
}

/** Lets others ask at the same time. */
async function describing(world: StackWorld): Promise<void> {
  world.describedAtOnce += 1;
  world.describedAtOnceMax = Math.max(world.describedAtOnceMax, world.describedAtOnce);
  await Promise.resolve();
  world.describedAtOnce -= 1;
}

export function clientsOf(world: StackWorld) {
  const client = {
    async send(command: Command) {
      const name = command.constructor.name;
      const operation = operations[name] ?? (ecsOperations[name] as (typeof operations)[string] | undefined);
      if (!operation) throw new Error(`the fake has no ${name}`);
      world.calls[name] = (world.calls[name] ?? 0) + 1;
      world.now += (world.latencySeconds[name] ?? 0) * 1000;
      if (world.errors[name] && name !== 'CreateStackCommand') throw world.errors[name];
      if (name === 'DescribeStacksCommand') await describing(world);
      return operation(world, command);
    },
  };
  const dynamo = {
    send(command: never) {
      world.calls.GetItemCommand = (world.calls.GetItemCommand ?? 0) + 1;
      return world.errors.GetItemCommand ? Promise.reject(world.errors.GetItemCommand) : world.table.send(command);
    },
  };
  return { cloudformation: client, s3: client, ecs: client, dynamo };
}

/** The step's Lambda over a small world, warm; the clock stands still but for `later`. */
export function deploying(world: StackWorld, plan: Plan = signedPlan) {
  const edge: Edge = {
    clock: { now: () => world.now, sleep: async () => {} },
    log: () => {},
    lock: () => ({
      read: async () => undefined,
      acquire: async () => true,
      close: async () => true,
      guard: async () => world.isOwned,
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
  const release = { id: RELEASE, commit: 'c0ffee', versionId: 'v-current', sha256: '0'.repeat(64) };
  const event = {
    ...document,
    plan,
    admitRun: { status: 'done', output: { epoch: EPOCH, reason: 'us-east-1 is unreachable' } },
    checkReadiness: { status: 'done', output: { lags: [], release } },
  };
  const run = (more: object = {}) => handler({ ...event, ...more });
  return {
    run,
    later: (seconds: number, more: object = {}) => {
      world.now += seconds * 1000;
      return run(more);
    },
  };
}
