import { deployedTemplate } from '.';

const HASH = 'a'.repeat(64);
const OTHER = 'b'.repeat(64);
const templateWith = (Properties: object) => ({ Resources: { It: { Type: 'AWS::Lambda::Function', Properties } } });
const code = (more: object = {}) =>
  templateWith({ Code: { S3Bucket: 'releases', S3Key: `assets/${HASH}.zip`, S3ObjectVersion: 'v1', ...more } });
const url = (version: string, hash = HASH) =>
  templateWith({
    TemplateURL: `https://releases.s3.eu-west-1.amazonaws.com/templates/${hash}.json?versionId=${version}`,
  });

describe('a stack that stands is the same', () => {
  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['whatever version of the same file it was made from', code(), code({ S3ObjectVersion: 'v2' })],
    ['whatever version of the same nested template', url('v1'), url('v%2B2.x')],
    [
      'whatever version of the same definition',
      templateWith({ DefinitionS3Location: { Bucket: 'b', Key: `assets/${HASH}.json`, Version: '1' } }),
      templateWith({ DefinitionS3Location: { Bucket: 'b', Key: `assets/${HASH}.json`, Version: '2' } }),
    ],
    [
      'when CloudFormation does not show its letters',
      templateWith({ Name: 'Grüße 🎉' }),
      templateWith({ Name: 'Gr??e ?' }),
    ],
    ['when its keys are not shown', templateWith({ a: 1, ü: 2 }), templateWith({ '?': 2, a: 1 })],
    ['whatever its metadata says', { ...code(), Metadata: { by: 'cdk' } }, code()],
  ])('%s', (_, one, other) => {
    expect(deployedTemplate(one)).toEqual(deployedTemplate(other));
  });
});

describe('a stack that stands is another', () => {
  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['from another file', code(), code({ S3Key: `assets/${OTHER}.zip` })],
    ['from another bucket', code(), code({ S3Bucket: 'evil' })],
    ['from another nested template', url('v1'), url('v1', OTHER)],
    [
      'from another version of what is not named by its content',
      code({ S3Key: 'latest.zip' }),
      code({ S3Key: 'latest.zip', S3ObjectVersion: 'v2' }),
    ],
    [
      'with another version of something else',
      templateWith({ Environment: { FILE: `assets/${HASH}.zip`, Version: '1' } }),
      templateWith({ Environment: { FILE: `assets/${HASH}.zip`, Version: '2' } }),
    ],
    ['in ASCII', templateWith({ Name: 'Gruesse' }), templateWith({ Name: 'Gruesze' })],
  ])('%s', (_, one, other) => {
    expect(deployedTemplate(one)).not.toEqual(deployedTemplate(other));
  });
});
