import { sha256 } from '../lib/domain/canonical-json';
import type { EvidenceEntry } from '../lib/domain/evidence';
import type { ReleaseStack } from '../lib/domain/release';
import { awsError, manifestText, template } from './standby';

export type Request = Record<string, unknown> & { StackName: string };
interface Command {
  readonly input: Record<string, string>;
}

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
    parameters: { live: { Size: 'small' }, drill: {} },
    capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
  }),
  releaseStack('orders-web', { dependsOn: ['orders-data'] }),
];

/** A release bucket and a CloudFormation in which creating a stack takes no time, once it shows. */
export function stackWorld(stacks: readonly ReleaseStack[] = pairOfStacks) {
  return {
    /** `key@version` → text. What a request without a version gets is another text: somebody wrote over it. */
    objects: Object.fromEntries([
      ['current.json@v-current', manifestText({ stacks: [...stacks] })],
      ...stacks.map(({ name }) => [`${name}.json@v-${name}`, template(name)]),
    ]) as Record<string, string>,
    read: [] as string[],
    /** Every CreateStack, as it was sent. */
    created: [] as Request[],
    /** Stack name → status, of those that exist. */
    statuses: {} as Record<string, string>,
    /** While true, DescribeStacks shows no stack that was created. */
    lags: false,
    tokens: [] as string[],
    /** Newest first, as CloudFormation tells them. */
    events: [] as {
      LogicalResourceId: string;
      ResourceType: string;
      ResourceStatus: string;
      ResourceStatusReason?: string;
    }[],
    /** CreateStack fails with it. */
    error: undefined as Error | undefined,
    now: Date.parse('2026-11-21T12:00:00.000Z'),
    evidence: [] as EvidenceEntry[],
  };
}
export type StackWorld = ReturnType<typeof stackWorld>;

const notThere = (name: string) =>
  Object.assign(awsError('ValidationError', 400), { message: `Stack with id ${name} does not exist` });

const operations: Record<string, (world: StackWorld, command: Command) => unknown> = {
  GetObjectCommand: ({ objects, read }, { input: { Key, VersionId = 'newest' } }) => {
    const object = `${Key}@${VersionId}`;
    read.push(object);
    const text = VersionId === 'newest' ? '{}' : objects[object];
    if (text === undefined) throw awsError('NoSuchVersion', 404);
    const body = { transformToByteArray: async () => Buffer.from(text) };
    return { ContentLength: text.length, VersionId, Body: body };
  },
  DescribeStacksCommand: ({ statuses, created, lags }, { input: { StackName = '' } }) => {
    const StackStatus = statuses[StackName];
    if (!StackStatus || lags) throw notThere(StackName);
    const Tags = created.find((request) => request.StackName === StackName)?.Tags;
    return { Stacks: [{ StackStatus, StackId: `arn:${StackName}`, Tags }] };
  },
  DescribeStackEventsCommand: ({ events }) => ({ StackEvents: events }),
  CreateStackCommand: (world, { input }) => {
    const { StackName, ClientRequestToken: token } = input as unknown as Request & { ClientRequestToken: string };
    world.created.push(input as unknown as Request);
    if (world.error) throw world.error;
    if (world.tokens.includes(token)) throw awsError('TokenAlreadyExistsException', 400);
    if (world.statuses[StackName]) throw awsError('AlreadyExistsException', 400);
    world.tokens.push(token);
    world.statuses[StackName] = 'CREATE_COMPLETE';
    return { StackId: `arn:${StackName}` };
  },
};

export function clientsOf(world: StackWorld) {
  const client = {
    async send(command: Command) {
      const operation = operations[command.constructor.name];
      if (!operation) throw new Error(`the fake has no ${command.constructor.name}`);
      return operation(world, command);
    },
  };
  return { cloudformation: client, s3: client };
}
