import type { Stack } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { VERBS } from '../lib/domain/run';
import { slugOf } from '../lib/domain/step';
import { stepsOf } from '../lib/workflow/grammar';
import { allSteps, WORKFLOWS } from '../lib/workflow/workflows';
import { findingsIn, RULES } from './policy-pack';
import { controlPlane, plan, type Resource, resourcesOf, templateOf, witness } from './synthesised';

const stack = controlPlane();
const resources = resourcesOf(templateOf(stack));

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
    ['RuleBroad', rule({ EventPattern: { source: ['aws.states'], detail: { stateMachineArn: [] } } })],
    ['RuleBroad', rule({ EventPattern: { detail: { stateMachineArn: ['x'] } } })],
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
    'MachineKey SettleMachine',
  ];

  it('breaks no rule but those that are accepted', () => {
    const found = findingsIn(resources).map((finding) => finding.replace(/[0-9A-F]{8}$/, ''));
    expect(found.sort()).toEqual([...ACCEPTED].sort());
  });

  it('passes AwsSolutions but for what is accepted', () => {
    expect(awsSolutionsOf(stack).sort()).toEqual(acceptedOfAwsSolutions().sort());
  });
});

describe('the witness', () => {
  const outside = witness();

  it('breaks no rule but those that are accepted', () => {
    const found = findingsIn(resourcesOf(templateOf(outside))).map((finding) => finding.replace(/[0-9A-F]{8}$/, ''));
    // A tick that is lost is followed by the next, and nobody in that Region would look into a queue.
    expect(found).toEqual(['RuleDlq EveryMinute']);
  });

  it('passes AwsSolutions but for what is accepted', () => {
    // X-Ray and CloudWatch metrics have no ARNs.
    expect(awsSolutionsOf(outside)).toEqual([wildcard('*', 'WatchRegion')]);
  });
});

/** What AwsSolutions finds in a stack: the rule and the construct. */
const awsSolutionsOf = (of: Stack): string[] =>
  new AwsSolutionsChecks(of)
    .validateScope(of)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(
        ({ constructPath = '' }) => `${ruleName} ${constructPath.replace(`${of.node.path}/`, '')}`,
      ),
    );

const wildcard = (resource: string, where: string) => `AwsSolutions-IAM5[Resource::${resource}] ${where}/Role/Resource`;

/** Findings of AwsSolutions that stand, one by one, each group with its reason. */
function acceptedOfAwsSolutions(): string[] {
  const arn = (service: string, rest: string) => `arn:aws:${service}:us-west-2:111122223333:${rest}`;
  const closers = ['RunCloser/OnRunEnded', 'Controls/ChangeControls', 'Watch/WatchRegion', 'Steps/AdmitRun'];
  const lambdas = [
    ...allSteps().map(({ name }) => `Steps/${name}`),
    ...['Signal/ServeSignal', 'Starter/OnAlarm', 'Watch/WatchRegion'],
    ...['RunCloser/OnRunEnded', 'Approval/DecideApproval', 'Controls/ChangeControls', 'Drift/CheckDrift'],
  ];
  const executions = VERBS.map((verb) => arn('states', `execution:understudy-orders-${verb}:*`));
  return [
    // X-Ray and CloudWatch metrics have no ARNs; `test/iam.test.ts` lists every action on `*`.
    ...lambdas.map((where) => wildcard('*', where)),
    // Log delivery and X-Ray have no ARNs.
    ...['Failover', 'Settle'].map((where) => wildcard('*', where)),
    // Every version of the machine's own functions: a run under way uses the versions it began with.
    ...VERBS.flatMap((verb) =>
      stepsOf(WORKFLOWS[verb]).map((step) =>
        wildcard(
          arn('lambda', `function:understudy-orders-${slugOf(step)}:*`),
          verb.charAt(0).toUpperCase() + verb.slice(1),
        ),
      ),
    ),
    // A release's stacks carry its id in their name, and every stack's ARN ends in an id that AWS makes up.
    ...['Steps/CheckReadiness', 'Steps/DeployStacks', 'Steps/RetireStacks'].flatMap((where) => [
      wildcard(arn('cloudformation', 'stack/orders-data-r-*/*'), where),
      wildcard(arn('cloudformation', 'stack/orders-web-r-*/*'), where),
    ]),
    // Executions of this plan's own machines, to read whether one that holds the lock has ended.
    ...closers.flatMap((where) => executions.map((execution) => wildcard(execution, where))),
    // The same, to see and stop them.
    ...executions.map((execution) => wildcard(execution, 'Controls/Policy').replace('/Role/', '/')),
    // Objects of the bucket that was made for them.
    ...[...closers, 'Steps/CloseRun'].map((where) =>
      wildcard('arn:aws:s3:::understudy-orders-evidence-111122223333-us-west-2/*', where),
    ),
    ...['Steps/CheckReadiness', 'Steps/DeployStacks'].map((where) =>
      wildcard('arn:aws:s3:::understudy-orders-releases-111122223333-us-west-2/*', where),
    ),
    // The same for whoever publishes, and two stacks, whose ARNs end in an id that AWS makes up.
    ...['*', 'assets/*', 'releases/*.json', 'templates/*.json']
      .map((key) => `arn:aws:s3:::understudy-orders-releases-111122223333-us-west-2/${key}`)
      .concat(['orders-pilot-light', 'understudy-orders'].map((name) => arn('cloudformation', `stack/${name}/*`)))
      .map((resource) => wildcard(resource, 'Publisher').replace('/Role/', '/')),
    // The same for whoever audits, who may see any stack: the team's own pipeline names its stacks as it likes.
    ...['*', 'arn:aws:s3:::understudy-orders-releases-111122223333-us-west-2/*']
      .concat(['orders-pilot-light', 'understudy-orders'].map((name) => arn('cloudformation', `stack/${name}/*`)))
      .map((resource) => wildcard(resource, 'Auditor').replace('/Role/', '/')),
    // Health checks have ids that Route 53 makes up, and alarms on a claim carry the epoch they were made for.
    wildcard('arn:aws:route53:::healthcheck/*', 'Steps/SettleTraffic'),
    ...plan.regions.map((region) =>
      wildcard(
        `arn:aws:cloudwatch:${region}:111122223333:alarm:understudy-orders-claim-above-*`,
        'Steps/SettleTraffic',
      ),
    ),
    ...checkingDrift(arn),
    // Access logs would need a third bucket; CloudTrail data events say who read or wrote, and Object Lock keeps the rest.
    'AwsSolutions-S1 Evidence/Resource',
    'AwsSolutions-S1 Releases/Resource',
    // It is the dead-letter queue: of the event rules, which the rule does not look at.
    'AwsSolutions-SQS3 DeadLetters/Resource',
  ];
}

/** What compares everything with everything reads much, and writes its own evidence alone. */
function checkingDrift(arn: (service: string, rest: string) => string): string[] {
  const stacks = plan.release.stacks.flatMap((stack) => [`stack/${stack}-r-*/*`, `stack/${stack}/*`]);
  return [
    // CloudFormation looks at resources of types that only the team knows with the rights of this function; the policy
    // reads configurations, and neither data nor secrets.
    'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/SecurityAudit] Drift/CheckDrift/Role/Resource',
    ...[
      // Objects of the buckets that were made for them, in every Region, and the folder of this Region's evidence.
      ...plan.regions.map((region) => `arn:aws:s3:::understudy-orders-releases-111122223333-${region}/*`),
      'arn:aws:s3:::understudy-orders-evidence-111122223333-us-west-2/drift/us-west-2/*',
      // A stack's ARN ends in an id that AWS makes up, and a release's stacks carry its id in their name.
      ...stacks.map((name) => `arn:aws:cloudformation:*:111122223333:${name}`),
      ...['stack/understudy-orders/*', 'stack/orders-pilot-light/*'].map((name) => arn('cloudformation', name)),
      // Parts of this control plane, to be seen.
      arn('lambda', 'function:understudy-orders-*'),
      arn('states', 'stateMachine:understudy-orders-*'),
    ].map((resource) => wildcard(resource, 'Drift/CheckDrift')),
  ];
}
