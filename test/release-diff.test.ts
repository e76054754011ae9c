/** What `release diff` shows: the same release is the same wherever it was read, and what differs is named. */
import { readPublished, UnreadableRelease } from '../lib/cli/release/published-release';
import { CURRENT_MANIFEST_KEY, manifestKeyOf } from '../lib/domain/names';
import { isSame, lossesIn, type ReleaseDiff, type StackDiff } from '../lib/domain/release';
import { comparableOfComposed, comparableOfPublished, diffReleases } from '../lib/release/diff';
import type { ComposedStack, Release } from '../lib/release/release';
import type { Resource, Template } from '../lib/release/source';
import { awsError, type SmallAws } from './release-bucket-fake';
import { assetOf, bucketOf, emptyAws, HOME, plan, publishTo, releaseOf, STANDBY } from './release-publishing';

/** S3 as `understudy release diff` calls it. */
const shelfOf = (aws: SmallAws, down: readonly string[] = []) => ({
  plan,
  s3In: (region: string) => ({
    async send({ input: { Bucket = '', Key = '', VersionId = '' } }: { input: Record<string, string> }) {
      if (down.includes(region)) throw Object.assign(new Error('connect timed out'), { name: 'TimeoutError' });
      const versions = aws.versions.get(Bucket)?.filter(({ key }) => key === Key) ?? [];
      const found = VersionId ? versions.find((one) => one.versionId === VersionId) : versions.at(-1);
      if (!found) throw awsError('NoSuchKey', 404);
      const Body = { transformToByteArray: async () => found.body };
      return { ContentLength: found.body.length, VersionId: found.versionId, Body };
    },
  }),
});

const published = async (aws: SmallAws, { release = 'current', down = [] as string[] } = {}) =>
  comparableOfPublished(await readPublished(shelfOf(aws, down), release), plan);
const problemsOf = async (reading: Promise<unknown>): Promise<readonly string[]> => {
  const error = await reading.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof UnreadableRelease) return error.problems;
  throw error ?? new Error('it was read');
};

const RELEASE = releaseOf('r-0000aaaa');
const onDisk = (release: Release) => comparableOfComposed(release, 'cdk.out');

/** The release with one stack's template changed. */
const changed = (change: (template: Template) => Template, more: Partial<ComposedStack> = {}): Release => ({
  ...RELEASE,
  stacks: RELEASE.stacks.map((stack) =>
    stack.name === 'orders-data' ? { ...stack, ...more, template: change(stack.template) } : stack,
  ),
});
const withResource = (id: string, resource: Resource) => (template: Template) => ({
  ...template,
  Resources: { ...template.Resources, [id]: resource },
});
const diffOf = (from: Release, to: Release): ReleaseDiff => diffReleases(onDisk(from), onDisk(to));
const stackIn = ({ stacks }: ReleaseDiff, name: string): StackDiff => {
  const found = stacks.find(({ stack }) => stack === name);
  if (!found) throw new Error(`no stack ${name}`);
  return found;
};

describe('a published release', () => {
  test('is the same as what it was published from, whichever Region it is read in', async () => {
    const aws = emptyAws();
    await publishTo(aws);
    const home = await published(aws);
    const standby = await published(aws, { down: [HOME] });
    expect([home.source, standby.source].map((source) => source.split(' ').at(-1))).toEqual([HOME, STANDBY]);
    for (const side of [home, standby]) {
      const diff = diffReleases(side, onDisk(RELEASE));
      expect(diff.stacks.map(({ stack, change }) => `${stack} ${change}`)).toEqual([
        'orders-data same',
        'orders-web same',
        'orders-web/Inner same',
      ]);
      expect(isSame(diff)).toBe(true);
    }
  });

  test('differs from an earlier one by the assets that changed, nested ones too, and by nothing else', async () => {
    const aws = emptyAws();
    await publishTo(aws);
    await publishTo(aws, { release: releaseOf('r-0000bbbb'), after: 2000 });
    const diff = diffReleases(await published(aws, { release: 'r-0000aaaa' }), await published(aws));
    const digits = (id: string, name: string) => assetOf(name, `${name} of ${id}`).sha256.slice(0, 8);
    expect([diff.from.release, diff.to.release]).toEqual(['r-0000aaaa', 'r-0000bbbb']);
    expect(diff.stacks.map(({ stack, change, settings }) => ({ stack, change, settings }))).toEqual(
      ['orders-data', 'orders-web', 'orders-web/Inner'].map((stack) => ({ stack, change: 'changed', settings: [] })),
    );
    const asset = { from: digits('r-0000aaaa', 'data'), to: digits('r-0000bbbb', 'data') };
    expect(stackIn(diff, 'orders-data').resources).toEqual([
      {
        logicalId: 'Function',
        type: 'AWS::Lambda::Function',
        impact: 'updated',
        isStateful: false,
        properties: [{ name: 'Code', asset }],
      },
    ]);
    expect(stackIn(diff, 'orders-web/Inner').resources).toMatchObject([{ properties: [{ name: 'Code', asset }] }]);
    const inner = stackIn(diff, 'orders-web').resources.find(({ logicalId }) => logicalId === 'Inner');
    expect(inner?.properties).toMatchObject([{ name: 'TemplateURL', asset: {} }]);
  });

  test('differs by the values of its parameters, lane by lane, but not by its own id', async () => {
    const aws = emptyAws();
    await publishTo(aws);
    const [region, stack] = [HOME, `${HOME} orders-pilot-light`];
    const outputs = { ...aws.stacks.get(stack)?.outputs, TargetGroup: `arn of ${region}`, DrillTargetGroup: 'drill' };
    aws.stacks.set(stack, { StackStatus: 'UPDATE_COMPLETE', outputs });
    await publishTo(aws, { release: { ...RELEASE, id: 'r-0000bbbb' }, after: 2000 });
    const diff = diffReleases(await published(aws, { release: 'r-0000aaaa' }), await published(aws));
    expect(stackIn(diff, 'orders-web').settings).toEqual([
      expect.stringMatching(/^parameter TargetGroup \(live\): ".*live\/1" → "arn of us-east-1"$/),
      expect.stringMatching(/^parameter TargetGroup \(drill\): ".*drill\/1" → "drill"$/),
    ]);
    expect(stackIn(diff, 'orders-data').change).toBe('same');
  });

  test('is read from the next Region when the first does not answer or does not have it', async () => {
    const aws = emptyAws();
    await publishTo(aws);
    aws.versions.set(bucketOf(HOME), []);
    expect((await published(aws)).source).toContain(STANDBY);
    expect(await problemsOf(published(aws, { down: [STANDBY] }))).toEqual([
      `${HOME} has not a release that is current`,
      expect.stringContaining(`s3:GetObject of ${CURRENT_MANIFEST_KEY} in ${STANDBY} failed: TimeoutError`),
    ]);
  });

  test('that no Region has is told in one sentence, with where they are named', async () => {
    const aws = emptyAws();
    expect(await problemsOf(published(aws, { release: 'r-0000cccc' }))).toEqual([
      'no Region has release r-0000cccc; `release list` names them',
    ]);
    expect(await problemsOf(published(aws))).toEqual(['no Region has a release that is current; publish one']);
  });

  test.each<[string, RegExp, (aws: SmallAws) => void]>([
    [
      'a manifest that was changed',
      /us-east-1: the manifest was changed after it was signed/,
      (aws) => aws.write(bucketOf(HOME), CURRENT_MANIFEST_KEY, currentText(aws).replace('c0ffee', 'c0ffef')),
    ],
    [
      'the manifest of another Region',
      /us-east-1: the manifest is of release r-0000aaaa of orders for us-west-2, where current of orders for us-east-1/,
      (aws) => aws.write(bucketOf(HOME), CURRENT_MANIFEST_KEY, currentText(aws, STANDBY)),
    ],
    [
      'a template that was changed in its place',
      /us-east-1: templates\/[0-9a-f]{64}\.json is not what was signed/,
      (aws) => {
        const key = JSON.parse(currentText(aws)).stacks[0].template.key;
        const versions = aws.versions.get(bucketOf(HOME)) ?? [];
        const tampered = versions.map((one) => (one.key === key ? { ...one, body: Buffer.from('{}') } : one));
        aws.versions.set(bucketOf(HOME), tampered);
      },
    ],
  ])('with %s is refused, although another Region has it', async (_, sentence, tamper) => {
    const aws = emptyAws();
    await publishTo(aws);
    tamper(aws);
    expect(await problemsOf(published(aws))).toEqual([expect.stringMatching(sentence)]);
  });

  test('that stands under the name of another is refused', async () => {
    const aws = emptyAws();
    await publishTo(aws);
    aws.write(bucketOf(HOME), manifestKeyOf('r-0000cccc'), currentText(aws));
    expect(await problemsOf(published(aws, { release: 'r-0000cccc' }))).toEqual([
      expect.stringContaining('the manifest is of release r-0000aaaa'),
    ]);
  });
});

const currentText = (aws: SmallAws, region = HOME): string =>
  aws.object(bucketOf(region), CURRENT_MANIFEST_KEY)?.body.toString() ?? '';

describe('what differs between two templates', () => {
  const table = (attribute: string, more: Partial<Resource> = {}): Resource => ({
    Type: 'AWS::DynamoDB::Table',
    Properties: { TableName: attribute, BillingMode: 'PAY_PER_REQUEST' },
    ...more,
  });
  const before = changed(withResource('Table', table('a')));
  const impactOf = (from: Release, to: Release) =>
    stackIn(diffOf(from, to), 'orders-data').resources.find(({ logicalId }) => logicalId === 'Table');

  test.each<[string, Release, Release, object]>([
    ['is created', RELEASE, before, { impact: 'created', properties: [] }],
    ['is deleted', before, RELEASE, { impact: 'deleted', properties: [] }],
    [
      'is left behind',
      changed(withResource('Table', table('a', { DeletionPolicy: 'Retain' }))),
      RELEASE,
      { impact: 'left behind' },
    ],
    [
      'is replaced',
      before,
      changed(withResource('Table', table('b'))),
      { impact: 'replaced', properties: [{ name: 'TableName' }] },
    ],
    [
      'is updated',
      before,
      changed(withResource('Table', table('a', { Properties: { TableName: 'a', BillingMode: 'PROVISIONED' } }))),
      { impact: 'updated', properties: [{ name: 'BillingMode' }] },
    ],
  ])('a table that %s says so, and that it keeps data', (_, from, to, expected) => {
    expect(impactOf(from, to)).toMatchObject({ ...expected, isStateful: true });
  });

  test('counts as lost what keeps data and is replaced or deleted, not what is updated or stays', () => {
    const losses = (from: Release, to: Release) => lossesIn(stackIn(diffOf(from, to), 'orders-data')).length;
    expect(losses(before, RELEASE)).toBe(1);
    expect(losses(before, changed(withResource('Table', table('b'))))).toBe(1);
    expect(losses(RELEASE, before)).toBe(0);
    expect(losses(changed(withResource('Table', table('a', { DeletionPolicy: 'Retain' }))), RELEASE)).toBe(0);
    const queue = changed(withResource('Queue', { Type: 'AWS::SQS::Queue' }));
    expect(losses(queue, RELEASE)).toBe(0);
  });

  test('shows the lines of CDK, without colours', () => {
    const { text } = stackIn(diffOf(before, changed(withResource('Table', table('b')))), 'orders-data');
    expect(text).toContain('[~] AWS::DynamoDB::Table Table');
    expect(text).toMatch(/\[-\] a\n.*\[\+\] b/);
    expect(text).not.toMatch(/\p{Cc}(?<!\n)/u);
  });

  test('an asset that changed together with something else is no mere asset', () => {
    const code = (more: object, id: string): Release => {
      const [data = assetOf('data', id)] = [assetOf('data', id)];
      const release = changed((template) => {
        const { Type = '', Properties } = template.Resources.Function ?? {};
        return withResource('Function', { Type, Properties: { Code: { ...(Properties?.Code as object), ...more } } })(
          template,
        );
      });
      return { ...release, assets: [data, ...RELEASE.assets.slice(1)] };
    };
    const [function_] = stackIn(diffOf(code({}, 'one'), code({ ZipFile: 'x' }, 'two')), 'orders-data').resources;
    expect(function_?.properties).toEqual([{ name: 'Code' }]);
  });

  test('metadata and what bootstrapping adds make no difference', () => {
    const noted = changed((template) => ({
      ...template,
      Metadata: { note: 1 },
      Parameters: { ...template.Parameters, BootstrapVersion: { Type: 'String' } },
    }));
    expect(isSame(diffOf(RELEASE, noted))).toBe(true);
  });

  test('dependencies and capabilities are settings, in any order', () => {
    const same = (template: Template) => template;
    const first = changed(same, { dependsOn: ['a', 'b'], capabilities: ['CAPABILITY_IAM'] });
    const second = changed(same, { dependsOn: ['b', 'a'], capabilities: ['CAPABILITY_IAM'] });
    expect(isSame(diffOf(first, second))).toBe(true);
    expect(stackIn(diffOf(first, changed(same, { dependsOn: ['a'] })), 'orders-data')).toMatchObject({
      change: 'changed',
      settings: ['depends on a; it was a and b', 'needs the capability nothing; it was CAPABILITY_IAM'],
      resources: [],
    });
  });

  test('stacks on one side only are added or removed, with all that is in them', () => {
    const [data] = RELEASE.stacks;
    const smaller = { ...RELEASE, stacks: data ? [data] : [] };
    const changes = (diff: ReleaseDiff) => diff.stacks.map(({ stack, change }) => `${stack} ${change}`);
    const removed = ['orders-data same', 'orders-web removed', 'orders-web/Inner removed'];
    expect(changes(diffOf(RELEASE, smaller))).toEqual(removed);
    expect(changes(diffOf(smaller, RELEASE))).toEqual(removed.map((one) => one.replace('removed', 'added')));
    expect(stackIn(diffOf(RELEASE, smaller), 'orders-web').resources).toMatchObject([
      { logicalId: 'Function', impact: 'deleted' },
      { logicalId: 'Inner', impact: 'deleted' },
    ]);
  });
});
