import * as ecrClient from '@aws-sdk/client-ecr';
import * as elbClient from '@aws-sdk/client-elastic-load-balancing-v2';
import * as iamClient from '@aws-sdk/client-iam';
import * as kmsClient from '@aws-sdk/client-kms';
import * as lambdaClient from '@aws-sdk/client-lambda';
import * as quotaClient from '@aws-sdk/client-service-quotas';
import * as snsClient from '@aws-sdk/client-sns';
import { createEcr } from '../../lib/rehearsal/aws/ecr';
import type { Rule } from '../../lib/rehearsal/aws/events';
import { ruleNames } from '../../lib/rehearsal/aws/events/rule-names';
import { createIamDecider } from '../../lib/rehearsal/aws/iam';
import { createIamApi } from '../../lib/rehearsal/aws/iam-api';
import { createKms } from '../../lib/rehearsal/aws/kms';
import { createLambdaApi } from '../../lib/rehearsal/aws/lambda-api';
import { createLoadBalancers } from '../../lib/rehearsal/aws/load-balancers';
import { createQuotas } from '../../lib/rehearsal/aws/quotas';
import { createRoles } from '../../lib/rehearsal/aws/roles';
import type { Call } from '../../lib/rehearsal/aws/service';
import { createSns } from '../../lib/rehearsal/aws/sns';
import { wallClock } from '../../lib/rehearsal/world/clock';
import { ACCOUNT, type EndpointInTest, openEndpoint, refused } from './aws-endpoint';

const REGION = 'us-west-2';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/step`;
const FUNCTION = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:step`;
const DIGEST = `sha256:${'a'.repeat(64)}`;
const [LIVE, LOOSE] = ['live', 'loose'].map(
  (name) => `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT}:targetgroup/${name}/1`,
) as [string, string];

const iam = createIamDecider();
const roles = createRoles();
const iamApi = createIamApi({ account: ACCOUNT, iam, roles });
const ecr = createEcr({ account: ACCOUNT });
const quotas = createQuotas({ account: ACCOUNT });
const loadBalancers = createLoadBalancers({ health: () => [] });
const sns = createSns({ account: ACCOUNT, clock: wallClock });
const kms = createKms({ account: ACCOUNT });
const lambdaApi = createLambdaApi({
  account: ACCOUNT,
  lambdas: { invoke: () => Promise.reject(new Error('nobody is asked')) },
  functionRoles: new Map([[FUNCTION, ROLE]]),
});

let endpoint: EndpointInTest;
beforeAll(async () => {
  const services = [iamApi, ecr, quotas, loadBalancers, sns, kms, lambdaApi].map(({ service }) => service);
  endpoint = await openEndpoint(services);
  roles.trust(ROLE, ['lambda.amazonaws.com']);
});
afterAll(async () => {
  await endpoint.close();
  expect(endpoint.defects).toEqual([]);
});

describe('IAM', () => {
  const sdk = () => new iamClient.IAMClient(endpoint.settings());
  const simulate = (more: Partial<iamClient.SimulatePrincipalPolicyCommandInput> = {}) =>
    sdk().send(
      new iamClient.SimulatePrincipalPolicyCommand({
        PolicySourceArn: ROLE,
        ActionNames: ['sns:Publish'],
        ResourceArns: ['arn:aws:sns:::a', 'arn:aws:sns:::b'],
        ...more,
      }),
    );
  beforeAll(() =>
    iam.attach(ROLE, [
      { Effect: 'Allow', Action: 'sns:Publish', Resource: 'arn:aws:sns:::a' },
      { Effect: 'Deny', Action: 'sns:Publish', Resource: 'arn:aws:sns:::c' },
      {
        Effect: 'Allow',
        Action: 'dynamodb:GetItem',
        Resource: '*',
        Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['lock#orders', 'claim#orders'] } },
      },
    ]),
  );

  // Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html
  test('tells one result for each action, with the decision on each resource and the most restrictive on top', async () => {
    const { EvaluationResults = [], IsTruncated } = await simulate();
    expect(IsTruncated).toBe(false);
    expect(EvaluationResults).toHaveLength(1);
    expect(EvaluationResults[0]).toMatchObject({
      EvalActionName: 'sns:Publish',
      EvalDecision: 'implicitDeny',
      ResourceSpecificResults: [
        { EvalResourceName: 'arn:aws:sns:::a', EvalResourceDecision: 'allowed' },
        { EvalResourceName: 'arn:aws:sns:::b', EvalResourceDecision: 'implicitDeny' },
      ],
    });
    const denied = await simulate({ ResourceArns: ['arn:aws:sns:::b', 'arn:aws:sns:::c'] });
    expect(denied.EvaluationResults?.[0]?.EvalDecision).toBe('explicitDeny');
  });

  test.each([
    [['lock#orders'], 'allowed'],
    [['lock#orders', 'run#1'], 'implicitDeny'],
  ])('judges the condition keys that it is given: %j is %s', async (ContextKeyValues, decision) => {
    const entry = { ContextKeyName: 'dynamodb:LeadingKeys', ContextKeyValues, ContextKeyType: 'stringList' } as const;
    const { EvaluationResults } = await simulate({ ActionNames: ['dynamodb:GetItem'], ContextEntries: [entry] });
    expect(EvaluationResults?.[0]?.EvalDecision).toBe(decision);
  });

  test('knows no role that nobody made, and refuses what would be ignored', async () => {
    expect((await refused(simulate({ PolicySourceArn: `${ROLE}2` }))).name).toBe('NoSuchEntityException');
    expect((await refused(simulate({ CallerArn: ROLE }))).message).toContain('CallerArn is not rehearsed');
  });

  test('has the service-linked roles until one is removed, with their path', async () => {
    const role = (RoleName: string) => sdk().send(new iamClient.GetRoleCommand({ RoleName }));
    const { Role } = await role('AWSServiceRoleForECS');
    expect([Role?.Arn, Role?.Path]).toEqual([
      `arn:aws:iam::${ACCOUNT}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`,
      '/aws-service-role/ecs.amazonaws.com/',
    ]);
    expect((await role('step')).Role?.Path).toBe('/');
    iamApi.removeServiceRole('AWSServiceRoleForECS');
    expect((await refused(role('AWSServiceRoleForECS'))).name).toBe('NoSuchEntityException');
    iamApi.addServiceRole('AWSServiceRoleForECS');
    await role('AWSServiceRoleForECS');
  });

  test('is served in us-east-1 alone', async () => {
    endpoint.cut.add('us-east-1');
    await refused(sdk().send(new iamClient.GetRoleCommand({ RoleName: 'step' })));
    endpoint.cut.delete('us-east-1');
  });
});

describe('ECR', () => {
  const sdk = () => new ecrClient.ECRClient(endpoint.settings());
  const describeImage = (imageDigest: string, repositoryName = 'orders') =>
    sdk().send(
      new ecrClient.DescribeImagesCommand({ repositoryName, registryId: ACCOUNT, imageIds: [{ imageDigest }] }),
    );
  beforeAll(() => ecr.putImage({ repository: 'orders', digest: DIGEST, tags: ['v1'] }));

  test('describes an image with its tags until it is removed in that Region', async () => {
    expect((await describeImage(DIGEST)).imageDetails?.[0]).toMatchObject({ imageDigest: DIGEST, imageTags: ['v1'] });
    ecr.removeImage({ region: 'us-east-1', repository: 'orders', digest: DIGEST });
    await describeImage(DIGEST);
    expect((await refused(describeImage(`sha256:${'b'.repeat(64)}`))).name).toBe('ImageNotFoundException');
    expect((await refused(describeImage(DIGEST, 'others'))).name).toBe('RepositoryNotFoundException');
  });

  test('tells a lifecycle policy as it was written, and that there is none', async () => {
    const policy = () => sdk().send(new ecrClient.GetLifecyclePolicyCommand({ repositoryName: 'orders' }));
    expect((await refused(policy())).name).toBe('LifecyclePolicyNotFoundException');
    ecr.setLifecyclePolicy({ region: REGION, repository: 'orders' }, '{"rules":[]}');
    expect((await policy()).lifecyclePolicyText).toBe('{"rules":[]}');
  });

  test('asks IAM for the repository', async () => {
    const error = await refused(
      new ecrClient.ECRClient(endpoint.as({ name: 'step' })).send(
        new ecrClient.GetLifecyclePolicyCommand({ repositoryName: 'orders' }),
      ),
    );
    expect(error.message).toContain(
      `ecr:GetLifecyclePolicy on resource: arn:aws:ecr:${REGION}:${ACCOUNT}:repository/orders`,
    );
  });
});

// Source: https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_GetServiceQuota.html
test('Service Quotas tells a default apart from a value of the account', async () => {
  const sdk = new quotaClient.ServiceQuotasClient(endpoint.settings());
  const quota = { ServiceCode: 'fargate', QuotaCode: 'L-3032A538' };
  expect((await refused(sdk.send(new quotaClient.GetServiceQuotaCommand(quota)))).name).toBe('NoSuchResourceException');
  expect((await sdk.send(new quotaClient.GetAWSDefaultServiceQuotaCommand(quota))).Quota?.Value).toBe(6);
  quotas.apply({ region: REGION, code: quota.QuotaCode, value: 100 });
  expect((await sdk.send(new quotaClient.GetServiceQuotaCommand(quota))).Quota?.Value).toBe(100);
  expect((await sdk.send(new quotaClient.GetAWSDefaultServiceQuotaCommand(quota))).Quota?.Value).toBe(6);
});

// Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroup.html
test('a target group names the load balancers that send to it, once, and none when it is detached', async () => {
  const sdk = new elbClient.ElasticLoadBalancingV2Client(endpoint.settings());
  const described = async (arn: string) =>
    (await sdk.send(new elbClient.DescribeTargetGroupsCommand({ TargetGroupArns: [arn] }))).TargetGroups?.[0]
      ?.LoadBalancerArns;
  for (const arn of [LIVE, LOOSE]) loadBalancers.addTargetGroup(arn);
  loadBalancers.addListener('listener', 'balancer');
  loadBalancers.use('listener', LIVE);
  loadBalancers.use('listener', LIVE);
  expect([await described(LIVE), await described(LOOSE)]).toEqual([['balancer'], []]);
  loadBalancers.detach(LIVE);
  expect(await described(LIVE)).toEqual([]);
  expect((await refused(described(`${LIVE}2`))).name).toBe('TargetGroupNotFoundException');
});

// Source: https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html
test('a topic tells its confirmed subscriptions and its key, as texts', async () => {
  const sdk = new snsClient.SNSClient(endpoint.settings());
  const { arn: TopicArn } = sns.createTopic(REGION, { name: 'oncall' });
  const attributes = async () => (await sdk.send(new snsClient.GetTopicAttributesCommand({ TopicArn }))).Attributes;
  expect(await attributes()).toMatchObject({ TopicArn, SubscriptionsConfirmed: '1' });
  expect(await attributes()).not.toHaveProperty('KmsMasterKeyId');
  sns.changeTopic(TopicArn, { confirmed: 0, keyId: 'alias/topics' });
  expect(await attributes()).toMatchObject({ SubscriptionsConfirmed: '0', KmsMasterKeyId: 'alias/topics' });
  const missing = sdk.send(new snsClient.GetTopicAttributesCommand({ TopicArn: `${TopicArn}2` }));
  expect((await refused(missing)).name).toBe('NotFoundException');
});

// Source: https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html
test('a key is described though it is disabled', async () => {
  const sdk = new kmsClient.KMSClient(endpoint.settings());
  const { arn } = kms.createKey({ region: REGION, alias: 'alias/topics' });
  const metadata = async () =>
    (await sdk.send(new kmsClient.DescribeKeyCommand({ KeyId: 'alias/topics' }))).KeyMetadata;
  expect(await metadata()).toMatchObject({ Arn: arn, Enabled: true, KeyState: 'Enabled' });
  kms.disableKey(arn);
  expect(await metadata()).toMatchObject({ Arn: arn, Enabled: false, KeyState: 'Disabled' });
});

test('a function tells its role by its name, and one that nobody made is not found', async () => {
  const sdk = new lambdaClient.LambdaClient(endpoint.settings());
  const configuration = (FunctionName: string) =>
    sdk.send(new lambdaClient.GetFunctionConfigurationCommand({ FunctionName }));
  expect((await configuration('step')).Role).toBe(ROLE);
  expect((await refused(configuration('other'))).name).toBe('ResourceNotFoundException');
});

test('EventBridge names the rules of a Region that call a target, enabled or not', async () => {
  const rule = (name: string, at: string, target: string): Rule => ({
    arn: `arn:aws:events:${at}:${ACCOUNT}:rule/${name}`,
    region: at,
    enabled: false,
    pattern: { source: ['aws.cloudwatch'] },
    scheduleExpression: undefined,
    targets: [
      {
        id: '1',
        arn: target,
        input: undefined,
        deadLetterArn: undefined,
        maximumEventAgeSeconds: undefined,
        maximumRetryAttempts: undefined,
      },
    ],
  });
  const rules = [rule('a', REGION, FUNCTION), rule('b', REGION, ROLE), rule('c', 'us-east-1', FUNCTION)];
  const call = { region: REGION } as Call;
  expect(ruleNames(() => rules)({ TargetArn: FUNCTION }, call)).toEqual({ RuleNames: ['a'] });
  expect(() => ruleNames(() => rules)({ TargetArn: FUNCTION, Limit: 1 }, call)).toThrow('Limit is not rehearsed');
});
