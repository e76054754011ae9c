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
const allowed = (document: { Statement?: unknown } | undefined): Statement[] =>
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
  if (Type === 'AWS::KMS::Key') return allowed(Properties.KeyPolicy);
  return /(Bucket|Queue|Topic)Policy$/.test(Type) ? allowed(Properties.PolicyDocument) : [];
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
const conditioned = ({ Condition = {} }: Statement, key: RegExp) => key.test(JSON.stringify(Condition));
const isAnyone = (principal: unknown) =>
  principal === '*' || list((principal as { AWS?: unknown } | undefined)?.AWS).includes('*');
const servicesIn = (principal: unknown) => list((principal as { Service?: unknown } | undefined)?.Service).map(String);

/** Services that can be made to act for somebody else's resource. */
const DEPUTIES = /^(events|scheduler|states|cloudformation|synthetics)\./;
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
    // No rule of the control plane takes an event of its own source for one of AWS.
    isBroken: (resource) =>
      mayDo(resource, 'cloudwatch:SetAlarmState', 'states:SendTaskSuccess').length > 0 ||
      mayDo(resource, 'events:PutEvents').some((statement) => !conditioned(statement, /"events:source":"understudy"/)),
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
      ({ DefinitionString }) => JSON.parse(textOf(DefinitionString)).TimeoutSeconds === undefined,
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
  { id: 'PublicUrl', isBroken: of('AWS::Lambda::Url', ({ AuthType }) => AuthType === 'NONE') },
  {
    id: 'PlainSecret',
    isBroken: of('AWS::Lambda::Function', ({ Environment }) =>
      Object.entries(Environment?.Variables ?? {}).some(
        ([name, value]) => SECRET_NAME.test(name) && typeof value === 'string' && !/^(arn:|\/|https?:)/.test(value),
      ),
    ),
  },
  { id: 'HttpSubscription', isBroken: of('AWS::SNS::Subscription', ({ Protocol }) => Protocol === 'http') },
];

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
