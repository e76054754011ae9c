/** The commands as a pipeline types them, with real clients of AWS against the buckets and keys of a rehearsal world. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as cloudformationClient from '@aws-sdk/client-cloudformation';
import { runCommand } from '../lib/cli/main';
import { audit } from '../lib/cli/release/audit';
import { diff } from '../lib/cli/release/diff';
import { key } from '../lib/cli/release/key';
import { list } from '../lib/cli/release/list';
import { publish } from '../lib/cli/release/publish';
import type { Command } from '../lib/cli/usage';
import { CURRENT_MANIFEST_KEY, namesOf } from '../lib/domain/names';
import { readManifest } from '../lib/domain/release';
import { createKms } from '../lib/rehearsal/aws/kms';
import { createS3 } from '../lib/rehearsal/aws/s3';
import { wallClock } from '../lib/rehearsal/world/clock';
import { ACCOUNT, type EndpointInTest, openEndpoint, recordingService } from './conformance/aws-endpoint';
import { plan as standardPlan } from './fixtures';
import { temporaryDirectory } from './temporary';

/** Every file that a command has packaged. */
const mockPackaged: string[] = [];
jest.mock('../lib/release/read-source', () => {
  const { readSource, ...real } = jest.requireActual('../lib/release/read-source');
  return {
    ...real,
    async readSource(...read: unknown[]) {
      const source = await readSource(...read);
      mockPackaged.push(...source.assets.map(({ file }: { file: string }) => file));
      return source;
    },
  };
});

const RETENTION_DAYS = 14;
const folder = temporaryDirectory('publish-world');
const planFile = join(folder, 'plan.json');
const environment = { ...process.env };

const stacks = {
  'orders-data': {
    Resources: { Queue: { Type: 'AWS::SQS::Queue' } },
    Outputs: { QueueUrl: { Value: { Ref: 'Queue' } } },
  },
  'orders-web': {
    Parameters: { QueueUrl: { Type: 'String' }, VpcId: { Type: 'String' } },
    Resources: {
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Runtime: 'nodejs22.x',
          Handler: 'index.handler',
          // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own spelling
          Role: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/web' },
          Code: { S3Bucket: 'asset', S3Key: 'code' },
        },
      },
    },
  },
};

let endpoint: EndpointInTest;
let s3: ReturnType<typeof createS3>;
let keyArn: string;

beforeAll(async () => {
  s3 = createS3({ clock: wallClock });
  for (const region of standardPlan.regions) {
    const objectLock = { defaultRetention: { mode: 'GOVERNANCE' as const, days: RETENTION_DAYS } };
    s3.createBucket({ name: bucketOf(region), region, versioned: true, objectLock });
  }
  const kms = createKms({ account: ACCOUNT });
  keyArn = kms.createKey({ region: 'us-west-2', id: 'k', alias: 'alias/releases' }).arn;
  const Stack = {
    StackName: 'orders-pilot-light',
    CreationTime: new Date(wallClock.now()),
    StackStatus: 'CREATE_COMPLETE',
  };
  const Outputs = [{ OutputKey: 'VpcId', OutputValue: 'vpc-of-the-region' }];
  const cloudformation = recordingService('cloudformation', cloudformationClient, {
    DescribeStacks: () => ({ Stacks: [{ ...Stack, Outputs }] }),
  });
  endpoint = await openEndpoint([s3.service, kms.service, cloudformation.service]);
  const { accessKeyId, secretAccessKey } = endpoint.settings().credentials;
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    UNDERSTUDY_PLAN: planFile,
  });
  mkdirSync(join(folder, 'code'));
  writeFileSync(join(folder, 'code', 'index.js'), 'exports.handler = async () => {};');
  for (const [name, template] of Object.entries(stacks))
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(template));
  writeFileSync(
    join(folder, 'release.json'),
    JSON.stringify({
      stacks: [
        { name: 'orders-data', template: 'orders-data.json' },
        { name: 'orders-web', template: 'orders-web.json', dependsOn: ['orders-data'] },
      ],
      assets: { code: 'code' },
    }),
  );
});
afterAll(async () => {
  process.env = environment;
  await endpoint.close();
  expect(endpoint.defects).toEqual([]);
  expect(endpoint.unimplemented).toEqual([]);
});

const bucketOf = (region: string) => namesOf(standardPlan, region).releaseBucket;

/** What a command printed on stdout, and the code it ended with. */
async function run(command: Command, ...args: string[]) {
  return typed(command, ...args, '--world', endpoint.url);
}

async function typed(command: Command, ...args: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const log = jest.spyOn(console, 'log').mockImplementation((line) => void out.push(String(line)));
  const error = jest.spyOn(console, 'error').mockImplementation((line) => void err.push(String(line)));
  const written = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    return {
      code: await runCommand(command, args, `release ${command.name}`),
      out: out.join('\n'),
      err: err.join('\n'),
    };
  } finally {
    for (const spy of [log, error, written]) spy.mockRestore();
  }
}

const publishing = ['--assembly', folder, '--git-sha', 'c0ffee', '--json'];

test('a release signed in KMS is published, listed, and published again without an upload', async () => {
  const shown = await run(key, '--kms-key', keyArn);
  const publicKey = /"publicKey": "(.*)"/.exec(shown.out)?.[1] ?? '';
  const plan = { ...standardPlan, release: { ...standardPlan.release, publicKey } };
  writeFileSync(planFile, JSON.stringify(plan));

  const first = await run(publish, ...publishing, '--kms-key', keyArn);
  expect(first).toMatchObject({ code: 0, err: 'packaging asset code' });
  const published = JSON.parse(first.out);
  for (const region of plan.regions) {
    expect(published.regions[region]).toMatchObject({ uploaded: 3, reused: 0 });
    const text = s3.getObject({ bucket: bucketOf(region), key: CURRENT_MANIFEST_KEY })?.body.toString() ?? '';
    expect(readManifest(text, { plan, region, now: published.createdAt })).toMatchObject({
      manifest: {
        release: published.release,
        assets: [{ key: expect.stringMatching(/^assets\/[0-9a-f]{64}\.zip$/) }],
        stacks: [
          { name: 'orders-data' },
          {
            parameters: {
              live: { QueueUrl: { stack: 'orders-data', output: 'QueueUrl' }, VpcId: 'vpc-of-the-region' },
            },
          },
        ],
      },
    });
  }
  expect(JSON.parse((await run(list, '--json')).out)).toMatchObject({ regions: [{}, {}], problems: [] });
  const listed = await run(list);
  expect(listed.code).toBe(0);
  expect(listed.out).toContain(`${plan.regions[0]}: release ${published.release} is current`);

  expect(mockPackaged.filter(existsSync)).toEqual([]);
  const again = await run(publish, ...publishing, '--kms-key', 'alias/releases', '--kms-region', 'us-west-2');
  expect(again.code).toBe(0);
  expect(JSON.parse(again.out).release).toBe(published.release);
  expect(JSON.parse(again.out).regions[plan.regions[0] ?? '']).toMatchObject({ uploaded: 0, reused: 3, bytes: 0 });
});

test('a key that the plan does not pin publishes nothing, and nothing is printed but why', async () => {
  const file = join(folder, 'stranger.pem');
  await run(key, '--out', file);
  const before = s3.getObject({ bucket: bucketOf('us-west-2'), key: CURRENT_MANIFEST_KEY })?.versionId;
  const refused = await run(publish, ...publishing, '--key', file);
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('but the plan pins') });
  expect(JSON.parse(refused.out)).toEqual({
    problems: [expect.stringContaining('but the plan pins')],
    findings: expect.arrayContaining([expect.objectContaining({ id: 'stateful-without-retain:orders-data/Queue' })]),
  });
  expect(s3.getObject({ bucket: bucketOf('us-west-2'), key: CURRENT_MANIFEST_KEY })?.versionId).toBe(before);
});

test('whatever a command has packaged is gone when it ends, published or not', async () => {
  const assembly = ['--assembly', folder];
  const file = join(folder, 'other.pem');
  await run(key, '--out', file);
  for (const [ended, code] of [
    [() => run(publish, ...publishing, '--key', file), 1],
    [() => typed(audit, ...assembly), 0],
    [() => run(diff, folder, folder), 0],
  ] as const) {
    mockPackaged.length = 0;
    expect(await ended()).toMatchObject({ code });
    expect(mockPackaged).not.toEqual([]);
    expect(mockPackaged.filter(existsSync)).toEqual([]);
  }
});

test('what a template says is printed as text, whatever it would do to a terminal', async () => {
  const file = join(folder, 'orders-web.json');
  const VpcId = { Type: 'String', AllowedValues: ['\u001b[2J\u0007'] };
  writeFileSync(file, JSON.stringify({ ...stacks['orders-web'], Parameters: { VpcId } }));
  const { code, err } = await run(publish, ...publishing, '--kms-key', keyArn);
  writeFileSync(file, JSON.stringify(stacks['orders-web']));
  expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('its AllowedValues are') });
  expect(err.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
});
