import {
  alarms,
  database,
  HASHED,
  KEYS,
  LOCK,
  lambda,
  machine,
  may,
  PILED,
  rule,
  SHELF,
  task,
  trusting,
} from './policy-pack-resources';
import type { Resource } from './synthesised';

const SOURCE = { StringEquals: { 'aws:SourceAccount': '1' } };
const PINNED = { StringEquals: { 'cloudformation:RoleArn': 'arn:role' } };
const NAMED = {
  'ForAllValues:StringEquals': { 'route53:ChangeResourceRecordSetsNormalizedRecordNames': ['orders.example.com'] },
};

/** What the rule of that name lets pass, each as near to its weakness as it gets. */
export const SOUND: Readonly<Record<string, readonly Resource[]>> = {
  TrustAnyone: [
    trusting({ AWS: 'arn:aws:iam::1:role/x' }),
    { ...KEYS, Properties: { KeyPolicy: { Statement: [{ Effect: 'Deny', Principal: '*' }] } } },
    { Type: 'AWS::Lambda::Permission', Properties: { Principal: 'events.amazonaws.com' } },
  ],
  TrustNoSource: [trusting({ Service: 'states.amazonaws.com' }, SOURCE), trusting({ Service: 'lambda.amazonaws.com' })],
  PassRole: [may('iam:PassRole', 'arn:role/x', { StringEquals: { 'iam:PassedToService': 'ecs.amazonaws.com' } })],
  IamWrite: [may('iam:Get*'), may('iam:PutRolePolicy', '*', { StringEquals: { 'iam:PermissionsBoundary': 'arn:b' } })],
  DestructiveDb: [may(['rds:FailoverGlobalCluster', 'rds:Describe*'])],
  DestructiveData: [may(['s3:PutObject', 's3:GetObjectVersion', 'dynamodb:DeleteItem', 'kms:Decrypt'])],
  DnsScope: [may('route53:ChangeResourceRecordSets', '*', NAMED)],
  CfnScope: [may(['cloudformation:CreateStack', 'cloudformation:UpdateStack'], '*', PINNED)],
  ForgeTrigger: [
    may('events:PutEvents', '*', { StringEquals: { 'events:source': 'understudy' } }),
    may('cloudwatch:PutMetricData', '*', { StringEquals: { 'cloudwatch:namespace': 'Understudy' } }),
  ],
  SilenceTrigger: [may(['cloudwatch:DeleteAlarms', 'events:DisableRule'], 'arn:aws:cloudwatch:us-west-2:1:alarm:own')],
  StartScope: [may('states:StartExecution', 'arn:aws:states:us-west-2:1:stateMachine:failover')],
  RuleBroad: [
    rule(alarms),
    rule({ source: ['aws.states'], detail: { stateMachineArn: ['arn:machine'] } }),
    { Type: 'AWS::Events::Rule', Properties: { ScheduleExpression: 'rate(1 minute)' } },
  ],
  RuleDlq: [rule(alarms)],
  MachineData: [machine({})],
  MachineKey: [machine({})],
  MachineTimeout: [machine({}), machine({ DefinitionString: undefined, Definition: { TimeoutSeconds: 1 } })],
  ObjectLock: [{ ...SHELF, Properties: PILED }],
  TableProtect: [{ ...LOCK, Properties: { ...HASHED, DeletionProtectionEnabled: true } }],
  Retain: [{ ...SHELF, Properties: {} }, database('x'), { Type: 'AWS::SQS::Queue', Properties: {} }],
  PublicUrl: [
    { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'AWS_IAM' } },
    { Type: 'AWS::ApiGateway::Method', Properties: { AuthorizationType: 'NONE', HttpMethod: 'OPTIONS' } },
    { Type: 'AWS::ApiGatewayV2::Route', Properties: { AuthorizationType: 'AWS_IAM' } },
  ],
  PlainSecret: [
    lambda({ Environment: { Variables: { SECRET_ARN: 'arn:aws:secretsmanager:x', TABLE: 'x', TOKEN: { Ref: 'X' } } } }),
    task([{ Name: 'DATABASE_HOST', Value: 'x' }]),
    database('{{resolve:secretsmanager:orders:SecretString:password}}'),
  ],
  HttpSubscription: [{ Type: 'AWS::SNS::Subscription', Properties: { Protocol: 'https' } }],
  PersonNoMfa: [
    trusting({ AWS: 'arn:aws:iam::1:root' }, { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
    trusting({ Service: 'lambda.amazonaws.com' }),
  ],
  LongLivedKey: [trusting({ Service: 'lambda.amazonaws.com' })],
};
