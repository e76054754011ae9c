import { namesOf } from '../../../lib/domain/names';
import type { ReleaseStack } from '../../../lib/domain/release';
import { HERE, plan } from '../../../test/fixtures';
import { ecrImage } from './image-uri';
import { needsOf } from './needs';
import { readTemplate } from './template-values';

const place = { plan, region: HERE, names: namesOf(plan, HERE) };
const TARGET = `arn:aws:elasticloadbalancing:${HERE}:111122223333:targetgroup/web/1`;
const IMAGE = `111122223333.dkr.ecr.${HERE}.amazonaws.com/orders:v1`;

/** As templates write a variable within a text. */
const variable = (name: string) => `\${${name}}`;
const pseudo = (name: string) => variable(`AWS::${name}`);

const needs = (resources: object, live: ReleaseStack['parameters']['live'] = {}, parameters: object = {}) => {
  const stack = { name: 'web', parameters: { live, drill: {} } } as ReleaseStack;
  const template = readTemplate(JSON.stringify({ Parameters: parameters, Resources: resources }));
  if (!template) throw new Error('the template of the test cannot be read');
  return needsOf([{ stack, template }], place);
};
const task = (properties: object) => ({ Type: 'AWS::ECS::TaskDefinition', Properties: properties });
const imageOf = (Image: unknown, ...more: [ReleaseStack['parameters']['live']?, object?]) =>
  needs({ Task: task({ ContainerDefinitions: [{ Image }] }) }, ...more).images;

describe('an image is known from', () => {
  it.each<[string, unknown, [ReleaseStack['parameters']['live']?, object?]]>([
    ['a literal', IMAGE, []],
    [
      'pseudo parameters',
      { 'Fn::Sub': `${pseudo('AccountId')}.dkr.ecr.${pseudo('Region')}.${pseudo('URLSuffix')}/orders:v1` },
      [],
    ],
    ['a substitution with values of its own', { 'Fn::Sub': [IMAGE.replace('v1', variable('Tag')), { Tag: 'v1' }] }, []],
    ['a joined text', { 'Fn::Join': [':', [IMAGE.split(':')[0], { Ref: 'Tag' }]] }, [{ Tag: 'v1' }]],
    ['a parameter', { Ref: 'Image' }, [{ Image: IMAGE }]],
    ['the default of a parameter', { Ref: 'Image' }, [{}, { Image: { Type: 'String', Default: IMAGE } }]],
  ])('%s', (_, image, more) => {
    expect(imageOf(image, ...more)).toEqual([{ where: 'web.Task', uri: IMAGE }]);
  });

  it.each<[string, unknown, ReleaseStack['parameters']['live']]>([
    ['an output of another stack', { Ref: 'Image' }, { Image: { stack: 'data', output: 'Image' } }],
    ['an attribute', { 'Fn::GetAtt': ['Repository', 'RepositoryUri'] }, {}],
  ])('no more than its place by %s', (_, image, live) => {
    expect(imageOf(image, live)).toEqual([{ where: 'web.Task' }]);
  });

  it('a function that is one, and not from one that is a file', () => {
    const code = (Code: object) => ({ Type: 'AWS::Lambda::Function', Properties: { Code } });
    expect(needs({ A: code({ ImageUri: IMAGE }), B: code({ S3Bucket: 'b', S3Key: 'k' }) }).images).toEqual([
      { where: 'web.A', uri: IMAGE },
    ]);
  });
});

describe('the tasks of a release need', () => {
  const service = (DesiredCount?: unknown) => ({
    Type: 'AWS::ECS::Service',
    Properties: { TaskDefinition: { Ref: 'Task' }, ...(DesiredCount !== undefined && { DesiredCount }) },
  });
  it.each<[string, unknown, unknown, number]>([
    ['256 units', '256', 2, 0.5],
    ['a number of units', 1024, 3, 3],
    ['.5 vCPU', '.5 vCPU', 4, 2],
    ['one task where no number is given', '512', undefined, 0.5],
  ])('their CPUs as often as they run: %s', (_, Cpu, count, cpus) => {
    expect(needs({ Task: task({ Cpu }), Service: service(count) })).toMatchObject({ cpus, unsized: [] });
  });

  it('an unknown number of CPUs where a size is not known yet', () => {
    expect(needs({ Task: task({ Cpu: { Ref: 'Size' } }), Service: service(1) })).toMatchObject({
      cpus: 0,
      unsized: ['web.Service'],
    });
  });
});

test('target groups are those of the live parameters, once', () => {
  const live = { A: TARGET, B: TARGET, C: 'text', D: { stack: 'data', output: 'x' } };
  expect(needs({}, live).targetGroups).toEqual([TARGET]);
});

test.each<[string, object | undefined]>([
  [IMAGE, { account: '111122223333', region: HERE, repository: 'orders', tag: 'v1' }],
  [IMAGE.replace('orders:v1', 'team/orders'), { account: '111122223333', region: HERE, repository: 'team/orders' }],
  ['public.ecr.aws/docker/library/nginx:1', undefined],
  ['nginx', undefined],
])('%s is read as %j', (uri, image) => expect(ecrImage(uri)).toEqual(image));
