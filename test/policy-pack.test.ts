import type { Stack } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { laneOf } from '../lib/domain/release/lane';
import { type AnyStep, lambdaSlugOf } from '../lib/domain/step';
import { VERBS, type Verb } from '../lib/domain/verbs';
import { stepsOf } from '../lib/workflow/grammar';
import { findingsIn, RULES } from './policy-pack';
import { controlPlane, plan, type Resource, resourcesOf, templateOf, witness, workflowOf } from './synthesised';

/** stand-down → StandDown: the machine's construct. */
const machineOf = (verb: Verb) => verb.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
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
    ['ForgeTrigger', policy({ Action: 'events:PutEvents' })],
    ['ForgeTrigger', policy({ Action: 'events:*', Condition: { StringEquals: { 'events:source': 'aws.rds' } } })],
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
    ...VERBS.map((verb) => `MachineKey ${machineOf(verb)}Machine`),
    // An event of an instance names the instance, which no plan knows; and one that is a day late is still evidence.
    'RuleBroad DatabaseEventsRule',
    'RuleDlq DatabaseEventsRule',
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
    ...new Set(VERBS.flatMap((verb) => stepsOf(workflowOf(verb)).map((step) => `Steps/${constructOf(step, verb)}`))),
    ...['Signal/ServeSignal', 'Starter/OnAlarm', 'Watch/WatchRegion', 'Risk/Starter/OnRisk'],
    ...['Schedules/OnSchedule', 'DatabaseEvents/RecordDatabaseEvent'],
    ...['RunCloser/OnRunEnded', 'Approval/DecideApproval', 'Controls/ChangeControls', 'Drift/CheckDrift'],
  ];
  const executions = VERBS.map((verb) => arn('states', `execution:understudy-orders-${verb}:*`));
  return [
    // X-Ray and CloudWatch metrics have no ARNs; `test/iam.test.ts` lists every action on `*`.
    ...lambdas.map((where) => wildcard('*', where)),
    // Log delivery and X-Ray have no ARNs.
    ...VERBS.map((verb) => wildcard('*', machineOf(verb))),
    // Every version of the machine's own functions: a run under way uses the versions it began with.
    ...VERBS.flatMap((verb) =>
      stepsOf(workflowOf(verb)).map((step) =>
        wildcard(arn('lambda', `function:understudy-orders-${lambdaSlugOf(step, laneOf(verb))}:*`), machineOf(verb)),
      ),
    ),
    // A release's stacks carry its id in their name, and every stack's ARN ends in an id that AWS makes up.
    ...['Steps/CheckReadiness', 'Steps/DeployStacks', 'Steps/RetireStacks'].flatMap((where) => [
      wildcard(arn('cloudformation', 'stack/orders-data-r-*/*'), where),
      wildcard(arn('cloudformation', 'stack/orders-web-r-*/*'), where),
    ]),
    ...['Steps/CheckReadinessDrill', 'Steps/DeployStacksDrill', 'Steps/RetireStacks', 'Steps/RetireStacksDrill'].map(
      (where) => wildcard(arn('cloudformation', 'stack/drill-*/*'), where),
    ),
    // Executions of this plan's own machines, to read whether one that holds the lock has ended.
    ...closers.flatMap((where) => executions.map((execution) => wildcard(execution, where))),
    // The same, to see and stop them.
    ...['Controls/Policy', 'Driller'].flatMap((who) =>
      executions.map((execution) => wildcard(execution, who).replace('/Role/', '/')),
    ),
    // Objects of the bucket that was made for them.
    ...[...closers, 'Steps/CloseRun'].map((where) =>
      wildcard('arn:aws:s3:::understudy-orders-evidence-111122223333-us-west-2/*', where),
    ),
    ...['Controls/Policy', 'Driller'].map((who) =>
      wildcard('arn:aws:s3:::understudy-orders-evidence-111122223333-us-west-2/*', who).replace('/Role/', '/'),
    ),
    ...[
      ...['Steps/CheckReadiness', 'Steps/CheckReadinessDrill', 'Steps/DeployStacks', 'Steps/DeployStacksDrill'],
      ...['Steps/AuditStandby', 'Steps/ReportReadiness'],
    ].map((where) => wildcard('arn:aws:s3:::understudy-orders-releases-111122223333-us-west-2/*', where)),
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
    ...fencing(arn),
    ...auditing(arn),
    ...keepingWhatRdsTells(arn),
    // Access logs would need a third bucket; CloudTrail data events say who read or wrote, and Object Lock keeps the rest.
    'AwsSolutions-S1 Evidence/Resource',
    'AwsSolutions-S1 Releases/Resource',
    // It is the dead-letter queue: of the event rules, which the rule does not look at.
    'AwsSolutions-SQS3 DeadLetters/Resource',
  ];
}

/** PromoteDatabase, or for a function of the drill lane DeployStacksDrill. */
const constructOf = (step: AnyStep, verb: Verb): string =>
  lambdaSlugOf(step, laneOf(verb)).endsWith('-drill') ? `${step.name}Drill` : step.name;

/**
 * A fence stops services of stacks, whose names carry what CloudFormation and ECS make up, in the Region it is for.
 * DeployStacks starts them again in its own.
 */
const fencing = (arn: (service: string, rest: string) => string): string[] => [
  ...['service/*/orders-web-*', 'service/*'].map((service) => wildcard(arn('ecs', service), 'Steps/DeployStacks')),
  ...plan.regions.flatMap((region) => [
    ...['stack/orders-web-r-*/*', 'stack/orders-web/*'].map((stack) =>
      wildcard(`arn:aws:cloudformation:${region}:111122223333:${stack}`, 'Steps/FenceRegion'),
    ),
    // The second is held to services that carry the plan's tag.
    ...['Steps/FenceRegion', 'Steps/UnfenceRegion'].flatMap((where) =>
      ['service/*/orders-web-*', 'service/*'].map((service) =>
        wildcard(`arn:aws:ecs:${region}:111122223333:${service}`, where),
      ),
    ),
  ]),
];

/** A check reads what a release names, which no plan knows, and the roles and rules that CDK has named. */
const auditing = (arn: (service: string, rest: string) => string): string[] => [
  wildcard(arn('ecr', 'repository/*'), 'Steps/AuditStandby'),
  wildcard(arn('kms', 'key/*'), 'Steps/AuditStandby'),
  wildcard(arn('events', 'rule/understudy-orders*'), 'Steps/AuditStandby'),
  wildcard('arn:aws:iam::111122223333:role/understudy-orders*', 'Steps/AuditPermissions'),
];

/** RDS makes up the names of its snapshots, and of an instance it is asked to which cluster it belongs. */
const keepingWhatRdsTells = (arn: (service: string, rest: string) => string): string[] => [
  ...['*', 'rds:unplanned-global-failover-orders-us-west-2-*', 'understudy-orders-*'].map((name) =>
    wildcard(arn('rds', `cluster-snapshot:${name}`), 'Steps/RecordDivergence'),
  ),
  wildcard(arn('rds', 'db:*'), 'DatabaseEvents/RecordDatabaseEvent'),
];

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
