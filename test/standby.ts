import { generateKeyPairSync } from 'node:crypto';
import type { Stack, StackEvent } from '@aws-sdk/client-cloudformation';
import type { GetMetricDataInput, Metric } from '@aws-sdk/client-cloudwatch';
import type { Sends } from '../lambdas/edge/clients';
import type { NameAnswer, TextAnswer, ZoneDns } from '../lambdas/edge/dns';
import type { Web, WebAnswer } from '../lambdas/edge/web';
import { decide } from '../lambdas/steps/check-readiness/decide';
import { checkReadiness } from '../lambdas/steps/check-readiness/step';
import { world as reads } from '../lambdas/steps/check-readiness/world';
import { sha256 } from '../lib/domain/canonical-json';
import type { Plan } from '../lib/domain/plan';
import type { Readiness } from '../lib/domain/readiness';
import { signManifest, type UnsignedManifest } from '../lib/domain/release';
import { settlementText } from '../lib/domain/settlement';
import { HERE, inputFor, LOST, NOW, plan, planWith } from './fixtures';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const pinned = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
export const signedPlan: Plan = planWith({ release: { ...plan.release, publicKey: pinned } });

const hash = '0'.repeat(64);
export const template = (name: string) => `{"Description":"${name}"}`;
const stack = (name: string): UnsignedManifest['stacks'][number] => ({
  name,
  template: { key: `${name}.json`, versionId: `v-${name}`, sha256: sha256(template(name)), sourceSha256: hash },
  dependsOn: [],
  parameters: { live: {}, drill: {} },
  capabilities: [],
  outputs: [],
});
const unsigned: UnsignedManifest = {
  release: 'r-3f2a1b',
  plan: 'orders',
  commit: 'c0ffee',
  createdAt: '2026-11-21T10:00:00Z',
  region: HERE,
  stacks: plan.release.stacks.map(stack),
  assets: [{ key: 'web.zip', versionId: 'v-web-zip', sha256: sha256('zip') }],
};
export const manifestText = (changes: Partial<UnsignedManifest> = {}) =>
  JSON.stringify(signManifest({ ...unsigned, ...changes }, privateKey));

interface StoredObject {
  text: string;
  versionId?: string | undefined;
  bytes?: number;
  /** What the SDK says while it reads the body. @default the bytes are those that were measured */
  altered?: string;
  /** What S3 says it measured, base64. Without it, what the text has. */
  checksum?: string | undefined;
}

/** A stack as CloudFormation describes it, and in JSON what it was made from. */
type StandingStack = Partial<Stack> & { readonly template?: string };

export const awsError = (name: string, httpStatusCode: number) =>
  Object.assign(new Error(`${name} was answered`), { name, $metadata: { httpStatusCode } });
export const answered = (...addresses: string[]): NameAnswer => ({
  outcome: 'answered',
  addresses,
  ttlSeconds: 60,
  silent: [],
});
export const silent: NameAnswer = { outcome: 'unreachable', because: 'no name server answers' };
export const texts = (...values: string[]): TextAnswer => ({ outcome: 'answered', values, silent: [] });
export const said = (status: number, body: string): WebAnswer => ({
  outcome: 'answered',
  status,
  headers: {},
  body,
  latencyMilliseconds: 9,
});
export const secondsAgo = (seconds: number) => new Date(Date.parse(NOW) - seconds * 1000);

/** Start and value of periods that hold data. */
export type Points = [Date, number][];

/** A standby Region in which a takeover can work; a test breaks what it is about. */
export const standby = () => ({
  /** What time it is for whoever looks, milliseconds since 1970. */
  now: Date.parse(NOW),
  writerRegion: LOST as string | undefined,
  members: [LOST, HERE],
  failover: undefined as object | undefined,
  /** Whether the member here hands writes on, as RDS says; by default it says nothing. */
  writeForwarding: undefined as 'enabled' | 'disabled' | 'enabling' | undefined,
  /** Whether the member here follows the writer, as RDS says; by default it says nothing. */
  synchronization: undefined as 'connected' | 'pending-resync' | undefined,
  primaryVersion: '16.4',
  cluster: { Status: 'available', EngineVersion: '16.4', DBClusterMembers: [{}] } as object | undefined,
  /** By cluster and by the writer's Region, as Aurora publishes it. */
  lag: [[secondsAgo(60), 400]] as Points,
  /** By cluster alone. */
  lagByCluster: [] as Points,
  /** What the watch of this Region wrote; without any, the outage begins now. */
  regionDown: [] as Points,
  metricStatus: 'Complete',
  objects: {
    'current.json': { text: manifestText(), versionId: 'v-current' },
    'orders-data.json': { text: template('orders-data'), versionId: 'v-orders-data' },
    'orders-web.json': { text: template('orders-web'), versionId: 'v-orders-web' },
    'web.zip': { text: 'zip', versionId: 'v-web-zip' },
  } as Record<string, StoredObject | undefined>,
  /** What `current.json` in the bucket of every other Region holds; an error where it cannot be read. */
  activeRelease: manifestText() as string | Error,
  signal: said(200, 'CLEAR\n'),
  /** What the heartbeat of a database is answered with, where the plan has one. */
  heartbeat: said(200, '{}'),
  /** What stands in the TXT record beside the public name. */
  settlement: texts(settlementText({ epoch: 0, serial: 1, active: LOST, attached: [LOST, HERE] })) as TextAnswer,
  names: {
    'orders.example.com': answered('52.1.0.1'),
    [`${LOST}.orders.example.com`]: answered('52.1.0.1', '52.1.0.2'),
    [`${HERE}.orders.example.com`]: answered('52.2.0.1'),
  } as Record<string, NameAnswer>,
  /** Manifests that stood in the place of the newest before, newest first. */
  earlier: [] as { versionId: string; text: string; storedAt?: Date }[],
  /** Whether there is another page of them, however many were listed. */
  versionsAreCut: false,
  /** What the last check has written down. @default nothing */
  readiness: undefined as Readiness | Error | undefined,
  /** Name → the stack, of those that stand here. */
  stacks: {} as Record<string, StandingStack | undefined>,
  /** What CloudFormation tells of the resources of each of them, newest first. */
  events: [] as StackEvent[],
  /** Operation → error it fails with. */
  errors: {} as Record<string, Error>,
  asked: [] as string[],
});
export type Standby = ReturnType<typeof standby>;

const arnOf = (region: string) => `arn:aws:rds:${region}:111122223333:cluster:orders-${region}`;

/** Data is found by the exact dimensions only. All databases here are equally far behind. */
function pointsOf({ lag, lagByCluster, regionDown }: Standby, { MetricName, Dimensions = [] }: Metric): Points {
  const dimensions = Dimensions.map(({ Name, Value }) => `${Name}=${Value}`).join();
  if (MetricName === 'RegionDown') return dimensions === 'Plan=orders' ? regionDown : [];
  if (dimensions.endsWith(`-${HERE},SourceRegion=${LOST}`)) return lag;
  return dimensions.endsWith(`-${HERE}`) ? lagByCluster : [];
}

const standing = ({ stacks }: Standby, nameOrId = ''): StandingStack => {
  const shown = (StackName: string) => ({ StackName, StackId: `arn:${StackName}`, ...stacks[StackName] });
  // A list shows each by its name, and a thousand are not gone through for each.
  const names = nameOrId in stacks ? [nameOrId] : Object.keys(stacks);
  const found = names.map(shown).find(({ StackName, StackId }) => [StackName, StackId].includes(nameOrId));
  if (found) return found;
  throw Object.assign(awsError('ValidationError', 400), { message: `Stack with id ${nameOrId} does not exist` });
};

const answers: Record<string, (at: Standby, input: Record<string, string>) => unknown> = {
  DescribeGlobalClustersCommand: ({
    writerRegion,
    members,
    failover,
    primaryVersion,
    synchronization,
    writeForwarding,
  }) => ({
    GlobalClusters: [
      {
        EngineVersion: primaryVersion,
        FailoverState: failover,
        GlobalClusterMembers: members.map((region) => ({
          DBClusterArn: arnOf(region),
          IsWriter: region === writerRegion,
          ...(region === HERE && {
            SynchronizationStatus: synchronization,
            GlobalWriteForwardingStatus: writeForwarding,
          }),
        })),
      },
    ],
  }),
  DescribeDBClustersCommand: ({ cluster }) => ({ DBClusters: cluster ? [cluster] : [] }),
  GetMetricDataCommand: (at, input) => ({
    MetricDataResults: (input as unknown as GetMetricDataInput).MetricDataQueries?.map(({ Id, MetricStat }) => {
      const found = pointsOf(at, MetricStat?.Metric ?? {});
      return {
        Id,
        StatusCode: at.metricStatus,
        Timestamps: found.map(([start]) => start),
        Values: found.map(([, value]) => value),
      };
    }),
  }),
  DescribeStacksCommand: (at, { StackName }) => ({
    Stacks: (StackName ? [StackName] : Object.keys(at.stacks)).map((name) => standing(at, name)),
  }),
  DescribeStackEventsCommand: ({ events }) => ({ StackEvents: events }),
  GetTemplateCommand: (at, { StackName }) => ({ TemplateBody: standing(at, StackName).template }),
  GetObjectCommand: ({ objects, earlier }, { Key = '', VersionId }) => {
    const before = Key === 'current.json' && earlier.find(({ versionId }) => versionId === VersionId);
    const found: StoredObject | undefined = before || objects[Key];
    if (!found || (VersionId !== undefined && VersionId !== found.versionId)) throw awsError('NoSuchKey', 404);
    const { text, versionId, altered, bytes = text.length } = found;
    return {
      ContentLength: bytes,
      VersionId: versionId,
      Body: {
        transformToByteArray: async () => {
          if (altered) throw new Error(altered);
          return Buffer.from(text);
        },
      },
    };
  },
  HeadObjectCommand: (at, input) => {
    const { Body: _, ...headers } = (answers.GetObjectCommand?.(at, input) ?? {}) as Record<string, unknown>;
    const { text = '', ...stored } = at.objects[input.Key ?? ''] ?? {};
    const checksum = 'checksum' in stored ? stored.checksum : Buffer.from(sha256(text), 'hex').toString('base64');
    return { ...headers, ...(input.ChecksumMode === 'ENABLED' && { ChecksumSHA256: checksum }) };
  },
  ListObjectVersionsCommand: ({ objects, earlier, versionsAreCut }, { Prefix = '', KeyMarker }) => ({
    Versions: (KeyMarker ? [] : [objects[Prefix], ...earlier]).flatMap((version) =>
      version
        ? [
            {
              Key: Prefix,
              VersionId: version.versionId,
              ETag: sha256(version.text),
              LastModified: 'storedAt' in version ? version.storedAt : undefined,
            },
          ]
        : [],
    ),
    ...(versionsAreCut && { IsTruncated: true, NextKeyMarker: Prefix, NextVersionIdMarker: 'v' }),
  }),
};

export function readsOf(at: Standby) {
  const client = {
    async send(command: { input: Record<string, string> }) {
      const operation = command.constructor.name;
      if (at.errors[operation]) throw at.errors[operation];
      const answer = answers[operation];
      if (!answer) throw new Error(`the fake has no ${operation}`);
      return answer(at, command.input);
    },
  };
  const web: Web = {
    ask: async ({ url }) => {
      at.asked.push(url);
      return url.includes('signal') ? at.signal : at.heartbeat;
    },
  };
  const dns: ZoneDns = {
    ask: async (questions) => questions.map(({ name }) => at.names[name] ?? answered()),
    texts: async (names) => names.map((name) => (name === '_understudy.orders.example.com' ? at.settlement : texts())),
  };
  const s3In = (region: string): Sends => ({
    async send({ input }: { input: Record<string, string> }) {
      if (at.activeRelease instanceof Error) throw at.activeRelease;
      at.asked.push(`${region} ${input.Bucket}/${input.Key}`);
      const body = Buffer.from(at.activeRelease);
      return { ContentLength: body.length, VersionId: 'v', Body: { transformToByteArray: async () => body } };
    },
  });
  const dynamo: Sends = {
    async send() {
      if (at.readiness instanceof Error) throw at.readiness;
      return at.readiness ? { Item: { readiness: { S: JSON.stringify(at.readiness) } } } : {};
    },
  };
  const clients = { rds: client, cloudwatch: client, s3: client, s3In, cloudformation: client, dynamo };
  return { clients, web, dns };
}

export async function decided(change: (at: Standby) => void, context: object = {}) {
  const at = standby();
  change(at);
  const { clients, web, dns } = readsOf(at);
  const input = inputFor(checkReadiness, {
    plan: signedPlan,
    confirmOutage: { lostRegion: LOST, signals: [] },
    ...context,
  });
  return decide(await reads({ ...clients, web, dns, clock: CLOCK, log: nothing }).look(input), input);
}

/** No time passes while something is looked at. */
export const CLOCK = { now: () => Date.parse(NOW), sleep: async () => {} };

export const nothing = () => {};
export const manifest = (changes: Partial<UnsignedManifest>) => (at: Standby) => {
  at.objects['current.json'] = { text: manifestText(changes), versionId: 'v-current' };
};
export const fails = (operation: string, error: Error) => (at: Standby) => {
  at.errors[operation] = error;
};
