/** Weaknesses that a template can show, one for each way that a threat comes in. */
import {
  alarms,
  DELIVERY,
  database,
  HASHED,
  KEYS,
  LOCK,
  lambda,
  machine,
  may,
  open,
  rule,
  SHELF,
  task,
  trusting,
} from './policy-pack-resources';
import type { Resource } from './synthesised';

/** A resource that is weak in one way. */
export interface Seed {
  /** Id of the threat, as the threat model numbers them. */
  readonly threat: `T-${number}`;
  readonly what: string;
  readonly weak: Resource;
  /** Rules that find it: of the own pack by their id, of the public packs with the pack's prefix. */
  readonly foundBy: readonly string[];
}

type Row = readonly [threat: Seed['threat'], what: string, weak: Resource, ...foundBy: string[]];

const ROWS: readonly Row[] = [
  ['T-01', 'a rule that any alarm matches', rule({ source: ['aws.cloudwatch'] }), 'RuleBroad'],
  ['T-01', 'a rule for whoever sends it', rule({ resources: ['arn:alarm'] }), 'RuleBroad'],
  ['T-01', 'a rule with an empty list', rule({ ...alarms, resources: [] }), 'RuleBroad'],
  [
    'T-01',
    'a bus that everybody may put events on',
    { Type: 'AWS::Events::EventBusPolicy', Properties: { StatementId: 'it', ...open('*') } },
    'TrustAnyone',
  ],
  ['T-02', 'a role that sets its own alarm', may('cloudwatch:SetAlarmState', 'arn:alarm'), 'ForgeTrigger'],
  ['T-02', 'a role that writes any metric', may('cloudwatch:PutMetricData'), 'ForgeTrigger'],
  ['T-02', 'a role that puts any event', may('events:PutEvents'), 'ForgeTrigger'],
  [
    'T-02',
    'an event of AWS by a wildcard',
    may('events:*', '*', { StringEquals: { 'events:source': 'aws.rds' } }),
    'ForgeTrigger',
  ],
  ['T-03', 'a role that starts any machine', may('states:StartExecution'), 'StartScope', 'AwsSolutions-IAM5'],
  [
    'T-03',
    'a role that redrives by a pattern',
    may('states:Redrive*', 'arn:aws:states:us-west-2:1:stateMachine:*'),
    'StartScope',
  ],
  [
    'T-05',
    'a URL that needs no signature',
    { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'NONE', TargetFunctionArn: 'f' } },
    'PublicUrl',
  ],
  [
    'T-05',
    'a method that anybody calls',
    {
      Type: 'AWS::ApiGateway::Method',
      Properties: { AuthorizationType: 'NONE', HttpMethod: 'GET', ResourceId: 'r', RestApiId: 'a' },
    },
    'PublicUrl',
    'AwsSolutions-APIG4',
  ],
  [
    'T-05',
    'a route that says nothing of who may',
    { Type: 'AWS::ApiGatewayV2::Route', Properties: { ApiId: 'a', RouteKey: 'GET /approve' } },
    'PublicUrl',
    'AwsSolutions-APIG4',
  ],
  [
    'T-06',
    'a function that everybody may invoke',
    {
      Type: 'AWS::Lambda::Permission',
      Properties: { Principal: '*', Action: 'lambda:InvokeFunction', FunctionName: 'f' },
    },
    'TrustAnyone',
    'NIST.800.53.R5-LambdaFunctionPublicAccessProhibited',
  ],
  ['T-07', 'a role that answers for a task token', may('states:SendTaskSuccess', 'arn:machine'), 'ForgeTrigger'],
  [
    'T-08',
    'a bucket whose versions can be overwritten',
    { ...SHELF, Properties: {} },
    'ObjectLock',
    'AwsSolutions-S10',
  ],
  [
    'T-08',
    'a lock without versions',
    { ...SHELF, Properties: { ObjectLockEnabled: true } },
    'ObjectLock',
    'NIST.800.53.R5-S3BucketVersioningEnabled',
  ],
  [
    'T-08',
    'a bucket that everybody reads',
    { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: 'b', PolicyDocument: open('arn:aws:s3:::b/*') } },
    'TrustAnyone',
    'AwsSolutions-S10',
  ],
  [
    'T-10',
    'stacks made with any role',
    may('cloudformation:CreateStack', 'arn:aws:cloudformation:us-west-2:1:stack/a/*'),
    'CfnScope',
  ],
  ['T-10', 'stacks changed with any role', may('cloudformation:Update*'), 'CfnScope'],
  ['T-10', 'a role that gives itself rights', may('iam:Put*'), 'IamWrite'],
  [
    'T-10',
    'a key that lives for years',
    { Type: 'AWS::IAM::AccessKey', Properties: { UserName: 'ci' } },
    'LongLivedKey',
  ],
  ['T-10', 'everything', may('*'), 'IamWrite', 'DestructiveDb', 'DnsScope', 'StartScope', 'AwsSolutions-IAM5'],
  ['T-11', 'any role passed', may('iam:PassRole', '*', { StringEquals: { 'iam:PassedToService': 'x' } }), 'PassRole'],
  ['T-11', 'a role passed to any service', may('iam:PassRole', 'arn:aws:iam::1:role/x'), 'PassRole'],
  ['T-12', 'a role for everybody', trusting('*'), 'TrustAnyone'],
  ['T-12', 'a role for every account', trusting({ AWS: '*' }), 'TrustAnyone'],
  ['T-12', 'a role that serves any machine', trusting({ Service: 'states.amazonaws.com' }), 'TrustNoSource'],
  ['T-12', 'a role that serves any stack', trusting({ Service: ['cloudformation.amazonaws.com'] }), 'TrustNoSource'],
  ['T-13', 'a role that deletes databases', may(['rds:DescribeDBClusters', 'rds:*']), 'DestructiveDb'],
  ['T-13', 'a role that detaches a cluster', may('rds:RemoveFromGlobalCluster', 'arn:g'), 'DestructiveDb'],
  ['T-13', 'a role that deletes a version of an object', may('s3:Delete*', 'arn:aws:s3:::b/*'), 'DestructiveData'],
  ['T-13', 'a role that ends a lock early', may('s3:BypassGovernanceRetention', 'arn:aws:s3:::b/*'), 'DestructiveData'],
  ['T-13', 'a database that goes with its stack', { Type: 'AWS::RDS::GlobalCluster', Properties: {} }, 'Retain'],
  [
    'T-14',
    'any record of the zone',
    may('route53:ChangeResourceRecordSets', 'arn:aws:route53:::hostedzone/Z1'),
    'DnsScope',
  ],
  ['T-17', 'run documents in a log', machine({ LoggingConfiguration: { IncludeExecutionData: true } }), 'MachineData'],
  ['T-17', 'a machine without a log', machine({ LoggingConfiguration: undefined }), 'MachineData', 'AwsSolutions-SF1'],
  ['T-17', 'a machine without a key of its own', machine({ EncryptionConfiguration: undefined }), 'MachineKey'],
  [
    'T-17',
    'a password in the environment',
    lambda({ Environment: { Variables: { DB_PASSWORD: 'x' } } }),
    'PlainSecret',
  ],
  ['T-17', 'a token in a container', task([{ Name: 'API_TOKEN', Value: 'x' }]), 'PlainSecret', 'AwsSolutions-ECS2'],
  ['T-17', 'a password of a database', database('hunter2'), 'PlainSecret'],
  [
    'T-17',
    'a secret written out',
    {
      Type: 'AWS::SecretsManager::Secret',
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: { SecretString: '{"password":"x"}' },
    },
    'PlainSecret',
    'AwsSolutions-SMG4',
  ],
  [
    'T-17',
    'a log kept for ever',
    { Type: 'AWS::Logs::LogGroup', Properties: {} },
    'NIST.800.53.R5-CloudWatchLogGroupRetentionPeriod',
  ],
  [
    'T-17',
    'news over plain HTTP',
    { Type: 'AWS::SNS::Subscription', Properties: { Protocol: 'http', TopicArn: 't', Endpoint: 'http://e' } },
    'HttpSubscription',
  ],
  ['T-18', 'a table that a call deletes', { ...LOCK, Properties: HASHED }, 'TableProtect', 'AwsSolutions-DDB3'],
  [
    'T-18',
    'a table that goes with its stack',
    { Type: 'AWS::DynamoDB::Table', Properties: { ...HASHED, DeletionProtectionEnabled: true } },
    'Retain',
  ],
  [
    'T-19',
    'a key for everybody',
    { ...KEYS, Properties: { KeyPolicy: open('*') } },
    'TrustAnyone',
    'AwsSolutions-KMS5',
  ],
  [
    'T-19',
    'a role that ends a key',
    may('kms:ScheduleKeyDeletion', 'arn:aws:kms:us-west-2:1:key/k'),
    'DestructiveData',
  ],
  ['T-19', 'a queue that takes plain HTTP', { Type: 'AWS::SQS::Queue', Properties: {} }, 'AwsSolutions-SQS4'],
  ['T-20', 'a role that a password alone opens', trusting({ AWS: 'arn:aws:iam::1:root' }), 'PersonNoMfa'],
  [
    'T-21',
    'a run without an end',
    machine({ DefinitionString: '{"States":{"A":{"TimeoutSeconds":1}}}' }),
    'MachineTimeout',
  ],
  ['T-21', 'a function that takes every execution', lambda(), 'NIST.800.53.R5-LambdaConcurrency'],
  [
    'T-21',
    'an event of yesterday',
    rule(alarms, { ...DELIVERY, RetryPolicy: { MaximumEventAgeInSeconds: 901 } }),
    'RuleDlq',
  ],
  [
    'T-22',
    'an event that is lost in silence',
    rule(alarms, { DeadLetterConfig: undefined }),
    'RuleDlq',
    'Serverless-EventBusDLQ',
  ],
  ['T-22', 'a role that deletes any alarm', may('cloudwatch:DeleteAlarms'), 'SilenceTrigger'],
  ['T-22', 'a role that disables any rule', may('events:Disable*'), 'SilenceTrigger'],
  ['T-23', 'a runtime that gets no fixes', lambda({ Runtime: 'nodejs16.x' }), 'AwsSolutions-L1'],
];

export const SEEDS: readonly Seed[] = ROWS.map(([threat, what, weak, ...foundBy]) => ({ threat, what, weak, foundBy }));
