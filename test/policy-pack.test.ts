import { AwsSolutionsChecks } from 'cdk-nag';
import { slugOf } from '../lib/domain/step';
import { failover } from '../lib/workflow/failover';
import { stepsOf } from '../lib/workflow/grammar';
import { findingsIn, RULES } from './policy-pack';
import { controlPlane, type Resource, resourcesOf, templateOf } from './synthesised';

const stack = controlPlane();
const resources = resourcesOf(templateOf(stack));
const steps = stepsOf(failover);

const policy = (...statements: object[]) => ({
  Type: 'AWS::IAM::Policy',
  Properties: { PolicyDocument: { Statement: statements.map((one) => ({ Effect: 'Allow', Resource: '*', ...one })) } },
});
const trusting = (Principal: unknown, Condition?: object) => ({
  Type: 'AWS::IAM::Role',
  Properties: { AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Principal, Condition }] } },
});
const rule = (Properties: object) => ({ Type: 'AWS::Events::Rule', Properties });
const machine = (Properties: object) => ({
  Type: 'AWS::StepFunctions::StateMachine',
  Properties: {
    DefinitionString: '{"TimeoutSeconds":1}',
    LoggingConfiguration: { IncludeExecutionData: false },
    ...Properties,
  },
});

describe('the policy pack', () => {
  it.each<[string, Resource]>([
    ['TrustAnyone', trusting('*')],
    ['TrustAnyone', trusting({ AWS: '*' })],
    ['TrustNoSource', trusting({ Service: 'states.amazonaws.com' })],
    ['PassRole', policy({ Action: 'iam:PassRole', Condition: { StringEquals: { 'iam:PassedToService': 'x' } } })],
    ['PassRole', policy({ Action: 'iam:PassRole', Resource: 'arn:aws:iam::1:role/x' })],
    ['IamWrite', policy({ Action: 'iam:Put*' })],
    ['DestructiveDb', policy({ Action: ['rds:DescribeDBClusters', 'rds:*'] })],
    ['DnsScope', policy({ Action: 'route53:ChangeResourceRecordSets' })],
    ['CfnScope', policy({ Action: 'cloudformation:CreateStack' })],
    ['ForgeTrigger', policy({ Action: 'cloudwatch:SetAlarmState' })],
    ['RuleBroad', rule({ EventPattern: { source: ['aws.cloudwatch'] } })],
    ['RuleDlq', rule({ Targets: [{ RetryPolicy: { MaximumEventAgeInSeconds: 60 } }] })],
    [
      'RuleDlq',
      rule({ Targets: [{ DeadLetterConfig: { Arn: 'x' }, RetryPolicy: { MaximumEventAgeInSeconds: 901 } }] }),
    ],
    ['RuleDlq', rule({ Targets: [{ DeadLetterConfig: { Arn: 'x' } }] })],
    ['MachineData', machine({ LoggingConfiguration: { IncludeExecutionData: true } })],
    ['MachineKey', machine({})],
    ['MachineTimeout', machine({ DefinitionString: '{"States":{"A":{"TimeoutSeconds":1}}}' })],
    ['ObjectLock', { Type: 'AWS::S3::Bucket', Properties: { VersioningConfiguration: { Status: 'Enabled' } } }],
    ['TableProtect', { Type: 'AWS::DynamoDB::Table', Properties: {} }],
    ['PublicUrl', { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'NONE' } }],
    ['PlainSecret', { Type: 'AWS::Lambda::Function', Properties: { Environment: { Variables: { DB_PASS: 'x' } } } }],
    ['HttpSubscription', { Type: 'AWS::SNS::Subscription', Properties: { Protocol: 'http' } }],
  ])('finds %s', (id, weak) => {
    expect(findingsIn([['Weak', weak]])).toContain(`${id} Weak`);
  });

  it('has a weakness to show for each rule', () => {
    expect(new Set(RULES.map(({ id }) => id)).size).toBe(18);
  });
});

describe('the control plane', () => {
  /** Findings of our own rules that stand, each with its reason. */
  const ACCEPTED = [
    // serve-signal answers one word to Route 53's checkers, which cannot sign; its role may read one item.
    'PublicUrl SignalServeSignalFunctionFunctionUrl',
    'TrustAnyone SignalServeSignalFunctioninvokefunction',
    'TrustAnyone SignalServeSignalFunctioninvokefunctionurl',
    // A run document holds no secret, and a key that is disabled or scheduled for deletion would stop the recovery.
    'MachineKey FailoverMachine',
  ];

  it('breaks no rule but those that are accepted', () => {
    const found = findingsIn(resources).map((finding) => finding.replace(/[0-9A-F]{8}$/, ''));
    expect(found.sort()).toEqual([...ACCEPTED].sort());
  });

  it('passes AwsSolutions but for what is accepted', () => {
    const report = new AwsSolutionsChecks(stack).validateScope(stack);
    const found = report.violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(
        ({ constructPath = '' }) => `${ruleName} ${constructPath.replace(`${stack.stackName}-us-west-2/`, '')}`,
      ),
    );
    expect(found.sort()).toEqual(acceptedOfAwsSolutions().sort());
  });
});

/** Findings of AwsSolutions that stand, one by one, each group with its reason. */
function acceptedOfAwsSolutions(): string[] {
  const wildcard = (resource: string, where: string) =>
    `AwsSolutions-IAM5[Resource::${resource}] ${where}/Role/Resource`;
  const lambdas = [
    ...steps.map(({ name }) => `Failover/Steps/${name}`),
    ...['Signal/ServeSignal', 'Starter/OnAlarm', 'Watch/WatchRegion'],
  ];
  const arn = (service: string, rest: string) => `arn:aws:${service}:us-west-2:111122223333:${rest}`;
  return [
    // X-Ray and CloudWatch metrics have no ARNs; `test/iam.test.ts` lists every action on `*`.
    ...lambdas.map((where) => wildcard('*', where)),
    // Log delivery and X-Ray have no ARNs.
    wildcard('*', 'Failover'),
    // Every version of the machine's own functions: a run under way uses the versions it began with.
    ...steps.map((step) => wildcard(arn('lambda', `function:understudy-orders-${slugOf(step)}:*`), 'Failover')),
    // A release's stacks carry its id in their name, and every stack's ARN ends in an id that AWS makes up.
    wildcard(arn('cloudformation', 'stack/orders-data-r-*/*'), 'Failover/Steps/DeployStacks'),
    wildcard(arn('cloudformation', 'stack/orders-web-r-*/*'), 'Failover/Steps/DeployStacks'),
    // Executions of this plan's own machine, to read whether one that holds the lock has ended.
    wildcard(arn('states', 'execution:understudy-orders-failover:*'), 'Failover/Steps/AdmitRun'),
    // Objects of the bucket that was made for them.
    wildcard('arn:aws:s3:::understudy-orders-evidence-111122223333-us-west-2/*', 'Failover/Steps/CloseRun'),
    wildcard('arn:aws:s3:::understudy-orders-releases-111122223333-us-west-2/*', 'Failover/Steps/CheckReadiness'),
    wildcard('arn:aws:s3:::understudy-orders-releases-111122223333-us-west-2/*', 'Failover/Steps/DeployStacks'),
    // Access logs would need a third bucket; CloudTrail data events say who read or wrote, and Object Lock keeps the rest.
    'AwsSolutions-S1 Evidence/Resource',
    'AwsSolutions-S1 Releases/Resource',
    // It is the dead-letter queue: of the event rules, which the rule does not look at.
    'AwsSolutions-SQS3 DeadLetters/Resource',
  ];
}
