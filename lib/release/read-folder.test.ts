import { chmodSync, cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { plan, planWith } from '../../test/fixtures';
import { temporaryDirectory } from '../../test/temporary';
import { readSource } from './read-source';
import { SourceError } from './source';

const FIXTURE = join(__dirname, '../../test/fixtures-releases/plain');
const orders = planWith({ release: { ...plan.release, stacks: ['orders-data', 'orders-web'] } });

/** A copy of the fixture, with some files written anew. */
function folderWith(files: Record<string, string | object> = {}): string {
  const directory = temporaryDirectory('source');
  cpSync(FIXTURE, directory, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(directory, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return directory;
}

const read = (directory: string) => readSource(directory, orders);

async function problemsOf(directory: string): Promise<string> {
  try {
    await read(directory);
    return '';
  } catch (error) {
    if (error instanceof SourceError) return error.problems.join('\n');
    throw error;
  }
}

const entry = (name: string, template = 'data.json') => ({ name, template });
const both = [entry('orders-data'), entry('orders-web', 'web.yaml')];
const ASSETS = { web: 'code', machine: 'machine.json', alarms: 'alarms.yaml' };

describe('a folder of templates', () => {
  test("gives the plan's stacks in the plan's order, and the others apart", async () => {
    const { stacks, others } = await read(folderWith());
    expect(stacks.map(({ name }) => name)).toEqual(['orders-data', 'orders-web']);
    expect(others.map(({ name }) => name)).toEqual(['pilot-light']);
  });

  test('spells out the short forms of YAML, and leaves what looks like a date a text', async () => {
    const [, web] = (await read(folderWith())).stacks;
    expect(web?.template).toMatchObject({
      AWSTemplateFormatVersion: '2010-09-09',
      Conditions: { Verbose: { 'Fn::Equals': [{ Ref: 'Level' }, 'debug'] } },
    });
    expect(web?.template.Resources.Source?.Properties?.FunctionName).toEqual({ 'Fn::GetAtt': ['Worker', 'Arn'] });
    expect(web?.template.Resources.Worker?.Properties?.Environment).toEqual({
      Variables: {
        QUEUE_URL: { 'Fn::ImportValue': 'orders-data-QueueUrl' },
        LEVEL: { 'Fn::If': ['Verbose', 'debug', { Ref: 'AWS::NoValue' }] },
        RELEASE: { 'Fn::Sub': `\${Release}-\${AWS::Region}` },
      },
    });
  });

  test('packages the assets that the release names, and a template that it nests is none of them', async () => {
    const { assets, nested } = await read(folderWith());
    expect(assets).toMatchObject([
      { id: 'web', extension: '.zip', contentType: 'application/zip', places: [{ bucket: 'asset', key: 'web' }] },
      { id: 'machine', extension: '.json', contentType: 'application/json', bytes: 67 },
    ]);
    expect(nested).toMatchObject([{ id: 'alarms', template: { Parameters: { Worker: { Type: 'String' } } } }]);
  });

  test('digests a folder alike wherever it lies, and otherwise when one file differs', async () => {
    const contentOf = async (directory: string) => (await read(directory)).assets[0]?.contentSha256;
    const first = await contentOf(folderWith());
    expect(await contentOf(folderWith())).toBe(first);
    const executable = folderWith();
    chmodSync(join(executable, 'code/index.js'), 0o755);
    expect(await contentOf(executable)).not.toBe(first);
    expect(await contentOf(folderWith({ 'code/index.js': 'exports.handler = async () => 1;' }))).not.toBe(first);
  });

  test('packages a folder anew when it changes where it lies', async () => {
    const directory = folderWith();
    const shaOf = async () => (await read(directory)).assets[0]?.sha256;
    const first = await shaOf();
    writeFileSync(join(directory, 'code/index.js'), 'exports.handler = async () => 2;');
    expect(await shaOf()).not.toBe(first);
  });

  test('is read when a link leads to another file of it', async () => {
    const directory = folderWith();
    symlinkSync(join(directory, 'machine.json'), join(directory, 'code/machine.json'));
    expect(await problemsOf(directory)).toBe('');
  });
});

describe('a folder of templates is refused when', () => {
  test.each<[string, Record<string, string | object>, string[]]>([
    ['its manifest is not JSON', { 'release.json': '{' }, ['release.json is not JSON']],
    ['its manifest has a key too many', { 'release.json': { stacks: [], more: 1 } }, ['more']],
    [
      'the plan names a stack that it lacks',
      { 'release.json': { stacks: [entry('orders-dat'), entry('orders-web', 'web.yaml')], assets: ASSETS } },
      ['release.stacks: the source holds no stack orders-data; did you mean orders-dat'],
    ],
    [
      'a stack stands in it twice',
      { 'release.json': { stacks: [...both, entry('orders-web', 'web.yaml')], assets: ASSETS } },
      ['lists the stack orders-web twice'],
    ],
    [
      'a stack depends on one that is not listed',
      { 'release.json': { stacks: [{ ...entry('orders-data'), dependsOn: ['x'] }, both[1]], assets: ASSETS } },
      ['orders-data depends on x, which it does not list'],
    ],
    ['a template is not JSON', { 'data.json': '{"Resources": }' }, ['data.json: it is not JSON']],
    ['a template is not YAML', { 'web.yaml': 'Resources: [' }, ['web.yaml: ']],
    [
      'a template has a key twice',
      { 'web.yaml': 'Resources: {}\nResources: {}' },
      ['web.yaml: Map keys must be unique'],
    ],
    ['a template has an unknown tag', { 'web.yaml': 'Resources: {A: {Type: !Reff b}}' }, ['Unresolved tag: !Reff']],
    ['a template is a list', { 'web.yaml': '- Resources' }, ['web.yaml: the template: ']],
    ['its resources are a list', { 'data.json': { Resources: [] } }, ['data.json: Resources: ']],
    ['a stack has no resources', { 'data.json': {} }, ['orders-data has no resources, and CloudFormation creates no']],
    ['a resource has no type', { 'data.json': { Resources: { A: {} } } }, ['data.json: Resources.A.Type: ']],
    [
      'a macro makes its resources',
      { 'data.json': { Resources: { 'Fn::ForEach::Queues': ['x', ['a'], {}] } } },
      ['Resources.Fn::ForEach::Queues needs a macro, which a release does not take; write its resources out'],
    ],
    [
      'an old CDK wrote it',
      { 'data.json': { Parameters: { [`AssetParameters${'a'.repeat(64)}X`]: { Type: 'String' } }, Resources: {} } },
      ['use the DefaultStackSynthesizer'],
    ],
    [
      'a file is missing, a template lies outside of it, and an asset is all of it',
      {
        'release.json': {
          stacks: [entry('orders-data', 'no.json'), entry('orders-web', '../x.json')],
          assets: { web: '.', machine: 'none.zip' },
        },
      },
      [
        'orders-data: there is no file no.json',
        'orders-web: there is no file ../x.json',
        'assets.web: . lies outside of',
        'assets.machine: there is no file none.zip',
      ],
    ],
    ['a nested template is none', { 'alarms.yaml': '[]' }, ['nested template alarms: the template: ']],
  ])('%s', async (_, files, expected) => {
    const problems = await problemsOf(folderWith(files));
    for (const part of expected) expect(problems).toContain(part);
    expect(problems.split('\n')).toHaveLength(expected.length);
  });

  test('a link leads out of it', async () => {
    const directory = folderWith();
    rmSync(join(directory, 'data.json'));
    symlinkSync(join(FIXTURE, 'data.json'), join(directory, 'data.json'));
    expect(await problemsOf(directory)).toMatch(/^orders-data: data.json lies outside of/);
  });

  test.each<[string, string, RegExp]>([
    ['out of the source', join(FIXTURE, 'data.json'), /outside of/],
    ['around in a circle', '.', /a folder around itself/],
  ])('a link in an asset leads %s', async (_, target, expected) => {
    const directory = folderWith();
    symlinkSync(target, join(directory, 'code/link'));
    expect(await problemsOf(directory)).toMatch(expected);
  });

  test('it is not there, is a file, or holds neither manifest', async () => {
    const directory = temporaryDirectory('empty');
    mkdirSync(join(directory, 'in'));
    expect(await problemsOf(join(directory, 'none'))).toMatch(/there is no folder .*none; write it with cdk synth/);
    expect(await problemsOf(join(FIXTURE, 'data.json'))).toMatch(/is not a folder/);
    expect(await problemsOf(directory)).toMatch(/holds neither .* nor a release\.json; write it with cdk synth/);
  });
});
