/** Resources as the tests of the policy pack write them. */
import type { Resource } from './synthesised';

export const LOCK = { Type: 'AWS::DynamoDB::Table', DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };
export const SHELF = { Type: 'AWS::S3::Bucket', DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };
export const KEYS = { Type: 'AWS::KMS::Key', DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };
export const PILED = { ObjectLockEnabled: true, VersioningConfiguration: { Status: 'Enabled' } };
export const HASHED = {
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  BillingMode: 'PAY_PER_REQUEST',
};

export const policy = (...statements: object[]): Resource => ({
  Type: 'AWS::IAM::Policy',
  Properties: {
    PolicyName: 'weak',
    Roles: ['role'],
    PolicyDocument: { Statement: statements.map((one) => ({ Effect: 'Allow', Resource: '*', ...one })) },
  },
});
export const may = (Action: string | string[], Resource: unknown = '*', Condition?: object): Resource =>
  policy({ Action, Resource, ...(Condition && { Condition }) });
export const trusting = (Principal: unknown, Condition?: object): Resource => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal, ...(Condition && { Condition }) }],
    },
  },
});
export const open = (Resource: string) => ({
  Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource }],
});
export const DELIVERY = { DeadLetterConfig: { Arn: 'arn:q' }, RetryPolicy: { MaximumEventAgeInSeconds: 900 } };
export const rule = (EventPattern: object, target: object = DELIVERY): Resource => ({
  Type: 'AWS::Events::Rule',
  Properties: { EventPattern, Targets: [{ Id: 'it', Arn: 'arn:aws:lambda:us-west-2:1:function:x', ...target }] },
});
export const alarms = { source: ['aws.cloudwatch'], resources: ['arn:alarm'] };
export const machine = (changes: object): Resource => ({
  Type: 'AWS::StepFunctions::StateMachine',
  Properties: {
    RoleArn: 'arn:role',
    DefinitionString: '{"TimeoutSeconds":1}',
    LoggingConfiguration: { IncludeExecutionData: false, Level: 'ALL' },
    EncryptionConfiguration: { Type: 'CUSTOMER_MANAGED_KMS_KEY', KmsKeyId: 'alias/x' },
    TracingConfiguration: { Enabled: true },
    ...changes,
  },
});
export const lambda = (changes: object = {}): Resource => ({
  Type: 'AWS::Lambda::Function',
  Properties: { Code: { ZipFile: 'x' }, Role: 'arn:role', Runtime: 'nodejs24.x', Handler: 'index.handler', ...changes },
});
export const task = (Environment: object[]): Resource => ({
  Type: 'AWS::ECS::TaskDefinition',
  Properties: { ContainerDefinitions: [{ Name: 'web', Image: 'web', Environment }] },
});
export const database = (MasterUserPassword: string): Resource => ({
  Type: 'AWS::RDS::DBCluster',
  DeletionPolicy: 'Snapshot',
  UpdateReplacePolicy: 'Snapshot',
  Properties: { Engine: 'aurora-postgresql', MasterUsername: 'app', MasterUserPassword },
});
