import { strayTemplateUrls, unpinnedPlaces } from './asset-locations';
import { type PinnedPlace, rewrite } from './rewrite';
import type { AssetPlace, Template } from './source';

const sub = (text: string) => ({ 'Fn::Sub': text });
const join = (...parts: unknown[]) => ({ 'Fn::Join': ['', parts] });
const REGION = { Ref: 'AWS::Region' };
const SUFFIX = { Ref: 'AWS::URLSuffix' };

const HASH = 'c'.repeat(64);
const BUCKET = `cdk-hnb659fds-assets-\${AWS::AccountId}-\${AWS::Region}`;
const PLACE: AssetPlace = { bucket: BUCKET, key: `${HASH}.zip` };
const PINNED: PinnedPlace['pinned'] = {
  bucket: 'understudy-orders-releases-111122223333-us-west-2',
  key: `assets/${'a'.repeat(64)}.zip`,
  versionId: 'v7',
  url: `https://understudy-orders-releases.s3.us-west-2.amazonaws.com/assets/${'a'.repeat(64)}.zip?versionId=v7`,
};
const pins = [{ place: PLACE, pinned: PINNED }];

const templateWith = (properties: Record<string, unknown>, type = 'AWS::Lambda::Function'): Template => ({
  Resources: { One: { Type: type, Properties: properties } },
});
const propertiesOf = (template: Template) => template.Resources.One?.Properties;
const S3_OBJECT = { Bucket: sub(BUCKET), Key: PLACE.key };

describe('a rewrite pins', () => {
  test.each<[string, string, Record<string, unknown>, Record<string, unknown>]>([
    [
      "a function's code",
      'AWS::Lambda::Function',
      { Code: { S3Bucket: sub(BUCKET), S3Key: PLACE.key } },
      { Code: { S3Bucket: PINNED.bucket, S3Key: PINNED.key, S3ObjectVersion: 'v7' } },
    ],
    [
      'a bucket that is joined of parts',
      'AWS::Lambda::LayerVersion',
      {
        Content: {
          S3Bucket: join('cdk-hnb659fds-assets-', { Ref: 'AWS::AccountId' }, '-', REGION),
          S3Key: join(HASH, '.zip'),
        },
      },
      { Content: { S3Bucket: PINNED.bucket, S3Key: PINNED.key, S3ObjectVersion: 'v7' } },
    ],
    [
      'a version that the author pinned',
      'AWS::Lambda::Function',
      { Code: { S3Bucket: sub(BUCKET), S3Key: PLACE.key, S3ObjectVersion: 'old' } },
      { Code: { S3Bucket: PINNED.bucket, S3Key: PINNED.key, S3ObjectVersion: 'v7' } },
    ],
    [
      "a state machine's definition",
      'AWS::StepFunctions::StateMachine',
      { DefinitionS3Location: S3_OBJECT },
      { DefinitionS3Location: { Bucket: PINNED.bucket, Key: PINNED.key, Version: 'v7' } },
    ],
    [
      "a repository's first commit, whose version has another name",
      'AWS::CodeCommit::Repository',
      { Code: { S3: S3_OBJECT } },
      { Code: { S3: { Bucket: PINNED.bucket, Key: PINNED.key, ObjectVersion: 'v7' } } },
    ],
    [
      "a nested template's URL as CDK writes it",
      'AWS::CloudFormation::Stack',
      { TemplateURL: join('https://s3.', REGION, '.', SUFFIX, '/', sub(BUCKET), `/${PLACE.key}`) },
      { TemplateURL: PINNED.url },
    ],
    [
      "a nested template's URL with the bucket in the host",
      'AWS::CloudFormation::Stack',
      { TemplateURL: sub(`https://${BUCKET}.s3.\${AWS::Region}.amazonaws.com/${PLACE.key}`) },
      { TemplateURL: PINNED.url },
    ],
    [
      "a nested template's s3 URL",
      'AWS::CloudFormation::Stack',
      { TemplateURL: sub(`s3://${BUCKET}/${PLACE.key}`) },
      { TemplateURL: PINNED.url },
    ],
    [
      'an s3 URL of anything else, whose key is named by its content',
      'AWS::Glue::Job',
      { Command: { ScriptLocation: sub(`s3://${BUCKET}/${PLACE.key}`) } },
      { Command: { ScriptLocation: `s3://${PINNED.bucket}/${PINNED.key}` } },
    ],
    [
      'an ARN',
      'AWS::ECS::TaskDefinition',
      { Value: join('arn:', { Ref: 'AWS::Partition' }, ':s3:::', sub(BUCKET), '/', PLACE.key) },
      { Value: join('arn:', { Ref: 'AWS::Partition' }, `:s3:::${PINNED.bucket}/${PINNED.key}`) },
    ],
    [
      'a URL in the middle of a script, and leaves the rest of it',
      'AWS::EC2::LaunchTemplate',
      {
        UserData: {
          'Fn::Base64': sub(
            `curl https://s3.\${AWS::Region}.amazonaws.com/${BUCKET}/${PLACE.key} >\${!HOME} \${Port} \${Web.Name}`,
          ),
        },
      },
      {
        UserData: {
          'Fn::Base64': join(`curl ${PINNED.url} >\${HOME} `, { Ref: 'Port' }, ' ', { 'Fn::GetAtt': ['Web', 'Name'] }),
        },
      },
    ],
    [
      "a text whose variables are the text's own",
      'AWS::SSM::Document',
      { Content: { 'Fn::Sub': [`\${From}/${PLACE.key}`, { From: sub(`s3://${BUCKET}`) }] } },
      { Content: `s3://${PINNED.bucket}/${PINNED.key}` },
    ],
  ])('%s', (_, type, properties, expected) => {
    const template = rewrite(templateWith(properties, type), pins);
    expect(propertiesOf(template)).toEqual(expected);
    expect(unpinnedPlaces(template, { places: [PLACE], pins })).toEqual([]);
  });

  test('an output, and what an instance does at its start', () => {
    const s3 = sub(`s3://${BUCKET}/${PLACE.key}`);
    const template: Template = {
      Resources: {
        One: { Type: 'AWS::EC2::Instance', Metadata: { 'AWS::CloudFormation::Init': { sources: { '/opt': s3 } } } },
      },
      Outputs: { Code: { Value: s3 } },
    };
    const pinned = `s3://${PINNED.bucket}/${PINNED.key}`;
    expect(unpinnedPlaces(template, { places: [PLACE], pins })).toHaveLength(2);
    expect(rewrite(template, pins)).toEqual({
      Resources: {
        One: { Type: 'AWS::EC2::Instance', Metadata: { 'AWS::CloudFormation::Init': { sources: { '/opt': pinned } } } },
      },
      Outputs: { Code: { Value: pinned } },
    });
  });

  test('nothing else, to the letter', () => {
    const template: Template = {
      Description: 'x',
      Parameters: { A: { Type: 'String' } },
      Resources: {
        One: {
          Type: 'AWS::Lambda::Function',
          DependsOn: ['Two'],
          Properties: {
            Name: sub(`a-\${AWS::Region}`),
            Code: { S3Bucket: 'mine', S3Key: 'mine.zip' },
            More: join('a', REGION),
          },
        },
        Two: { Type: 'AWS::SQS::Queue' },
      },
    };
    expect(rewrite(template, pins)).toEqual(template);
  });

  test('an asset of a folder by its exact name alone', () => {
    const folder = [{ place: { bucket: 'asset', key: 'web' }, pinned: PINNED }] as const;
    const properties = {
      Code: { S3Bucket: 'asset', S3Key: 'web' },
      Names: ['web', 'asset', 's3://asset/web-2', 's3://asset/web.zip'],
    };
    const rewritten = propertiesOf(rewrite(templateWith(properties), folder));
    expect(rewritten?.Code).toMatchObject({ S3ObjectVersion: 'v7' });
    expect(rewritten?.Names).toEqual(properties.Names);
    expect(
      unpinnedPlaces(templateWith({ Names: properties.Names }), { places: [folder[0].place], pins: folder }),
    ).toEqual([]);
  });

  test('an asset whose hash is the same there', () => {
    const place = { bucket: BUCKET, key: `${'a'.repeat(64)}.zip` };
    const properties = { Code: { S3Bucket: sub(BUCKET), S3Key: place.key } };
    const template = rewrite(templateWith(properties), [{ place, pinned: PINNED }]);
    expect(unpinnedPlaces(template, { places: [place], pins })).toEqual([]);
  });

  test('each of several assets to its own object', () => {
    const other = { bucket: BUCKET, key: `${'d'.repeat(64)}.zip` };
    const both = [...pins, { place: other, pinned: { ...PINNED, versionId: 'v8' } }];
    const code = (key: string) => ({ S3Bucket: sub(BUCKET), S3Key: key });
    const rewritten = propertiesOf(rewrite(templateWith({ A: code(other.key), B: code(PLACE.key) }), both));
    expect(rewritten).toMatchObject({ A: { S3ObjectVersion: 'v8' }, B: { S3ObjectVersion: 'v7' } });
  });
});

describe('a rewrite leaves, and what is left is named', () => {
  test.each<[string, string, Record<string, unknown>, string]>([
    [
      'an object of a type that takes no version',
      'AWS::ElasticBeanstalk::ApplicationVersion',
      { SourceBundle: { S3Bucket: sub(BUCKET), S3Key: PLACE.key } },
      'Resources.One.Properties.SourceBundle',
    ],
    [
      'a key by itself',
      'AWS::Lambda::Function',
      { Tags: [{ Value: PLACE.key }] },
      'Resources.One.Properties.Tags.0.Value',
    ],
    [
      'a bucket with a key that is made elsewhere',
      'AWS::Glue::Job',
      { Code: { S3Bucket: sub(BUCKET), S3Key: { Ref: 'Key' } } },
      'Resources.One.Properties.Code.S3Bucket',
    ],
    [
      'the bucket in a policy',
      'AWS::SQS::QueuePolicy',
      { Resource: join('arn:aws:s3:::', sub(BUCKET)) },
      'Resources.One.Properties.Resource',
    ],
    [
      "a URL with the author's version",
      'AWS::CloudFormation::Stack',
      { TemplateURL: sub(`https://s3.amazonaws.com/${BUCKET}/${PLACE.key}?versionId=old`) },
      'Resources.One.Properties.TemplateURL',
    ],
  ])('%s', (_, type, properties, path) => {
    const template = rewrite(templateWith(properties, type), pins);
    expect(propertiesOf(template)).toEqual(properties);
    expect(unpinnedPlaces(template, { places: [PLACE], pins })).toEqual([path]);
  });

  test.each<[string, string, Record<string, unknown>, string[]]>([
    [
      'the bootstrap bucket with a file that nothing lists',
      'AWS::Glue::Job',
      { From: sub(`s3://${BUCKET}/x`) },
      ['From'],
    ],
    [
      'code of a bucket without its version',
      'AWS::Lambda::Function',
      { Code: { S3Bucket: 'mine', S3Key: 'a.zip' } },
      ['Code'],
    ],
    [
      'code that a condition chooses',
      'AWS::Lambda::Function',
      { Code: { 'Fn::If': ['A', { S3Bucket: { Ref: 'B' }, S3Key: 'a' }, { ZipFile: 'x' }] } },
      ['Code.Fn::If.1'],
    ],
    [
      "code of somebody else's bucket, with its version",
      'AWS::Lambda::Function',
      { Code: { S3Bucket: 'mine', S3Key: 'a.zip', S3ObjectVersion: 'v1' } },
      ['Code'],
    ],
    ...(
      [
        ['no version', { Ref: 'AWS::NoValue' }],
        ['a version that is chosen later', { Ref: 'Version' }],
        ['an empty version', ''],
        ['another version', 'v8'],
      ] as const
    ).map(([what, version]): [string, string, Record<string, unknown>, string[]] => [
      `code of the release's bucket with ${what}`,
      'AWS::Lambda::Function',
      { Code: { S3Bucket: PINNED.bucket, S3Key: PINNED.key, S3ObjectVersion: version } },
      ['Code'],
    ]),
    [
      "code of the release's key and version in another bucket",
      'AWS::Lambda::Function',
      { Code: { S3Bucket: 'mine', S3Key: PINNED.key, S3ObjectVersion: PINNED.versionId } },
      ['Code'],
    ],
    [
      "code of the release's bucket under another key",
      'AWS::Lambda::Function',
      { Code: { S3Bucket: PINNED.bucket, S3Key: 'a.zip', S3ObjectVersion: 'v7' } },
      ['Code'],
    ],
    ['code without its key', 'AWS::Lambda::Function', { Code: { S3Bucket: 'mine', ImageUri: 'x' } }, ['Code']],
  ])('%s', (_, type, properties, paths) => {
    const expected = paths.map((path) => `Resources.One.Properties.${path}`);
    expect(unpinnedPlaces(templateWith(properties, type), { places: [], pins })).toEqual(expected);
  });

  test.each<[string, Record<string, unknown>]>([
    [
      'code that is an object of the release',
      {
        Code: { S3Bucket: PINNED.bucket, S3Key: PINNED.key, S3ObjectVersion: PINNED.versionId },
      },
    ],
    ['code that stands in the template', { Code: { ZipFile: 'x' } }],
    ['what the code alone reads', { Environment: { Variables: { S3Bucket: 'mine', S3Key: 'data.csv' } } }],
  ])('but not %s', (_, properties) => {
    expect(unpinnedPlaces(templateWith(properties), { places: [], pins })).toEqual([]);
  });

  test('an asset in an output, but not in metadata', () => {
    const template: Template = {
      Metadata: { file: PLACE.key },
      Resources: { One: { Type: 'AWS::SQS::Queue', Metadata: { 'aws:asset:path': PLACE.key } } },
      Outputs: { Code: { Value: PLACE.key } },
    };
    expect(unpinnedPlaces(rewrite(template, pins), { places: [PLACE], pins })).toEqual(['Outputs.Code.Value']);
  });
});

describe('a TemplateURL that is no object of the release is named', () => {
  const nested = (TemplateURL: unknown, type = 'AWS::CloudFormation::Stack') => templateWith({ TemplateURL }, type);

  test.each<[string, Template]>([
    ["in somebody else's bucket, under the same key", nested(`https://evil.s3.amazonaws.com/${PLACE.key}`)],
    ['of the release, with more behind it', nested(`${PINNED.url}&x=1`)],
    ['that is a parameter', nested({ Ref: 'Url' })],
    ['that a condition chooses', nested({ 'Fn::If': ['A', PINNED.url, 'https://evil.s3.amazonaws.com/x'] })],
    ['of a stack set', nested('https://evil.s3.amazonaws.com/x', 'AWS::CloudFormation::StackSet')],
  ])('%s', (_, template) => {
    expect(strayTemplateUrls(rewrite(template, pins), pins)).toEqual(['Resources.One.Properties.TemplateURL']);
  });

  test('but not one that was rewritten', () => {
    const template = nested(sub(`https://s3.\${AWS::Region}.amazonaws.com/${BUCKET}/${PLACE.key}`));
    expect(strayTemplateUrls(template, pins)).toHaveLength(1);
    expect(strayTemplateUrls(rewrite(template, pins), pins)).toEqual([]);
    expect(strayTemplateUrls(templateWith({ Environment: { TemplateURL: 'x' } }), pins)).toEqual([]);
  });
});
