import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import files from 'node:fs/promises';
import os from 'node:os';
import { dirname, join } from 'node:path';
import { plan, planWith } from '../../test/fixtures';
import { temporaryDirectory } from '../../test/temporary';
import { readSource } from './read-source';
import { type Source, SourceError } from './source';

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

const sources: Source[] = [];
afterEach(() => {
  for (const source of sources.splice(0)) source.close?.();
});

async function read(directory: string): Promise<Source> {
  const source = await readSource(directory, orders);
  sources.push(source);
  return source;
}

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

  test('digests a folder alike in whatever order its files were written, and the disk lists them', async () => {
    const contentOf = async (names: readonly string[]) =>
      (await read(folderWith(Object.fromEntries(names.map((name) => [`code/${name}`, name]))))).assets[0]
        ?.contentSha256;
    const sorted = await contentOf(['a.js', 'b.js', 'c.js']);
    expect(await contentOf(['c.js', 'b.js', 'a.js'])).toBe(sorted);
    const { readdir } = files;
    const listed = async (path: string) => (await readdir(path)).reverse();
    const spy = jest.spyOn(files, 'readdir').mockImplementation(listed as unknown as typeof readdir);
    try {
      expect(await contentOf(['a.js', 'b.js', 'c.js'])).toBe(sorted);
      expect(spy).toHaveBeenCalled();
    } finally {
      spy.mockRestore();
    }
  });

  test('packages a folder to the same bytes, whoever checked it out in whatever order', async () => {
    const checkedOut = async (names: readonly string[], [file, program, folder]: readonly [number, number, number]) => {
      const directory = folderWith();
      const code = join(directory, 'code');
      for (const name of names) {
        mkdirSync(join(code, dirname(name)), { recursive: true });
        writeFileSync(join(code, name), name);
        chmodSync(join(code, name), name.endsWith('run') ? program : file);
      }
      chmodSync(join(code, 'index.js'), file);
      for (const name of ['lib', '']) chmodSync(join(code, name), folder);
      return (await read(directory)).assets[0];
    };
    const names = ['b.js', 'lib/run', 'a.js', 'B.js'];
    const own = await checkedOut(names, [0o600, 0o700, 0o700]);
    for (const open of [0o444, 0o644, 0o664, 0o622]) {
      const shared = await checkedOut(names.toReversed(), [open, 0o775, 0o775]);
      expect({ ...shared, file: '' }).toEqual({ ...own, file: '' });
    }
    const others = await checkedOut(names, [0o611, 0o744, 0o755]);
    expect({ ...others, file: '' }).toEqual({ ...own, file: '' });
    const altered = await checkedOut(names, [0o700, 0o700, 0o700]);
    expect(altered?.sha256).not.toBe(own?.sha256);
    expect(altered?.contentSha256).not.toBe(own?.contentSha256);
  });

  test('packages of a folder what it digests, also when that changes at the same time', async () => {
    const directory = folderWith();
    const source = await readSource(directory, orders, {
      onMessage: () => writeFileSync(join(directory, 'code/index.js'), 'exports.handler = async () => 3;'),
    });
    sources.push(source);
    const [before] = (await read(folderWith())).assets;
    expect({ ...source.assets[0], file: '' }).toEqual({ ...before, file: '' });
  });

  test('packages each of its folders by itself, and leaves nothing but the zips', async () => {
    const manifest = { stacks: both, assets: { ...ASSETS, machine: 'more' } };
    const directory = folderWith({ 'release.json': manifest });
    mkdirSync(join(directory, 'more'));
    writeFileSync(join(directory, 'more/more.js'), 'more');
    const { assets } = await read(directory);
    const [web, machine] = assets.map(({ file }) => file);
    expect(readFileSync(machine ?? '', 'latin1')).toContain('more.js');
    expect(readFileSync(machine ?? '', 'latin1')).not.toContain('index.js');
    expect(readdirSync(dirname(web ?? ''))).toHaveLength(2);
    expect(readdirSync(dirname(dirname(web ?? '')))).toHaveLength(1);
  });

  test('packages a folder anew when it changes where it lies', async () => {
    const directory = folderWith();
    const shaOf = async () => (await read(directory)).assets[0]?.sha256;
    const first = await shaOf();
    writeFileSync(join(directory, 'code/index.js'), 'exports.handler = async () => 2;');
    expect(await shaOf()).not.toBe(first);
  });

  test('packages a folder out of reach of the source: what lies in its .cache is never used', async () => {
    const first = await read(folderWith());
    const poisoned = folderWith();
    const elsewhere = temporaryDirectory('elsewhere');
    mkdirSync(join(poisoned, '.cache'));
    for (const { contentSha256 } of first.assets) writeFileSync(join(poisoned, `.cache/${contentSha256}.zip`), 'evil');
    const linked = folderWith();
    symlinkSync(elsewhere, join(linked, '.cache'));
    for (const source of [await read(poisoned), await read(linked)]) {
      expect(source.assets[0]?.contentSha256).toBe(first.assets[0]?.contentSha256);
      expect(readFileSync(source.assets[0]?.file ?? '', 'latin1')).toMatch(/^PK/);
    }
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  test('packages into a folder of its own, closed to others, and removes that at the end', async () => {
    const directory = folderWith();
    const [one, other] = [await read(directory), await read(directory)];
    const homeOf = ({ assets }: typeof one) => dirname(dirname(assets[0]?.file ?? ''));
    expect(homeOf(one)).not.toBe(homeOf(other));
    expect(statSync(homeOf(one)).mode & 0o777).toBe(0o700);
    expect(existsSync(join(directory, '.cache'))).toBe(false);
    one.close?.();
    expect(existsSync(homeOf(one))).toBe(false);
    expect(existsSync(homeOf(other))).toBe(true);
  });

  test('digests every file, whatever it is called', async () => {
    const contentOf = async (content: string) =>
      (await read(folderWith({ 'code/__proto__': content }))).assets[0]?.contentSha256;
    expect(await contentOf('a')).not.toBe(await contentOf('b'));
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
      ['web.yaml: map keys must be unique'],
    ],
    ['a template has an unknown tag', { 'web.yaml': 'Resources: {A: {Type: !Reff b}}' }, ['unresolved tag: !Reff']],
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

  test('a sentence about it holds what a terminal would obey', async () => {
    const told = await problemsOf(folderWith({ 'data.json': { Resources: { 'A\u001b[2J': { Type: 'T' } } } }));
    expect(told).toBe('data.json: Resources.A [2J: expected letters and digits; rename it');
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

  test('an asset of it cannot be packaged, and nothing half-made stays', async () => {
    const [whole, broken, temporary] = [folderWith(), folderWith(), temporaryDirectory('temporary')];
    symlinkSync('.', join(broken, 'code/link'));
    const tmpdir = jest.spyOn(os, 'tmpdir').mockReturnValue(temporary);
    try {
      const source = await read(whole);
      expect(readdirSync(temporary)).toHaveLength(1);
      source.close?.();
      expect(await problemsOf(broken)).toMatch(/cannot be packaged/);
      expect(readdirSync(temporary)).toEqual([]);
    } finally {
      tmpdir.mockRestore();
    }
  });

  test('it is not there, is a file, or holds neither manifest', async () => {
    const directory = temporaryDirectory('empty');
    expect(await problemsOf(join(directory, 'none'))).toMatch(/there is no folder .*none; write it with cdk synth/);
    expect(await problemsOf(join(FIXTURE, 'data.json'))).toMatch(/is not a folder/);
    expect(await problemsOf(directory)).toMatch(/holds neither .* nor a release\.json; write it with cdk synth/);
    mkdirSync(join(directory, 'in'));
    expect(await problemsOf(directory)).toMatch(
      /nor a release\.json; name the folder that cdk synth wrote, or list its templates in a release\.json$/,
    );
  });

  test('its release.json has a key that is none, and the allowed ones are named', async () => {
    const misspelt = {
      stcks: both,
      stacks: [
        { ...entry('orders-data'), dependson: [] },
        { name: 7, template: 'x' },
      ],
    };
    expect((await problemsOf(folderWith({ 'release.json': misspelt }))).split('\n')).toEqual([
      expect.stringMatching(/release\.json: stacks\.0\.dependson: unknown key; did you mean dependsOn$/),
      expect.stringMatching(/release\.json: stacks\.1\.name: invalid input: expected string/),
      expect.stringMatching(/release\.json: stcks: unknown key; did you mean stacks$/),
    ]);
    const foreign = { stacks: both, assets: ASSETS, resources: {} };
    expect(await problemsOf(folderWith({ 'release.json': foreign }))).toMatch(
      /release\.json: resources: unknown key; allowed are stacks and assets$/,
    );
  });
});
