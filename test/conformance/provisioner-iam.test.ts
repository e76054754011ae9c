import { provisionStack } from '../../lib/rehearsal/aws/provisioner';
import { ACCOUNT, type AwsWorld, awsWorld } from './aws-world';

/** What CDK writes for a role whose permissions are too many for one inline policy. */
const document = (...statements: object[]) => ({
  Version: '2012-10-17',
  Statement: statements.map((statement) => ({ Effect: 'Allow', Resource: '*', ...statement })),
});
const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } };
const Role = {
  Type: 'AWS::IAM::Role',
  Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trust] } },
};
const overflow = (PolicyDocument: object, more: object = {}) => ({
  Type: 'AWS::IAM::ManagedPolicy',
  Properties: { Description: 'Part of the policies for Role', Path: '/', PolicyDocument, ...more },
});

let world: AwsWorld;
beforeEach(() => {
  world = awsWorld();
});
afterEach(() => world.services.close());

async function provision(Resources: object) {
  const place = { name: 'shop', region: 'us-west-2', account: ACCOUNT, assetDirectory: '' };
  const template = { Resources, Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Role', 'Arn'] } } } };
  const { outputs, remove } = await provisionStack(world.services, { ...place, template });
  const may = (action: string, context: Record<string, string> = {}) =>
    world.services.iam.allows(outputs.Arn ?? '', { action, resource: '*', context }) === true;
  return { may, remove };
}

// Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html
test('managed policies that name a role of their stack add to its inline policy', async () => {
  const roles = { Roles: [{ Ref: 'Role' }] };
  const { may, remove } = await provision({
    Role,
    Inline: {
      Type: 'AWS::IAM::Policy',
      Properties: { PolicyName: 'p', PolicyDocument: document({ Action: 'sns:Publish' }), ...roles },
    },
    OverflowPolicy1: overflow(document({ Action: 'rds:FailoverGlobalCluster' }), roles),
    OverflowPolicy2: overflow(document({ Action: 'kms:Sign' }, { Effect: 'Deny', Action: 'sns:Publish' }), roles),
  });
  expect(['sns:Publish', 'rds:FailoverGlobalCluster', 'kms:Sign', 'kms:Verify'].map((action) => may(action))).toEqual([
    false,
    true,
    true,
    false,
  ]);
  await remove();
  expect(may('kms:Sign')).toBe(false);
});

test('a role has the managed policies of its stack that it names', async () => {
  const { may } = await provision({
    Role: { ...Role, Properties: { ...Role.Properties, ManagedPolicyArns: [{ Ref: 'Managed' }] } },
    Managed: overflow(document({ Action: 'kms:Sign' })),
  });
  expect([may('kms:Sign'), may('sns:Publish')]).toEqual([true, false]);
});

test('a condition on the tag of a stack is judged, and one on an unknown key is refused', async () => {
  const onTag = { StringEquals: { 'aws:ResourceTag/understudy:plan': 'orders' } };
  const { may } = await provision({
    Role,
    Managed: overflow(document({ Action: 'cloudformation:DeleteStack', Condition: onTag }), {
      Roles: [{ Ref: 'Role' }],
    }),
  });
  const tagged = (plan: string) => may('cloudformation:DeleteStack', { 'aws:ResourceTag/understudy:plan': plan });
  expect([tagged('orders'), tagged('theirs'), may('cloudformation:DeleteStack')]).toEqual([true, false, false]);
  const other = document({ Action: 'kms:Sign', Condition: { StringEquals: { 'aws:PrincipalTag/team': 'orders' } } });
  await expect(provision({ Role, Managed: overflow(other, { Roles: [{ Ref: 'Role' }] }) })).rejects.toThrow(
    'condition key aws:PrincipalTag/team is not judged here',
  );
});
