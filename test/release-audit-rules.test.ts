import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { LASTING_TYPES, PASSING_TYPES } from '../lib/domain/lasting-types';
import { audit } from '../lib/release/audit';
import { actionsFor, readsFor } from '../lib/release/audit/creation-actions';
import { RULES } from '../lib/release/audit/rules';
import { RUNTIMES } from '../lib/release/audit/runtimes';
import { namedSecretLevel } from '../lib/release/audit/secrets';
import { compose } from '../lib/release/compose';
import type { Template } from '../lib/release/source';
import { auditTemplate, type Judged, PILOT_LIGHT, planFor, sourceOf, stackOf, told } from './audited';
import { NOW, plan } from './fixtures';

const resource = (Type: string, Properties: Record<string, unknown> = {}): Template => ({
  Resources: { It: { Type, Properties } },
});
const one = (type: string, properties: Record<string, unknown> = {}, judged: Judged = {}): string[] =>
  told(auditTemplate(resource(type, properties), judged));

const nothing: string[] = [];

describe('a Lambda runtime', () => {
  const on = (Runtime: unknown, day: string, judged: Judged = {}) =>
    one('AWS::Lambda::Function', { Runtime, Role: 'r' }, { ...judged, now: `${day}T12:00:00.000Z` });

  test.each<[string, string, string[]]>([
    ['nodejs22.x', '2027-03-01', nothing],
    ['nodejs22.x', '2027-03-03', ['warning dead-runtime:web/It']],
    ['nodejs22.x', '2027-05-31', ['warning dead-runtime:web/It']],
    ['nodejs22.x', '2027-06-01', ['error dead-runtime:web/It']],
    ['python3.9', '2025-12-14', nothing],
    ['python3.9', '2025-12-15', ['warning dead-runtime:web/It']],
    ['python3.9', '2026-08-30', ['warning dead-runtime:web/It']],
    ['python3.9', '2026-08-31', ['error dead-runtime:web/It']],
    ['nodejs99.x', '2040-01-01', nothing],
    ['constructor', '2040-01-01', nothing],
  ])('%s on %s: %j', (runtime, day, expected) => {
    expect(on(runtime, day)).toEqual(expected);
  });

  test('is read from the plan before the default of its parameter', () => {
    const template = {
      ...resource('AWS::Lambda::Function', { Runtime: { Ref: 'Runtime' }, Role: 'r' }),
      Parameters: { Runtime: { Type: 'String', Default: 'nodejs18.x' } },
    };
    expect(told(auditTemplate(template))).toEqual(['error dead-runtime:web/It']);
    expect(told(auditTemplate(template, { release: { parameters: { Runtime: 'nodejs24.x' } } }))).toEqual(nothing);
  });

  test('is read from a mapping as each Region of the plan reads it', () => {
    const Mappings = {
      Names: {
        'us-east-1': { old: 'nodejs24.x', web: 'nodejs24.x' },
        'us-west-2': { old: 'go1.x', web: 'nodejs24.x' },
      },
      ByName: { web: { 'us-east-1': 'nodejs24.x', 'us-west-2': 'python2.7', 'eu-west-1': 'python3.6' } },
    };
    const here = { Ref: 'AWS::Region' };
    const because = (...keys: unknown[]) => {
      const found = { 'Fn::FindInMap': keys };
      return auditTemplate({ ...resource('AWS::Lambda::Function', { Runtime: found }), Mappings }).map(
        (finding) => finding.because,
      );
    };
    expect(because('Names', here, 'web')).toEqual(nothing);
    expect(because('Names', here, 'old')).toEqual([expect.stringContaining('go1.x')]);
    expect(because('ByName', 'web', here)).toEqual([expect.stringMatching(/^[^;]*python2\.7[^;]*$/)]);
    expect(because('Names', { Ref: 'Other' }, 'old')).toEqual(nothing);
  });

  test.each<[string, boolean]>([
    ['syn-nodejs-puppeteer-7.0', true],
    ['syn-nodejs-puppeteer-5.2', true],
    ['syn-nodejs-puppeteer-7.1', false],
    ['syn-nodejs-puppeteer-15.0', false],
    ['syn-python-selenium-5.1', true],
    ['syn-python-selenium-5.2', false],
    ['syn-nodejs-playwright-1.0', false],
    ['syn-nodejs-2.0-beta', true],
    ['syn-nodejs-3.0', false],
    ['syn-1.0', true],
    ['syn-constructor-1.0', false],
    ['none', false],
  ])('of a canary, %s, is dead: %s', (RuntimeVersion, isDead) => {
    const found = one('AWS::Synthetics::Canary', { RuntimeVersion });
    expect(found).toEqual(isDead ? ['error dead-runtime:web/It'] : nothing);
  });

  test('is never blocked on a day that is no day', () => {
    for (const { deprecated, blocked } of Object.values(RUNTIMES)) {
      for (const day of [deprecated, blocked]) {
        expect(new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10)).toBe(day);
      }
    }
  });
});

describe('a template', () => {
  /** JSON of so many bytes, however large the file was. */
  function bytes(count: number) {
    const filled = (length: number) => ({ Resources: {}, Metadata: { Text: 'x'.repeat(length) } });
    const template = filled(count - JSON.stringify(filled(0)).length);
    return told(auditTemplate(template, { stack: { bytes: 2_000_000 } }));
  }

  test.each<[number, string[]]>([
    [838_860, nothing],
    [838_861, ['warning template-too-large:web']],
    [1_048_576, ['warning template-too-large:web']],
    [1_048_577, ['error template-too-large:web']],
  ])('of %d bytes: %j', (count, expected) => {
    expect(bytes(count)).toEqual(expected);
  });

  const many = <T>(count: number, each: T) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`It${index}`, each]));

  test.each<[keyof Template, number, string[]]>([
    ['Resources', 400, nothing],
    ['Resources', 401, ['warning template-too-large:web']],
    ['Resources', 500, ['warning template-too-large:web']],
    ['Resources', 501, ['error template-too-large:web']],
    ['Parameters', 160, nothing],
    ['Parameters', 200, ['warning template-too-large:web']],
    ['Parameters', 201, ['error template-too-large:web']],
    ['Outputs', 160, nothing],
    ['Outputs', 200, ['warning template-too-large:web']],
    ['Outputs', 201, ['error template-too-large:web']],
  ])('with %s of %d: %j', (section, count, expected) => {
    const each = { Type: section === 'Parameters' ? 'String' : 'AWS::SNS::Topic', Default: 'x', Value: 'x' };
    expect(told(auditTemplate({ [section]: many(count, each) }))).toEqual(expected);
  });

  test('is counted with the parameters that its imports become', () => {
    const outputs = Array.from({ length: 201 }, (_, index) => `Out${index}`);
    const exporting = Object.fromEntries(outputs.map((name) => [name, { Value: 'x', Export: { Name: name } }]));
    const Properties = Object.fromEntries(outputs.map((name) => [name, { 'Fn::ImportValue': name }]));
    const data = stackOf({ ...resource('AWS::SNS::Topic'), Outputs: exporting }, { name: 'data' });
    const read = sourceOf([data, stackOf(resource('AWS::SNS::Topic', Properties))]);
    const own = planFor(['data', 'web']);
    expect(told(audit(read, compose(read, own), own, { now: NOW }))).toEqual([
      'error template-too-large:data',
      'error template-too-large:web',
    ]);
  });

  test('nested in another is measured too', () => {
    const nested = [{ id: 'child', template: { Resources: many(501, { Type: 'AWS::SNS::Topic' }) }, places: PLACES }];
    const parent = resource('AWS::CloudFormation::Stack', { TemplateURL: 's3://asset/child.json' });
    expect(told(auditTemplate(parent, { source: { nested } }))).toEqual(['error template-too-large:web/It']);
  });
});

const PLACES = [{ bucket: 'asset', key: 'child.json' }];

describe('a stack', () => {
  test.each<[string, Judged['stack'], string]>([
    ['Region', { region: 'us-east-1' }, 'Region us-east-1'],
    ['account', { account: '111122223333' }, 'account 111122223333'],
  ])('is refused when it is bound to its %s', (_, stack, words) => {
    const [finding] = auditTemplate({}, { stack: stack ?? {} });
    expect(finding).toMatchObject({ id: 'region-bound:web', level: 'error' });
    expect(finding?.because).toBe(`the stack is bound to ${words}`);
  });

  test('is refused when it runs an image that CDK would build, by its digest or its path in the app', () => {
    const id = 'ab'.repeat(32);
    const properties = { ContainerDefinitions: [{ Name: 'web', Image: `assets@sha256:${id}` }] };
    const images = (...names: string[]) => one('AWS::ECS::TaskDefinition', properties, { source: { images: names } });
    expect(images(id)).toEqual(['error image-asset:web']);
    expect(images('Task/web/AssetImage')).toEqual(['error image-asset:release']);
    expect(images()).toEqual(nothing);
  });

  const needy: Partial<Template> = {
    Parameters: {
      Needed: { Type: 'String' },
      Release: { Type: 'String' },
      Default: { Type: 'String', Default: '' },
      Planned: { Type: 'String' },
    },
  };
  const parameters = { Planned: 'x' };

  test('is refused without values for its parameters, unless there is a pilot light to ask', () => {
    expect(told(auditTemplate(needy, { release: { parameters, pilotLight: undefined } }))).toEqual([
      'error parameter-without-value:web/Needed',
    ]);
    expect(told(auditTemplate(needy, { release: { parameters } }))).toEqual(nothing);
  });
});

describe('a value under the name of a secret', () => {
  test.each<[string, string, 'error' | 'warning' | undefined]>([
    ['DB_SECRET', 'orders-db', 'warning'],
    ['CSRF_TOKEN', 'csrfToken', 'warning'],
    ['SIGNING_KEY', 'orders.signing.v2', 'warning'],
    ['DB_SECRET', 'orders/db', undefined],
    ['DB_PASSWORD', 'orders-db', 'error'],
    ['SecretString', 'orders-db', 'error'],
    ['DB_SECRET', 'hX7bqP2vLm', 'error'],
    ['API_TOKEN', '7e3f9c1d-aa01', 'error'],
    ['API_KEY', 'qwkjhdkjhasdkjhqw', 'error'],
    ['API_KEY', `${'word-'.repeat(8)}s`, 'error'],
    ['API_KEY', 'orders!', 'error'],
    ['TABLE', 'hX7bqP2vLm', undefined],
  ])('%s: %s is %s', (name, value, level) => {
    expect(namedSecretLevel(name, value)).toBe(level);
    const expected = level === undefined ? nothing : [`${level} literal-secret:web/It`];
    expect(one('AWS::SNS::Topic', { [name]: value })).toEqual(expected);
    expect(one('AWS::SNS::Topic', { Environment: [{ Name: name, Value: value }] })).toEqual(expected);
  });
});

describe('a foreign account', () => {
  const arn = (text: string) => one('AWS::SNS::Topic', { Arn: { 'Fn::Sub': text.replaceAll('<', '$'.concat('{')) } });
  test.each<[string, string[]]>([
    ['arn:<AWS::Partition}:lambda:<AWS::Region}:017000801446:layer:x:1', ['warning other-region:web/It']],
    ['arn:aws:lambda:<AWS::Region}:111122223333:layer:x:1', nothing],
    ['arn:aws:iam::017000801446:role/x', ['error other-region:web/It']],
    ['arn:aws:lambda:us-east-1:017000801446:layer:x:1', ['error other-region:web/It']],
  ])('%s: %j', (text, expected) => {
    expect(arn(text)).toEqual(expected);
  });
});

describe('a loop', () => {
  const loop = ['Name', ['a', 'b'], { ['Topic$'.concat('{Name}')]: { Type: 'AWS::SNS::Topic' } }];

  test('over properties is refused where it stands', () => {
    expect(one('AWS::SNS::Topic', { 'Fn::ForEach::Tags': loop })).toEqual(['error macro:web/It']);
  });
});

describe('what is no value', () => {
  test.each([[null], [undefined], [[]], [{}], [[null, [undefined]]], [{ 'Fn::Sub': [] }], [{ 'Fn::Join': [1] }]])(
    "%j anywhere is nobody's mistake",
    (value) => {
      const types = [
        'AWS::ECS::TaskDefinition',
        'AWS::Lambda::Function',
        'AWS::CloudWatch::Alarm',
        'AWS::Batch::JobDefinition',
      ];
      const properties = {
        ContainerDefinitions: value,
        Code: value,
        AlarmName: value,
        Runtime: value,
        Password: value,
      };
      for (const type of types) expect(one(type, properties)).toEqual(nothing);
    },
  );
});

test('a mapping without entries, or with some that are none, is no crash', () => {
  const Mappings = { None: null, Empty: {}, Odd: { 'us-east-1': null, 'us-west-2': { a: 1 } } } as unknown;
  expect(told(auditTemplate({ Mappings } as Partial<Template>))).toEqual(['error missing-region-mapping:web/Odd']);
});

// F-62
describe('a name', () => {
  const named = (QueueName: unknown, judged: Judged = {}) =>
    told(
      auditTemplate(
        { Resources: { It: { Type: 'AWS::SQS::Queue', DeletionPolicy: 'Retain', Properties: { QueueName } } } },
        judged,
      ),
    );
  const sub = (text: string) => ({ 'Fn::Sub': text.replaceAll('<', '${').replaceAll('>', '}') });

  test.each<[unknown, string[]]>([
    ['orders', ['error fixed-name:web/It']],
    [sub('orders-<AWS::Region>-<AWS::AccountId>'), ['error fixed-name:web/It']],
    [sub('<AWS::StackName>-orders'), nothing],
    [sub('orders-<Release>'), nothing],
    [sub('orders-< AWS::StackName >'), nothing],
    [sub('orders-< AWS::Region >'), ['error fixed-name:web/It']],
    [{ 'Fn::Sub': ['orders-$'.concat('{Part}'), { Part: 'web' }] }, ['error fixed-name:web/It']],
    [
      { 'Fn::Sub': ['$'.concat('{Part}'), { Part: { 'Fn::Join': ['-', ['orders', { 'Fn::Select': [0, ['a']] }]] } }] },
      nothing,
    ],
    [{ 'Fn::Join': ['-', ['orders', { 'Fn::GetAtt': ['Other', 'Name'] }]] }, nothing],
    [{ 'Fn::Join': ['-', ['orders', { 'Fn::Select': [0, ['a']] }]] }, nothing],
    [undefined, nothing],
  ])('%j: %j', (name, expected) => {
    expect(named(name)).toEqual(expected);
  });

  test.each<[string, unknown, unknown, string[]]>([
    ['a parameter', { Ref: 'ListenerArn' }, 10, ['error fixed-name:web/It']],
    ['an import', { 'Fn::ImportValue': 'listener' }, '10', ['error fixed-name:web/It']],
    ['written out', 'arn:of:the:listener', 10, ['error fixed-name:web/It']],
    ['of the release', { Ref: 'Own' }, 10, nothing],
    ['of the release by its ARN', { 'Fn::GetAtt': ['Own', 'ListenerArn'] }, 10, nothing],
    ['a parameter', { Ref: 'ListenerArn' }, { Ref: 'Priority' }, nothing],
  ])('of a rule on a listener that is %s (%j) is its priority %j: %j', (_, ListenerArn, Priority, expected) => {
    const rule = { Type: 'AWS::ElasticLoadBalancingV2::ListenerRule', Properties: { ListenerArn, Priority } };
    const Own = { Type: 'AWS::ElasticLoadBalancingV2::Listener' };
    const found = auditTemplate({
      Parameters: { ListenerArn: { Type: 'String' }, Priority: { Type: 'Number' } },
      Resources: { It: rule, Own },
    });
    expect(told(found.filter(({ rule: name }) => name === 'fixed-name'))).toEqual(expected);
  });

  test('is a warning only where releases do not stand side by side', () => {
    expect(named('orders', { release: { stackName: '{stack}' } })).toEqual(['warning fixed-name:web/It']);
  });
});

describe('the release role', () => {
  const roleWith = (properties: Record<string, unknown>, more: Template['Resources'] = {}): Template => ({
    Resources: {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: { RoleName: { 'Fn::Sub': 'orders-release-$'.concat('{AWS::Region}') }, ...properties },
      },
      ...more,
    },
  });
  const allowing = (...statements: Record<string, unknown>[]) => ({
    Policies: [{ PolicyDocument: { Statement: statements } }],
  });
  const allow = (...Action: string[]) => ({ Effect: 'Allow', Action, Resource: 'arn:aws:sqs:::one' });
  const topic = (role: Template) =>
    one('AWS::SNS::Topic', {}, { source: { others: [stackOf(role, { name: PILOT_LIGHT })] } });
  const REFUSED = ['error role-may-not:web/It'];

  test.each<[string, Template, string[]]>([
    ['with the actions', roleWith(allowing(allow('sns:CreateTopic', 'sns:Get*', 'SNS:tagresource'))), nothing],
    ['with one action less', roleWith(allowing(allow('sns:CreateTopic', 'sns:Get*'))), REFUSED],
    ['with wildcards', roleWith(allowing(allow('s?s:*'))), nothing],
    ['without policies', roleWith({}), REFUSED],
    ['with everything but IAM', roleWith(allowing({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' })), nothing],
    ['with everything but SNS', roleWith(allowing({ Effect: 'Allow', NotAction: ['sns:*'], Resource: '*' })), REFUSED],
    [
      'that is denied it',
      roleWith(allowing(allow('*'), { Effect: 'Deny', Action: 'sns:Tag*', Resource: '*' })),
      REFUSED,
    ],
    [
      'that is denied it on one topic',
      roleWith(allowing(allow('*'), { Effect: 'Deny', Action: 'sns:*', Resource: 'a' })),
      nothing,
    ],
    [
      'that is denied it sometimes',
      roleWith(allowing(allow('*'), { Effect: 'Deny', Action: 'sns:*', Resource: '*', Condition: {} })),
      nothing,
    ],
    [
      'with a policy beside it',
      roleWith(
        {},
        {
          P: {
            Type: 'AWS::IAM::Policy',
            Properties: { Roles: [{ Ref: 'Role' }], PolicyDocument: { Statement: [allow('*')] } },
          },
        },
      ),
      nothing,
    ],
    [
      'with a policy of another role beside it',
      roleWith(
        {},
        {
          P: {
            Type: 'AWS::IAM::Policy',
            Properties: { Roles: [{ Ref: 'Other' }], PolicyDocument: { Statement: [allow('*')] } },
          },
        },
      ),
      REFUSED,
    ],
    ['of an administrator', roleWith({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] }), nothing],
    [
      'with a policy that nobody knows',
      roleWith({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/PowerUserAccess'] }),
      ['warning role-unknown:release'],
    ],
    ['that is not there', { Resources: {} }, ['warning role-unknown:release']],
  ])('%s', (_, role, expected) => {
    expect(topic(role)).toEqual(expected);
  });

  test.each<[string, Record<string, unknown>, string[]]>([
    ['AWS::Lambda::Function', { Code: { S3Bucket: 'b', S3Key: 'k' } }, ['s3:GetObject', 's3:GetObjectVersion']],
    ['AWS::Lambda::LayerVersion', { Content: { S3Bucket: 'b', S3Key: 'k' } }, ['s3:GetObject', 's3:GetObjectVersion']],
    ['AWS::CloudFormation::Stack', { TemplateURL: 'x' }, ['s3:GetObject', 's3:GetObjectVersion']],
    ['AWS::Lambda::Function', { Code: { ZipFile: 'x' } }, nothing],
    ['AWS::SNS::Topic', { S3Bucket: 'b', S3Key: 'k' }, nothing],
  ])('reads what lies in the bucket for %s with %j: %j', (type, properties, actions) => {
    expect(readsFor(type, properties)).toEqual(actions);
    const role = roleWith(allowing(allow('*'), { Effect: 'Deny', Action: 's3:*ersion', Resource: '*' }));
    const others = [stackOf(role, { name: PILOT_LIGHT })];
    const nested = [{ id: 'child', template: { Resources: {} }, places: [{ bucket: 'asset', key: 'child.json' }] }];
    const found = auditTemplate(resource(type, properties), { source: { others, nested } });
    const missing = found.filter(({ rule }) => rule === 'role-may-not');
    expect(missing.map(({ because }) => because)).toEqual(
      actions.length > 0 ? [expect.stringContaining(`creating ${type} takes s3:GetObjectVersion, which`)] : nothing,
    );
  });

  test('is looked for in each Region, and read in its own', () => {
    const named = (region: string, Action: string) => ({
      Resources: {
        Role: {
          Type: 'AWS::IAM::Role',
          Properties: { RoleName: `orders-release-${region}`, ...allowing(allow(Action)) },
        },
      },
    });
    const others = plan.regions.map((region, index) =>
      stackOf(named(region, index === 0 ? '*' : 'sns:CreateTopic'), { name: `pilot-light-${region}`, region }),
    );
    const [finding] = auditTemplate(resource('AWS::SNS::Topic'), { source: { others } });
    expect(finding?.because).toBe(
      'creating AWS::SNS::Topic takes sns:GetTopicAttributes and sns:TagResource, which the release role in us-west-2 may not',
    );
    const [unknown] = auditTemplate({}, { source: { others: others.slice(0, 1) } });
    expect(unknown?.because).toBe('the source has no role called orders-release-us-west-2');
  });

  test('of one Region is none of another', () => {
    const others = [stackOf(roleWith(allowing(allow('*'))), { name: PILOT_LIGHT, region: 'us-east-1' })];
    const [finding] = auditTemplate({}, { source: { others } });
    expect(finding?.because).toBe('the source has no role called orders-release-us-west-2');
  });

  test.each([
    ['AWS::ECS::Service', 'ecs:CreateService', 'ecs:TagResource'],
    ['AWS::ECS::TaskDefinition', 'ecs:RegisterTaskDefinition', 'ecs:TagResource'],
    ['AWS::Lambda::Function', 'lambda:CreateFunction', 'lambda:TagResource'],
    ['AWS::SQS::Queue', 'sqs:CreateQueue', 'sqs:TagQueue'],
    ['AWS::DynamoDB::Table', 'dynamodb:CreateTable', 'dynamodb:TagResource'],
    ['AWS::StepFunctions::StateMachine', 'states:CreateStateMachine', 'states:TagResource'],
    ['AWS::Events::Rule', 'events:PutRule', 'events:TagResource'],
    ['AWS::Logs::LogGroup', 'logs:CreateLogGroup', 'logs:TagResource'],
  ])('needs to create and to tag %s', (type, ...actions) => {
    expect(actionsFor(type, {})).toEqual(expect.arrayContaining(actions));
  });

  test('passes roles only where there are roles to pass', () => {
    expect(actionsFor('AWS::ECS::TaskDefinition', {})).not.toContain('iam:PassRole');
    expect(actionsFor('AWS::ECS::TaskDefinition', { TaskRoleArn: 'x' })).toContain('iam:PassRole');
    expect(actionsFor('AWS::CDK::Metadata', {})).toEqual([]);
    expect(actionsFor('AWS::New::Thing', {})).toBeUndefined();
  });

  test.each([
    ['some write action', 'datapipeline:CreatePipeline', nothing],
    ['a wildcard', 'datapipeline:*', nothing],
    ['reads alone', 'datapipeline:GetPipelineDefinition', REFUSED],
    ['reads by a wildcard', 'datapipeline:Describe*', REFUSED],
  ])('of a type that is in no table is judged by its service: %s', (_, action, expected) => {
    const role = roleWith(allowing(allow(action)));
    const judged = { source: { others: [stackOf(role, { name: PILOT_LIGHT })] } };
    expect(one('AWS::DataPipeline::Pipeline', {}, judged)).toEqual(expected);
  });
});

describe('an image', () => {
  const digest = `web@sha256:${'ab'.repeat(32)}`;
  const from = (parameter: Record<string, unknown>, parameters: Record<string, string> = {}) =>
    told(
      auditTemplate(
        {
          ...resource('AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ Image: { Ref: 'Image' } }] }),
          Parameters: { Image: { Type: 'String', ...parameter } },
        },
        { release: { parameters } },
      ),
    );

  test('of a parameter is pinned when the plan or the default pins it', () => {
    expect(from({})).toEqual(['warning image-not-pinned:web/It']);
    expect(from({ Default: digest })).toEqual(nothing);
    expect(from({ Default: 'web:1' }, { Image: digest })).toEqual(nothing);
    expect(from({ Default: digest }, { Image: 'web:1' })).toEqual(['warning image-not-pinned:web/It']);
  });

  test('that is wrong beside one that may be wrong makes one error of both', () => {
    const ContainerDefinitions = [{ Image: 'web:1' }, { Image: { Ref: 'Image' } }];
    for (const definitions of [ContainerDefinitions, [...ContainerDefinitions].reverse()]) {
      const template = {
        ...resource('AWS::ECS::TaskDefinition', { ContainerDefinitions: definitions }),
        Parameters: { Image: { Type: 'String' } },
      };
      const findings = auditTemplate(template);
      expect(told(findings)).toEqual(['error image-not-pinned:web/It']);
      expect(findings[0]?.because).toMatch(/web:1.+; .+parameter Image|parameter Image.+; .+web:1/);
    }
  });

  test.each([`web@sha256:${'ab'.repeat(31)}`, 'web', `${digest}:latest`, 'web@sha256:latest'])(
    '%s is not pinned',
    (Image) => {
      expect(one('AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ Image }] })).toEqual([
        'error image-not-pinned:web/It',
      ]);
    },
  );
});

describe('the tables', () => {
  test('hold every type that the AWS service specification calls stateful, but stacks, which are nested', () => {
    const spec = loadAwsServiceSpecSync()
      .all('resource')
      .filter(({ isStateful }) => isStateful)
      .map(({ cloudFormationType }) => cloudFormationType);
    expect(spec.length).toBeGreaterThan(20);
    const own = new Set([...LASTING_TYPES, ...PASSING_TYPES, 'AWS::CloudFormation::Stack']);
    expect(spec.filter((type) => !own.has(type))).toEqual([]);
  });

  test('of rules have a name of their own and a reason each', () => {
    expect(new Set(RULES.map(({ name }) => name)).size).toBe(RULES.length);
    for (const { name, why } of RULES) {
      expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(why).toMatch(/^[A-Z].*\.$/);
    }
  });
});
