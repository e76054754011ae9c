import type { Resource } from './synthesised';

/** A rule about recovery that the public packs lack. */
interface Rule {
  readonly id: string;
  /** Whether the resource breaks it. */
  isBroken(resource: Resource): boolean;
}

interface Statement {
  readonly Effect: string;
  readonly Action?: string | readonly string[];
  readonly Resource?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: object;
}

const list = (value: unknown): unknown[] => (value === undefined ? [] : [value].flat());
const allowed = (document: { readonly Statement?: unknown } | undefined): Statement[] =>
  (list(document?.Statement) as Statement[]).filter(({ Effect }) => Effect === 'Allow');

/** Statements of what a resource's holder may do. */
const granted = ({ Type, Properties }: Resource): Statement[] => {
  if (Type === 'AWS::IAM::Policy' || Type === 'AWS::IAM::ManagedPolicy') return allowed(Properties.PolicyDocument);
  if (Type !== 'AWS::IAM::Role') return [];
  return list(Properties.Policies).flatMap((policy) => allowed((policy as { PolicyDocument: object }).PolicyDocument));
};

/** Statements of who may come to a resource. */
const trusting = ({ Type, Properties }: Resource): Statement[] => {
  if (Type === 'AWS::IAM::Role') return allowed(Properties.AssumeRolePolicyDocument);
  if (/^AWS::KMS::(Replica)?Key$/.test(Type)) return allowed(Properties.KeyPolicy);
  if (Type === 'AWS::SecretsManager::ResourcePolicy') return allowed(Properties.ResourcePolicy);
  if (Type === 'AWS::Events::EventBusPolicy') return allowed(Properties);
  return /(Bucket|Queue|Topic|TopicInline|QueueInline|Repository)Policy$/.test(Type)
    ? allowed(Properties.PolicyDocument)
    : [];
};

const pattern = (glob: string) =>
  new RegExp(
    `^${glob
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    'i',
  );
const covers = ({ Action }: Statement, action: string) =>
  list(Action).some((glob) => pattern(String(glob)).test(action));
const mayDo = (resource: Resource, ...actions: string[]) =>
  granted(resource).filter((statement) => actions.some((action) => covers(statement, action)));
const isOnAnything = ({ Resource }: Statement) => list(Resource).includes('*');
const conditioned = ({ Condition = {} }: Statement, key: RegExp) => key.test(JSON.stringify(Condition));
const isAnyone = (principal: unknown) =>
  principal === '*' || list((principal as { AWS?: unknown } | undefined)?.AWS).includes('*');
/** Principals that are accounts, users or roles, and no service. */
const personsIn = (principal: unknown) => list((principal as { AWS?: unknown } | undefined)?.AWS);
const servicesIn = (principal: unknown) => list((principal as { Service?: unknown } | undefined)?.Service).map(String);

/** Services that can be made to act for somebody else's resource. */
const DEPUTIES = /^(events|scheduler|states|cloudformation|synthetics)\./;
/** What holds something of which there may be no other copy. */
const HOLDS_DATA = /^AWS::(S3::Bucket|DynamoDB::Table|RDS::(GlobalCluster|DBCluster)|KMS::Key|SecretsManager::Secret)$/;
/** An event older than this says nothing about now, seconds. */
const EVENT_AGE_SECONDS_MAX = 900;
const SECRET_NAME = /PASS|SECRET|TOKEN|API_?KEY|PRIVATE/i;

const of =
  (type: string, isBroken: (properties: Resource['Properties']) => boolean) =>
  ({ Type, Properties }: Resource) =>
    Type === type && isBroken(Properties ?? {});

export const RULES: readonly Rule[] = [
  {
    id: 'TrustAnyone',
    isBroken: (resource) =>
      trusting(resource).some(({ Principal, Condition }) => isAnyone(Principal) && !Condition) ||
      of('AWS::Lambda::Permission', ({ Principal }) => Principal === '*')(resource),
  },
  {
    id: 'TrustNoSource',
    isBroken: (resource) =>
      resource.Type === 'AWS::IAM::Role' &&
      trusting(resource).some(
        (statement) =>
          servicesIn(statement.Principal).some((service) => DEPUTIES.test(service)) &&
          !conditioned(statement, /aws:Source(Arn|Account)/i),
      ),
  },
  {
    id: 'PassRole',
    isBroken: (resource) =>
      mayDo(resource, 'iam:PassRole').some(
        (statement) =>
          list(statement.Resource).some((arn) => JSON.stringify(arn).includes('*')) ||
          !conditioned(statement, /iam:PassedToService/i),
      ),
  },
  {
    id: 'IamWrite',
    isBroken: (resource) =>
      mayDo(
        resource,
        ...['iam:CreateRole', 'iam:PutRolePolicy', 'iam:AttachRolePolicy', 'iam:CreatePolicyVersion'],
        'iam:UpdateAssumeRolePolicy',
      ).some((statement) => !conditioned(statement, /iam:PermissionsBoundary/i)),
  },
  {
    id: 'DestructiveDb',
    isBroken: (resource) =>
      mayDo(
        resource,
        ...['rds:DeleteGlobalCluster', 'rds:DeleteDBCluster', 'rds:RemoveFromGlobalCluster'],
        'rds:DeleteDBClusterSnapshot',
      ).length > 0,
  },
  {
    id: 'DestructiveData',
    // Evidence, releases, the lock and the keys they are read with: the last copy of anything is nobody's to delete.
    isBroken: (resource) =>
      mayDo(
        resource,
        ...['s3:DeleteBucket', 's3:DeleteObjectVersion', 's3:BypassGovernanceRetention', 's3:PutBucketVersioning'],
        ...['s3:PutBucketObjectLockConfiguration', 'dynamodb:DeleteTable', 'dynamodb:DeleteBackup'],
        ...['kms:ScheduleKeyDeletion', 'kms:DisableKey', 'logs:DeleteLogGroup', 'secretsmanager:DeleteSecret'],
      ).length > 0,
  },
  {
    id: 'DnsScope',
    isBroken: (resource) =>
      mayDo(resource, 'route53:ChangeResourceRecordSets').some(
        (statement) => !conditioned(statement, /ChangeResourceRecordSetsNormalizedRecordNames/i),
      ),
  },
  {
    id: 'CfnScope',
    isBroken: (resource) =>
      mayDo(resource, 'cloudformation:CreateStack', 'cloudformation:UpdateStack').some(
        (statement) => !conditioned(statement, /cloudformation:RoleArn/i),
      ),
  },
  {
    id: 'ForgeTrigger',
    // No rule of the control plane takes an event of its own source for one of AWS. Of a metric, only the namespace can
    // be a condition.
    isBroken: (resource) =>
      mayDo(resource, 'cloudwatch:SetAlarmState', 'states:SendTaskSuccess').length > 0 ||
      mayDo(resource, 'events:PutEvents').some(
        (statement) => !conditioned(statement, /"events:source":"understudy"/),
      ) ||
      mayDo(resource, 'cloudwatch:PutMetricData').some(
        (statement) => !conditioned(statement, /"cloudwatch:namespace"/),
      ),
  },
  {
    id: 'SilenceTrigger',
    isBroken: (resource) =>
      mayDo(
        resource,
        ...['cloudwatch:DeleteAlarms', 'cloudwatch:DisableAlarmActions', 'cloudwatch:PutMetricAlarm'],
        ...['events:DisableRule', 'events:DeleteRule', 'events:RemoveTargets', 'events:PutRule'],
      ).some(isOnAnything),
  },
  {
    id: 'StartScope',
    isBroken: (resource) =>
      mayDo(resource, 'states:StartExecution', 'states:StartSyncExecution', 'states:RedriveExecution').some(
        ({ Resource }) => list(Resource).some((arn) => JSON.stringify(arn).includes('*')),
      ),
  },
  {
    id: 'RuleBroad',
    isBroken: of(
      'AWS::Events::Rule',
      ({ EventPattern }) =>
        EventPattern &&
        !(EventPattern.source?.length && (EventPattern.resources ?? EventPattern.detail?.stateMachineArn)?.length),
    ),
  },
  {
    id: 'RuleDlq',
    isBroken: of('AWS::Events::Rule', ({ Targets }) =>
      list(Targets).some((target) => {
        const { DeadLetterConfig, RetryPolicy } = target as Record<string, Record<string, unknown> | undefined>;
        return !DeadLetterConfig?.Arn || !(Number(RetryPolicy?.MaximumEventAgeInSeconds) <= EVENT_AGE_SECONDS_MAX);
      }),
    ),
  },
  {
    id: 'MachineData',
    isBroken: of(
      'AWS::StepFunctions::StateMachine',
      ({ LoggingConfiguration }) => LoggingConfiguration?.IncludeExecutionData !== false,
    ),
  },
  {
    id: 'MachineKey',
    isBroken: of(
      'AWS::StepFunctions::StateMachine',
      ({ EncryptionConfiguration }) => EncryptionConfiguration?.Type !== 'CUSTOMER_MANAGED_KMS_KEY',
    ),
  },
  {
    id: 'MachineTimeout',
    isBroken: of(
      'AWS::StepFunctions::StateMachine',
      ({ DefinitionString, Definition }) =>
        (Definition ?? JSON.parse(textOf(DefinitionString))).TimeoutSeconds === undefined,
    ),
  },
  {
    id: 'ObjectLock',
    isBroken: of(
      'AWS::S3::Bucket',
      ({ ObjectLockEnabled, VersioningConfiguration }) =>
        ObjectLockEnabled !== true || VersioningConfiguration?.Status !== 'Enabled',
    ),
  },
  {
    id: 'TableProtect',
    isBroken: of('AWS::DynamoDB::Table', ({ DeletionProtectionEnabled }) => DeletionProtectionEnabled !== true),
  },
  {
    id: 'Retain',
    // Deletion protection keeps a table from a call; this keeps it from the deletion of its stack.
    isBroken: ({ Type, DeletionPolicy, UpdateReplacePolicy }) =>
      HOLDS_DATA.test(Type) &&
      [DeletionPolicy, UpdateReplacePolicy].some((policy) => !/^(Retain|Snapshot)/.test(`${policy}`)),
  },
  {
    id: 'PublicUrl',
    isBroken: ({ Type, Properties }) =>
      (Type === 'AWS::Lambda::Url' && Properties.AuthType === 'NONE') ||
      (Type === 'AWS::ApiGateway::Method' &&
        Properties.AuthorizationType === 'NONE' &&
        Properties.HttpMethod !== 'OPTIONS') ||
      (Type === 'AWS::ApiGatewayV2::Route' && (Properties.AuthorizationType ?? 'NONE') === 'NONE'),
  },
  {
    id: 'PlainSecret',
    isBroken: ({ Type, Properties = {} }) =>
      (Type === 'AWS::Lambda::Function' && hasSecret(Properties.Environment?.Variables ?? {})) ||
      (Type === 'AWS::ECS::TaskDefinition' &&
        list(Properties.ContainerDefinitions).some((container) => hasSecret(environmentOf(container)))) ||
      (Type === 'AWS::SecretsManager::Secret' && typeof Properties.SecretString === 'string') ||
      (/^AWS::RDS::DB(Cluster|Instance)$/.test(Type) && isWrittenOut(Properties.MasterUserPassword)),
  },
  { id: 'HttpSubscription', isBroken: of('AWS::SNS::Subscription', ({ Protocol }) => Protocol === 'http') },
  {
    id: 'PersonNoMfa',
    isBroken: (resource) =>
      resource.Type === 'AWS::IAM::Role' &&
      trusting(resource).some(
        (statement) =>
          personsIn(statement.Principal).length > 0 && !conditioned(statement, /aws:MultiFactorAuth(Present|Age)/),
      ),
  },
  { id: 'LongLivedKey', isBroken: ({ Type }) => Type === 'AWS::IAM::AccessKey' || Type === 'AWS::IAM::User' },
];

/** A text that is neither a reference nor the place of a secret. */
const isWrittenOut = (value: unknown): boolean =>
  typeof value === 'string' && !/^(arn:|\/|https?:)|\{\{resolve:(secretsmanager|ssm-secure):/.test(value);

const hasSecret = (variables: object): boolean =>
  Object.entries(variables).some(([name, value]) => SECRET_NAME.test(name) && isWrittenOut(value));

const environmentOf = (container: unknown): Record<string, unknown> => {
  const { Environment } = container as {
    readonly Environment?: readonly { readonly Name: string; readonly Value: unknown }[];
  };
  return Object.fromEntries((Environment ?? []).map(({ Name, Value }) => [Name, Value]));
};

/** A definition as text; what CloudFormation fills in does not matter here. */
function textOf(definition: unknown): string {
  if (typeof definition === 'string') return definition;
  const parts = (definition as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1];
  return parts.map((part) => (typeof part === 'string' ? part : '…')).join('');
}

/** Every broken rule: the rule and the resource that breaks it. */
export const findingsIn = (resources: readonly [string, Resource][]): string[] =>
  RULES.flatMap(({ id, isBroken }) =>
    resources.filter(([, resource]) => isBroken(resource)).map(([name]) => `${id} ${name}`),
  );
