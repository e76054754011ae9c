import { plan, planWith } from '../../test/fixtures';
import { comparableSha256 } from '../domain/release';
import { compose } from './compose';
import { leavesFirst } from './nested-order';
import {
  type NestedTemplate,
  type Resource,
  type Source,
  type SourceAsset,
  SourceError,
  type SourceStack,
  type Template,
} from './source';

const QUEUE: Resource = { Type: 'AWS::SQS::Queue' };
const imports = (name: unknown): Resource => ({
  Type: 'AWS::SQS::Queue',
  Properties: { Name: { 'Fn::ImportValue': name } },
});
const exporting = (name: unknown) => ({ Value: { Ref: 'One' }, Export: { Name: name } });

const stack = (name: string, template: Partial<Template> = {}, dependsOn: string[] = []): SourceStack => ({
  name,
  file: `${name}.json`,
  template: { Resources: { One: QUEUE }, ...template },
  bytes: 100,
  dependsOn,
});

const sourceOf = (...stacks: SourceStack[]): Source => ({
  directory: '/a',
  stacks,
  others: [],
  assets: [],
  nested: [],
  images: [],
});

const composing = (...stacks: SourceStack[]) => compose(sourceOf(...stacks), plan);
const problemsOf = (...stacks: SourceStack[]): readonly string[] => {
  try {
    composing(...stacks);
    return [];
  } catch (error) {
    if (error instanceof SourceError) return error.problems;
    throw error;
  }
};

const data = stack('orders-data', { Outputs: { Url: exporting('orders:Url'), Arn: { Value: 'x' } } });
const web = stack('orders-web', { Resources: { One: imports('orders:Url'), Two: imports('orders:Url') } });

describe('what stacks import from each other', () => {
  test('becomes one parameter, filled by the output that was exported', () => {
    const [first, second] = composing(data, web).stacks;
    expect(second).toMatchObject({
      name: 'orders-web',
      dependsOn: ['orders-data'],
      given: { ImportordersdataUrl: { stack: 'orders-data', output: 'Url' } },
      template: {
        Parameters: { ImportordersdataUrl: { Type: 'String' } },
        Resources: {
          One: { Properties: { Name: { Ref: 'ImportordersdataUrl' } } },
          Two: { Properties: { Name: { Ref: 'ImportordersdataUrl' } } },
        },
      },
    });
    expect(first?.template.Outputs).toEqual({ Url: { Value: { Ref: 'One' } }, Arn: { Value: 'x' } });
    expect(first?.outputs).toEqual(['Url', 'Arn']);
  });

  test.each<[string, unknown, unknown]>([
    [
      'by a name with the Region in it',
      { 'Fn::Sub': `x-\${AWS::Region}` },
      { 'Fn::Join': ['-', ['x', { Ref: 'AWS::Region' }]] },
    ],
    ["by a name with the exporting stack's in it", { 'Fn::Sub': `\${AWS::StackName}-Url` }, 'orders-data-Url'],
  ])('is found %s', (_, exported, imported) => {
    const [first, second] = composing(
      stack('orders-data', { Outputs: { Url: exporting(exported) } }),
      stack('orders-web', { Resources: { One: imports(imported) } }),
    ).stacks;
    expect(second?.given).toEqual({ ImportordersdataUrl: { stack: 'orders-data', output: 'Url' } });
    expect(first?.template.Outputs?.Url).not.toHaveProperty('Export');
  });

  test.each<[string, unknown]>([
    ['that no stack of the release exports', 'pilot-light:Url'],
    ['by a name that a parameter makes', { 'Fn::Sub': `\${Prefix}:Url` }],
    ['by the name of a property that every object has', 'constructor'],
  ])('stays when it is imported %s, and so does the export', (_, name) => {
    const template = { Resources: { One: imports(name) } };
    const [first, second] = composing(data, stack('orders-web', template)).stacks;
    expect(second?.template).toEqual(template);
    expect(second?.dependsOn).toEqual([]);
    expect(first?.template).toEqual(data.template);
  });

  const reading = (argument: object) =>
    stack('orders-web', {
      Resources: { One: { Type: 'AWS::SQS::Queue', Properties: { Name: { 'Fn::GetStackOutput': argument } } } },
    });

  test.each<[string, object]>([
    ['by the name of its stack', { StackName: 'Prod-Data', OutputName: 'Arn' }],
    ['in its Region', { StackName: 'Prod-Data', OutputName: 'Arn', Region: { Ref: 'AWS::Region' } }],
  ])('is found when an output is read %s', (_, argument) => {
    const [, second] = composing({ ...data, stackName: 'Prod-Data' }, reading(argument)).stacks;
    expect(second?.given).toEqual({ ImportordersdataArn: { stack: 'orders-data', output: 'Arn' } });
    expect(second?.template.Resources.One?.Properties).toEqual({ Name: { Ref: 'ImportordersdataArn' } });
  });

  test.each<[string, object]>([
    ['of another Region', { StackName: 'orders-data', OutputName: 'Arn', Region: 'us-east-1' }],
    ['with another role', { StackName: 'orders-data', OutputName: 'Arn', RoleArn: 'arn:x' }],
    ['that the stack does not have', { StackName: 'orders-data', OutputName: 'None' }],
    ['of another stack', { StackName: 'pilot-light', OutputName: 'Arn' }],
  ])('stays when an output is read %s', (_, argument) => {
    const template = reading(argument);
    expect(composing(data, template).stacks.find(({ name }) => name === 'orders-web')?.template).toEqual(
      template.template,
    );
  });

  test('is refused in a nested template', () => {
    const nested = { id: 'inner', template: web.template, places: [] };
    expect(() => compose({ ...sourceOf(data), nested: [nested] }, plan)).toThrow(
      'nested template inner reads the output Url of orders-data; hand it in as a parameter of the nested stack',
    );
  });

  test('takes another name when a resource has it already', () => {
    const taken = stack('orders-web', { Resources: { One: imports('orders:Url'), ImportordersdataUrl: QUEUE } });
    const [, second] = composing(data, taken).stacks;
    expect(Object.keys(second?.given ?? {})).toEqual([expect.stringMatching(/^ImportordersdataUrl[0-9a-f]{10}$/)]);
  });

  test('is told apart when two outputs give one name', () => {
    const outputs = {
      'a-b': stack('a-b', { Outputs: { C: exporting('1') } }),
      ab: stack('ab', { Outputs: { C: exporting('2') } }),
    };
    const [, , third] = composing(
      outputs['a-b'],
      outputs.ab,
      stack('z', { Resources: { One: imports('1'), Two: imports('2') } }),
    ).stacks;
    expect(Object.values(third?.given ?? {})).toEqual([
      { stack: 'a-b', output: 'C' },
      { stack: 'ab', output: 'C' },
    ]);
  });
});

describe('a parameter', () => {
  const giving = (name: string, dependsOn: string[] = []) => stack(name, { Outputs: { X: { Value: 'x' } } }, dependsOn);
  const asking = (dependsOn: string[], parameter = 'X') =>
    stack('z', { Parameters: { [parameter]: { Type: 'String' } } }, dependsOn);
  const givenTo = (...stacks: SourceStack[]) => composing(...stacks).stacks.find(({ name }) => name === 'z')?.given;

  test('is given the output of its name, of a stack that comes before, directly or through others', () => {
    const given = { X: { stack: 'a', output: 'X' } };
    expect(givenTo(giving('a'), asking(['a']))).toEqual(given);
    expect(givenTo(giving('a'), stack('m', {}, ['a']), asking(['m']))).toEqual(given);
    expect(givenTo(giving('a'), asking([]))).toEqual({});
  });

  test('of the plan that no template has is refused', () => {
    const planned = planWith({ release: { ...plan.release, parameters: { Lewel: 'debug', X: 'x' } } });
    const stacks = [asking([], 'Level'), asking([])].map((one, index) => ({ ...one, name: `s${index}` }));
    expect(() => compose(sourceOf(...stacks), planned)).toThrow(
      /^release\.parameters\.Lewel: no template of the release has such a parameter; did you mean Level$/,
    );
  });

  test('called Release is never given an output', () => {
    const output = stack('a', { Outputs: { Release: { Value: 'x' } } });
    expect(givenTo(output, asking(['a'], 'Release'))).toEqual({});
  });

  test('is refused when two stacks have an output of its name, unless the plan has its value', () => {
    const stacks = [giving('a'), giving('b'), asking(['a', 'b'])];
    expect(problemsOf(...stacks)).toEqual([
      expect.stringContaining('z, parameter X: a and b have an output of that name'),
    ]);
    const decided = planWith({ release: { ...plan.release, parameters: { X: 'x' } } });
    expect(compose(sourceOf(...stacks), decided).stacks.at(-1)?.given).toEqual({});
  });
});

describe('the order', () => {
  test("is that of dependencies, and the plan's where there are none", () => {
    const stacks = [stack('c', {}, ['a']), stack('b'), stack('a', {}, ['pilot-light'])];
    expect(composing(...stacks).stacks.map(({ name, dependsOn }) => [name, dependsOn])).toEqual([
      ['b', []],
      ['a', []],
      ['c', ['a']],
    ]);
  });

  test('is refused when stacks wait for each other, by an import too, or export one name', () => {
    const first = stack('orders-data', { Outputs: { Url: exporting('orders:Url') } }, ['orders-web']);
    expect(problemsOf(first, web)).toEqual([expect.stringContaining('in a circle: orders-data and orders-web')]);
    expect(problemsOf(data, { ...data, name: 'other' })).toEqual([
      'orders-data and other both export orders:Url; give one another name',
    ]);
  });
});

describe('capabilities', () => {
  const child: NestedTemplate = {
    id: 'child',
    template: { Resources: { Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'x' } } } },
    places: [{ bucket: 'asset', key: 'child' }],
  };
  const nesting: Resource = { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 's3://asset/child' } };

  test.each<[string, Template, string[]]>([
    ['none', { Resources: { One: QUEUE } }, []],
    ['for a role', { Resources: { One: { Type: 'AWS::IAM::Role' } } }, ['CAPABILITY_IAM']],
    ['for a role with a name', child.template, ['CAPABILITY_NAMED_IAM']],
    ['for a nested role', { Resources: { One: nesting } }, ['CAPABILITY_NAMED_IAM']],
    ['for a macro', { Transform: 'AWS::Serverless-2016-10-31', Resources: {} }, ['CAPABILITY_AUTO_EXPAND']],
    [
      'for a transform within',
      { Resources: { One: { Type: 'AWS::SQS::Queue', Properties: { A: [{ 'Fn::Transform': {} }] } } } },
      ['CAPABILITY_AUTO_EXPAND'],
    ],
  ])('are asked %s', (_, template, expected) => {
    const source = { ...sourceOf(stack('a', template)), nested: [child] };
    expect(compose(source, plan).stacks[0]?.capabilities).toEqual(expected);
  });

  test('and nested templates stand after those that they nest', () => {
    const parent = {
      ...child,
      id: 'parent',
      template: { Resources: { One: nesting } },
      places: [{ bucket: 'asset', key: 'parent' }],
    };
    expect(leavesFirst([parent, child]).map(({ id }) => id)).toEqual(['child', 'parent']);
  });
});

describe('the id', () => {
  const asset = (changes: Partial<SourceAsset> = {}): SourceAsset => ({
    id: 'x',
    file: '/a/x.zip',
    bytes: 1,
    sha256: 'a'.repeat(64),
    extension: '.zip',
    contentType: 'application/zip',
    places: [{ bucket: 'asset', key: 'x' }],
    ...changes,
  });
  const code = (key: string): Resource => ({
    Type: 'AWS::Lambda::Function',
    Properties: { Code: { S3Bucket: 'asset', S3Key: key } },
  });
  const child = (key: string, resource: Resource = QUEUE): NestedTemplate => ({
    id: key,
    template: { Resources: { In: resource } },
    places: [{ bucket: 'asset', key }],
  });
  const nesting = (key: string): Resource => ({
    Type: 'AWS::CloudFormation::Stack',
    Properties: { TemplateURL: `s3://asset/${key}` },
  });
  const source = (changes: Partial<Source> = {}): Source => ({
    ...sourceOf(stack('a', { Resources: { One: code('x'), Two: nesting('n') } }), stack('b')),
    assets: [asset()],
    nested: [child('n')],
    ...changes,
  });
  const idOf = (changes: Partial<Source> = {}) => compose(source(changes), plan).id;
  const [a, b] = source().stacks as [SourceStack, SourceStack];

  test('is a name of ten hex digits', () => expect(idOf()).toMatch(/^r-[0-9a-f]{10}$/));

  test.each<[string, Partial<Source>]>([
    ['the folder', { directory: '/b', assets: [asset({ file: '/b/x.zip' })] }],
    ['the order of stacks', { stacks: [b, a] }],
    ['the order of keys', { stacks: [{ ...a, template: { Resources: { Two: nesting('n'), One: code('x') } } }, b] }],
    ['metadata', { stacks: [{ ...a, template: { ...a.template, Metadata: { at: 'noon' } } }, b] }],
    [
      "the tool's names of assets",
      {
        stacks: [{ ...a, template: { Resources: { One: code('y'), Two: nesting('m') } } }, b],
        assets: [asset({ id: 'y', places: [{ bucket: 'asset', key: 'y' }] })],
        nested: [child('m')],
      },
    ],
    [
      'the bytes of a zip that holds the same',
      { assets: [asset({ sha256: 'b'.repeat(64), contentSha256: 'a'.repeat(64) })] },
    ],
  ])('does not depend on %s', (_, changes) => {
    expect(idOf(changes)).toBe(idOf());
  });

  test.each<[string, (key: string) => Partial<Source>]>([
    [
      'its program',
      (key) => ({
        assets: [asset(), asset({ id: key, sha256: 'b'.repeat(64), places: [{ bucket: 'asset', key }] })],
        nested: [child('n', code(key))],
      }),
    ],
    ['a template that it nests itself', (key) => ({ nested: [child('n', nesting(key)), child(key)] })],
  ])("does not depend on the tool's name that a nested template has for %s", (_, changes) => {
    expect(idOf(changes('one'))).toBe(idOf(changes('other')));
  });

  test.each<[string, Partial<Source>]>([
    [
      'a resource differs',
      { stacks: [{ ...a, template: { Resources: { ...a.template.Resources, Three: QUEUE } } }, b] },
    ],
    ['a stack has another name', { stacks: [a, { ...b, name: 'c' }] }],
    ['a stack waits for another', { stacks: [a, { ...b, dependsOn: ['a'] }] }],
    ['a file differs', { assets: [asset({ sha256: 'b'.repeat(64) })] }],
    ['a nested template differs', { nested: [child('n', { Type: 'AWS::SNS::Topic' })] }],
  ])('is another when %s', (_, changes) => {
    expect(idOf(changes)).not.toBe(idOf());
  });

  test.each<[string, (letter: string) => Partial<Source>]>([
    ['a template', (Description) => ({ stacks: [{ ...a, template: { ...a.template, Description } }, b] })],
    ['a nested template', (QueueName) => ({ nested: [child('n', { ...QUEUE, Properties: { QueueName } })] })],
  ])('is another when a letter beyond ASCII differs in %s', (_, changes) => {
    expect(idOf(changes('ä'))).not.toBe(idOf(changes('ö')));
  });

  test('leaves the digest of each template as its author wrote it', () => {
    const [, second] = composing(data, web).stacks;
    expect(second?.sourceSha256).toBe(comparableSha256(web.template));
  });
});
