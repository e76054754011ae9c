import { comparableSha256, comparableTemplate, exactSha256 } from '.';

const bucket = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'b' } };
const template = { Resources: { Bucket: bucket } };
const changed = (changes: object) => ({ ...template, ...changes });
const resource = (changes: object) => changed({ Resources: { Bucket: { ...bucket, ...changes } } });

const TELEMETRY = {
  Type: 'AWS::CDK::Metadata',
  Properties: { Analytics: 'v2:deflate64:H4sIAAAAAAAA' },
  Metadata: { 'aws:cdk:path': 'App/CDKMetadata/Default' },
};
const isIn = (region: string) => ({ 'Fn::Equals': [{ Ref: 'AWS::Region' }, region] });
const WHERE_CDK_IS = { 'Fn::Or': [isIn('us-east-1'), isIn('us-west-2')] };
const IN_ANY = isIn('eu-west-1');

describe('two templates are alike', () => {
  test.each<[string, Record<string, unknown>, Record<string, unknown>?]>([
    ['whatever the metadata of the template says', changed({ Metadata: { author: 'somebody' } })],
    ['whatever path CDK notes at a resource', resource({ Metadata: { 'aws:cdk:path': 'App/Bucket' } })],
    ['whatever asset CDK notes at a resource', resource({ Metadata: { 'aws:asset:path': 'asset.1' } })],
    ['with the telemetry of CDK', changed({ Resources: { Bucket: bucket, CDKMetadata: TELEMETRY } })],
    [
      'with the telemetry of CDK where the Region is open',
      changed({
        Resources: { Bucket: bucket, CDKMetadata: { ...TELEMETRY, Condition: 'CDKMetadataAvailable' } },
        Conditions: { CDKMetadataAvailable: WHERE_CDK_IS },
      }),
    ],
    [
      'with the telemetry of CDK beside conditions of their own',
      changed({ Conditions: { Own: IN_ANY, CDKMetadataAvailable: WHERE_CDK_IS } }),
      changed({ Conditions: { Own: IN_ANY } }),
    ],
    [
      "with the check of CDK's bootstrapping",
      changed({ Parameters: { BootstrapVersion: { Type: 'String' } }, Rules: { CheckBootstrapVersion: {} } }),
    ],
    [
      'when CloudFormation shows one of them',
      changed({ Description: 'Gr??e ?' }),
      changed({ Description: 'Grüße 🎉' }),
    ],
    [
      'with their keys in another order',
      { Resources: { Bucket: { Properties: bucket.Properties, Type: bucket.Type } } },
    ],
  ])('%s', (_, other, one = template) => {
    expect(comparableSha256(other)).toBe(comparableSha256(one));
  });
});

describe('two templates differ', () => {
  test.each<[string, Record<string, unknown>]>([
    ['in a property', resource({ Properties: { BucketName: 'c' } })],
    ['in what an instance does at its start', resource({ Metadata: { 'AWS::CloudFormation::Init': { config: {} } } })],
    ['in a condition', changed({ Conditions: { Own: IN_ANY } })],
    ['in a parameter', changed({ Parameters: { Name: { Type: 'String' } } })],
    ['in an output', changed({ Outputs: { Name: { Value: 'x' } } })],
    ['in a policy of deletion', resource({ DeletionPolicy: 'Retain' })],
  ])('%s', (_, other) => {
    expect(comparableSha256(other)).not.toBe(comparableSha256(template));
  });
});

test('no section stays empty of what only CDK adds', () => {
  const added = {
    Resources: { Bucket: bucket, CDKMetadata: TELEMETRY },
    Conditions: { CDKMetadataAvailable: WHERE_CDK_IS },
    Parameters: { BootstrapVersion: { Type: 'String' } },
    Rules: { CheckBootstrapVersion: {} },
  };
  expect(comparableTemplate(added)).toEqual(template);
});

test('the exact digest tells texts beyond ASCII apart', () => {
  const [one, other] = [changed({ Description: 'ä' }), changed({ Description: 'ö' })];
  expect(comparableSha256(one)).toBe(comparableSha256(other));
  expect(exactSha256(one)).not.toBe(exactSha256(other));
});
