import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CfnOutput, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Code, Handler, Function as Lambda, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { unpinnedPlaces } from '../lib/release/asset-locations';
import { compose } from '../lib/release/compose';
import { leavesFirst } from '../lib/release/nested-order';
import { readSource as readAnySource } from '../lib/release/read-source';
import { type PinnedPlace, rewrite } from '../lib/release/rewrite';
import { type AssetPlace, type Source, SourceError } from '../lib/release/source';
import { plan, planWith } from './fixtures';
import { temporaryDirectory } from './temporary';

// CDK takes seconds to load and to synthesise.
jest.setTimeout(60_000);

const releasing = (...stacks: string[]) => planWith({ release: { ...plan.release, stacks } });
const orders = releasing('orders-web', 'orders-data');

interface Place {
  readonly outdir: string;
  readonly code: string;
}

const place = (): Place => {
  const directory = temporaryDirectory('assembly');
  const code = join(directory, 'code');
  mkdirSync(code);
  writeFileSync(join(code, 'index.js'), "exports.handler = async () => 'served';");
  return { outdir: join(directory, 'cdk.out'), code };
};

const sources: Source[] = [];
afterAll(() => {
  for (const source of sources) source.close?.();
});

async function readSource(...asked: Parameters<typeof readAnySource>): Promise<Source> {
  const source = await readAnySource(...asked);
  sources.push(source);
  return source;
}

const lambdaIn = (scope: Stack, path: string) =>
  new Lambda(scope, 'Worker', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromAsset(path) });

/** A small app as teams write them: two stacks, one with code and a nested stack, and one that stands already. */
function synthesise({ outdir, code }: Place): string {
  const app = new App({ outdir, analyticsReporting: false });
  const pilotLight = new Stack(app, 'pilot-light', { env: { region: 'us-west-2', account: '111122223333' } });
  lambdaIn(pilotLight, join(outdir, '..', 'code'));
  const data = new Stack(app, 'orders-data');
  const queue = new Queue(data, 'Queue');
  new CfnOutput(data, 'QueueName', { value: queue.queueName });
  const web = new Stack(app, 'orders-web');
  lambdaIn(web, code).addEnvironment('QUEUE_URL', queue.queueUrl);
  lambdaIn(new NestedStack(web, 'Inner'), code);
  app.synth();
  return outdir;
}

async function problemsOf(reading: Promise<Source>): Promise<readonly string[]> {
  try {
    await reading;
    return [];
  } catch (error) {
    if (error instanceof SourceError) return error.problems;
    throw error;
  }
}

describe('a cloud assembly', () => {
  const at = place();
  const messages: string[] = [];
  let source: Source;

  beforeAll(async () => {
    source = await readSource(synthesise(at), orders, { onMessage: (text) => messages.push(text) });
  });

  test("gives the plan's stacks, and of the others what they are bound to", () => {
    expect(source.stacks).toMatchObject([{ name: 'orders-web', dependsOn: ['orders-data'] }, { name: 'orders-data' }]);
    expect(source.stacks[0]).not.toHaveProperty('region');
    expect(source.others).toMatchObject([{ name: 'pilot-light', region: 'us-west-2', account: '111122223333' }]);
    expect(source.stacks[1]?.bytes).toBe(readFileSync(join(at.outdir, 'orders-data.template.json')).length);
  });

  test('packages the code that the release names, once, and says so', () => {
    expect(source.assets).toEqual([
      expect.objectContaining({ extension: '.zip', contentType: 'application/zip', bytes: expect.any(Number) }),
    ]);
    const [code] = source.assets;
    expect(code?.places).toEqual([
      {
        bucket: `cdk-hnb659fds-assets-\${AWS::AccountId}-\${AWS::Region}`,
        key: expect.stringMatching(/^[0-9a-f]{64}\.zip$/),
      },
    ]);
    expect(
      readFileSync(code?.file ?? '')
        .subarray(0, 2)
        .toString(),
    ).toBe('PK');
    expect(messages).toEqual([expect.stringMatching(/^packaging asset /)]);
  });

  test('packages a file once, however many places it has', async () => {
    const { assets } = await readSource(at.outdir, releasing('pilot-light', 'orders-data', 'orders-web'));
    expect(assets.map(({ places }) => places.map(({ bucket }) => bucket))).toEqual([
      ['cdk-hnb659fds-assets-111122223333-us-west-2', `cdk-hnb659fds-assets-\${AWS::AccountId}-\${AWS::Region}`],
    ]);
  });

  test('has the nested template, whose code is the same', () => {
    expect(source.nested).toHaveLength(1);
    expect(Object.values(source.nested[0]?.template.Resources ?? {}).map(({ Type }) => Type)).toContain(
      'AWS::Lambda::Function',
    );
  });

  test('is composed: the reference between the stacks has become a parameter', () => {
    const release = compose(source, orders);
    const [data, web] = release.stacks;
    expect(release.stacks.map(({ name }) => name)).toEqual(['orders-data', 'orders-web']);
    expect(Object.keys(web?.given ?? {})).toEqual([expect.stringMatching(/^ImportordersdataExportsOutputRefQueue/)]);
    expect(JSON.stringify([data, web])).not.toMatch(/Fn::ImportValue|"Export"/);
  });

  test('is rewritten until nothing names the bootstrap bucket', () => {
    const release = compose(source, orders);
    const pin = (places: readonly AssetPlace[], key: string): PinnedPlace[] =>
      places.map((from) => ({
        place: from,
        pinned: {
          bucket: 'releases',
          key,
          versionId: 'v1',
          url: `https://releases.s3.us-west-2.amazonaws.com/${key}?versionId=v1`,
        },
      }));
    const pins = release.assets.flatMap(({ places }) => pin(places, 'assets/code.zip'));
    const templates = [];
    for (const { template, places } of leavesFirst(release.nested)) {
      templates.push(rewrite(template, pins));
      pins.push(...pin(places, 'templates/inner.json'));
    }
    templates.push(...release.stacks.map(({ template }) => rewrite(template, pins)));
    const places = pins.map((one) => one.place);
    expect(release.stacks.flatMap(({ template }) => unpinnedPlaces(template, { places, pins }))).toHaveLength(2);
    expect(templates.flatMap((template) => unpinnedPlaces(template, { places, pins }))).toEqual([]);
    expect(JSON.stringify(templates)).toContain(
      '"TemplateURL":"https://releases.s3.us-west-2.amazonaws.com/templates/inner.json?versionId=v1"',
    );
    expect(JSON.stringify(templates).match(/"S3ObjectVersion":"v1"/g)).toHaveLength(2);
  });

  test('makes the same release elsewhere, and another one of other code', async () => {
    const idOf = async (from: Place) => compose(await readSource(synthesise(from), orders), orders).id;
    expect(await idOf(place())).toBe(compose(source, orders).id);
    const other = place();
    writeFileSync(join(other.code, 'index.js'), 'exports.handler = async () => 2;');
    expect(await idOf(other)).not.toBe(compose(source, orders).id);
  });

  test('is refused when a stack is missing, with the one that may be meant', async () => {
    expect(await problemsOf(readSource(at.outdir, releasing('orders-web', 'orders-dat')))).toEqual([
      'release.stacks: the source holds no stack orders-dat; did you mean orders-data',
    ]);
  });
});

describe('a cloud assembly with stages', () => {
  let directory: string;
  beforeAll(() => {
    const { outdir, code } = place();
    const app = new App({ outdir, analyticsReporting: false });
    for (const name of ['Blue', 'Green']) {
      lambdaIn(new Stack(new Stage(app, name), 'Web', { stackName: name === 'Green' ? 'green-web' : 'web' }), code);
    }
    new Queue(new Stack(app, 'web'), 'Queue');
    app.synth();
    directory = outdir;
  });

  test('finds a stack by its path or its name in AWS, and its code in the folder above', async () => {
    const source = await readSource(directory, releasing('Blue-Web', 'green-web'));
    expect(source.stacks).toMatchObject([
      { name: 'Blue-Web', stackName: 'web' },
      { name: 'green-web', stackName: 'green-web' },
    ]);
    expect(source.assets).toHaveLength(1);
  });

  test('prefers a stack of that very id', async () => {
    const source = await readSource(directory, releasing('web'));
    expect(source.stacks[0]?.file).toMatch(/cdk\.out\/web\.template\.json$/);
  });

  test('refuses one stack under two names, and a name of two stacks', async () => {
    expect(await problemsOf(readSource(directory, releasing('Green-Web', 'green-web')))).toEqual([
      'release.stacks: Green-Web and green-web are the same stack; keep one',
    ]);
    const { outdir } = place();
    const app = new App({ outdir, analyticsReporting: false });
    for (const id of ['a', 'b']) new Queue(new Stack(app, id, { stackName: 'web' }), 'Queue');
    app.synth();
    expect(await problemsOf(readSource(outdir, releasing('web')))).toEqual([
      'release.stacks: web may be a or b; write the one that is meant',
    ]);
  });
});

describe('a cloud assembly is refused when', () => {
  let whole: string;
  beforeAll(() => {
    whole = synthesise(place());
  });

  const edited = (file: string, edit: (content: string) => string): string => {
    const directory = join(temporaryDirectory('assembly'), 'cdk.out');
    cpSync(whole, directory, { recursive: true });
    cpSync(join(whole, '../code'), join(directory, '../code'), { recursive: true });
    writeFileSync(join(directory, file), edit(readFileSync(join(directory, file), 'utf8')));
    return directory;
  };

  test.each<[string, string, (content: string) => string, RegExp]>([
    ['its manifest is none', 'manifest.json', () => '{', /cannot be read as a cloud assembly: .*; run cdk synth again/],
    [
      'a newer CDK wrote it',
      'manifest.json',
      (text) => text.replace(/"version": "[^"]+"/, '"version": "999.0.0"'),
      /run cdk synth again/,
    ],
    ['a template is no JSON', 'orders-data.template.json', () => '{', /^orders-data\.template\.json: it is not JSON/],
    [
      'a template lies elsewhere',
      'manifest.json',
      (text) => text.replace('"orders-data.template.json"', '"../code/index.js"'),
      /lies outside of/,
    ],
    [
      'an asset lies elsewhere',
      'orders-web.assets.json',
      (text) => text.replace(/"asset\.[0-9a-f]{64}"/g, '"../code"'),
      /^asset [0-9a-f]{64}: \.\.\/code lies outside/,
    ],
    [
      'an asset is gone',
      'orders-web.assets.json',
      (text) => text.replace(/"asset\.[0-9a-f]{64}"/g, '"gone"'),
      /there is no file gone; run cdk synth again$/,
    ],
    ['its list of assets is none', 'orders-web.assets.json', () => '{', /Cannot read asset manifest/],
  ])('%s', async (_, file, edit, expected) => {
    const problems = await problemsOf(readSource(edited(file, edit), orders));
    expect(problems).toEqual([expect.stringMatching(expected)]);
  });

  test('a stack of it is empty, unless the release goes without that', async () => {
    const empty = (id: string) => edited(`${id}.template.json`, () => '{}');
    expect(await problemsOf(readSource(empty('pilot-light'), orders))).toEqual([]);
    expect(await problemsOf(readSource(empty('orders-data'), orders))).toEqual([
      expect.stringMatching(/^orders-data has no resources/),
    ]);
  });

  test('it is asked for an asset that a command makes: nothing of a source is run', async () => {
    const marker = join(temporaryDirectory('marker'), 'ran');
    const executable = (text: string) =>
      text.replace(/"path": "asset\.[0-9a-f]{64}",\s*"packaging": "zip"/g, `"executable": ["touch", "${marker}"]`);
    const problems = await problemsOf(readSource(edited('orders-web.assets.json', executable), orders));
    expect(problems).toEqual([
      expect.stringMatching(
        /^asset [0-9a-f]{64} is made by a command, and a release runs none; let the build write it as a file/,
      ),
    ]);
    expect(existsSync(marker)).toBe(false);
  });
});

test('container images that the release would build are told', async () => {
  const { outdir, code } = place();
  writeFileSync(join(code, 'Dockerfile'), 'FROM scratch');
  const app = new App({ outdir, analyticsReporting: false });
  new Lambda(new Stack(app, 'web'), 'Image', {
    runtime: Runtime.FROM_IMAGE,
    handler: Handler.FROM_IMAGE,
    code: Code.fromAssetImage(code),
  });
  app.synth();
  expect((await readSource(outdir, releasing('web'))).images).toEqual([expect.any(String)]);
});
