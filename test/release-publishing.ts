import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256Of } from '../lib/domain/canonical-json';
import { CURRENT_MANIFEST_KEY, namesOf, STACK_OUTPUTS } from '../lib/domain/names';
import type { Plan } from '../lib/domain/plan';
import { comparableSha256, keyIdsOf, publicKeyOf, readManifest } from '../lib/domain/release';
import { publish } from '../lib/release/publish/publish';
import { PublishError, type Published, type Publishing } from '../lib/release/publish/publishing';
import type { Release } from '../lib/release/release';
import type { Signer } from '../lib/release/signers/signer';
import type { SourceAsset, Template } from '../lib/release/source';
import { NOW, planWith, plan as standardPlan } from './fixtures';
import { type Before, SmallAws } from './release-bucket-fake';
import { temporaryDirectory } from './temporary';

export const [HOME = '', STANDBY = ''] = standardPlan.regions;

const { privateKey } = generateKeyPairSync('ed25519');
export const stranger = generateKeyPairSync('ed25519').privateKey;

/** The example plan with this test's key. */
export const plan: Plan = planWith({ release: { ...standardPlan.release, publicKey: publicKeyOf(privateKey) } });

export const bucketOf = (region: string): string => namesOf(plan, region).releaseBucket;

export const signerOf = (key: KeyObject): Signer => ({
  about: 'the key of a test',
  publicKey: publicKeyOf(key),
  sign: async (digest) => sign(null, digest, key),
});

/** What CDK calls the bucket of its assets, whatever the account and the Region. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own spelling
const ASSET_BUCKET = 'cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}';
const keyOf = (name: string) => `${createHash('sha256').update(name).digest('hex')}.zip`;
const folder = temporaryDirectory('publish');

/** A packaged file with this content. */
export function assetOf(id: string, content: string | Buffer): SourceAsset {
  const file = join(folder, `${id}-${createHash('sha256').update(content).digest('hex').slice(0, 8)}`);
  writeFileSync(file, content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const bytes = Buffer.byteLength(content);
  const places = [{ bucket: ASSET_BUCKET, key: keyOf(id) }];
  return { id, file, bytes, sha256, extension: '.zip', contentType: 'application/zip', places };
}

const functionOf = (asset: string, more: Partial<Template> = {}): Template => ({
  Resources: {
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: { Code: { S3Bucket: { 'Fn::Sub': ASSET_BUCKET }, S3Key: keyOf(asset) } },
    },
  },
  ...more,
});

const stackOf = (name: string, template: Template, changes: Partial<Release['stacks'][number]> = {}) => ({
  name,
  template,
  sourceSha256: comparableSha256(template),
  dependsOn: [],
  given: {},
  capabilities: [],
  outputs: [],
  ...changes,
});

/** Two stacks, one around a nested one, with two files. @param id and content of the files differ with it */
export function releaseOf(id: string): Release {
  const nestedUrl = { 'Fn::Sub': `https://s3.\${AWS::Region}.\${AWS::URLSuffix}/${ASSET_BUCKET}/${keyOf('nested')}` };
  const data = functionOf('data', { Parameters: { VpcId: { Type: 'String' } } });
  const web: Template = {
    Parameters: { Release: { Type: 'String' }, TargetGroup: { Type: 'String' }, Size: { Type: 'Number', Default: 2 } },
    Resources: {
      ...functionOf('web').Resources,
      Inner: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: nestedUrl } },
    },
  };
  return {
    id,
    stacks: [stackOf('orders-data', data), stackOf('orders-web', web, { dependsOn: ['orders-data'] })],
    assets: [assetOf('data', `data of ${id}`), assetOf('web', `web of ${id}`)],
    nested: [
      {
        id: 'nested',
        template: functionOf('data'),
        places: [{ bucket: ASSET_BUCKET, key: keyOf('nested') }],
      },
    ],
  };
}

const group = (region: string, name: string) =>
  `arn:aws:elasticloadbalancing:${region}:${plan.account}:targetgroup/${name}/1`;

/** AWS with a plan's control plane and the pilot light in every Region, and nothing published. */
export function emptyAws(deployed: Plan = plan): SmallAws {
  const aws = new SmallAws();
  aws.now = Date.parse(NOW);
  for (const region of deployed.regions) {
    const told = {
      [STACK_OUTPUTS.releaseKeyIds]: keyIdsOf(deployed).join(','),
      [STACK_OUTPUTS.releaseStacks]: sha256Of([...deployed.release.stacks].sort()),
    };
    aws.stacks.set(`${region} ${namesOf(deployed, region).stack}`, { StackStatus: 'UPDATE_COMPLETE', outputs: told });
    const outputs = {
      VpcId: `vpc of ${region}`,
      TargetGroup: group(region, 'live'),
      DrillTargetGroup: group(region, 'drill'),
    };
    aws.stacks.set(`${region} orders-pilot-light`, { StackStatus: 'CREATE_COMPLETE', outputs });
  }
  return aws;
}

interface Attempt extends Partial<Omit<Publishing, 'clock'>> {
  readonly before?: Before;
  /** Milliseconds after the world's beginning. @default 1000 */
  readonly after?: number;
}

/** Publishes as a person would, the standard release when nothing else is said. */
export const publishTo = (aws: SmallAws, { before, after = 1000, ...changes }: Attempt = {}): Promise<Published> =>
  publish({
    plan,
    release: changes.release ?? releaseOf('r-0000aaaa'),
    findings: [],
    commit: 'c0ffee',
    signer: signerOf(privateKey),
    tell: () => {},
    clients: aws.clientsFor(before),
    ...changes,
    clock: { now: () => Date.parse(NOW) + after, sleep: async () => {} },
  });

/** Why publishing ended without success, as sentences. @throws what is no such reason */
export async function problemsOf(publishing: Promise<Published>): Promise<readonly string[]> {
  try {
    await publishing;
    return [];
  } catch (error) {
    if (error instanceof PublishError) return error.problems;
    throw error;
  }
}

/** Region → release that is current there. */
export const currentIn = (aws: SmallAws): (string | undefined)[] =>
  plan.regions.map((region) => {
    const object = aws.object(bucketOf(region), CURRENT_MANIFEST_KEY);
    return object && (JSON.parse(object.body.toString()) as { release: string }).release;
  });

/**
 * What a takeover would stumble over: a current manifest that it refuses, or one that names what is not there, or not
 * with that content, or not for as long as it may be deployed.
 */
export function gapsIn(aws: SmallAws): string[] {
  return plan.regions.flatMap((region) => {
    const current = aws.object(bucketOf(region), CURRENT_MANIFEST_KEY);
    if (!current) return [];
    const read = readManifest(current.body.toString(), { plan, region, now: new Date(aws.now).toISOString() });
    if ('problems' in read) return read.problems.map((problem) => `${region}: ${problem}`);
    const { stacks, assets, createdAt } = read.manifest;
    const keptUntil = Date.parse(createdAt) + plan.release.ageHoursMax * 3_600_000;
    return [...assets, ...stacks.map(({ template }) => template)].flatMap(({ key, versionId, sha256 }) => {
      const found = aws.versions.get(bucketOf(region))?.find((one) => one.key === key && one.versionId === versionId);
      if (!found) return [`${region}: ${key} in version ${versionId} is not there`];
      const digest = createHash('sha256').update(found.body).digest('hex');
      return [
        ...(digest === sha256 ? [] : [`${region}: ${key} is something else`]),
        ...(found.until.getTime() >= keptUntil ? [] : [`${region}: ${key} may disappear too soon`]),
        ...(found.body.includes('cdk-hnb659fds') ? [`${region}: ${key} names a place outside the bucket`] : []),
      ];
    });
  });
}
