import { isJson, ownOf } from '../../domain/json';
import { locationIn, NESTED_STACK } from '../asset-locations';

/** What a role must be allowed to create a resource of a type. */
interface Needed {
  readonly actions: readonly string[];
  /** Further ones, when the property is there. */
  readonly with?: Readonly<Record<string, readonly string[]>>;
}

const PASS_ROLE = ['iam:PassRole'];
const needs = (...actions: string[]): Needed => ({ actions });
const needsRole = (...actions: string[]): Needed => ({ actions: [...actions, ...PASS_ROLE] });

/**
 * The actions without which a resource is not created, its stack's tags included. Types that are not here are judged
 * by their service's prefix. Source: `handlers.create.permissions` of each type's schema,
 * https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html
 */
const NEEDED: Readonly<Record<string, Needed>> = {
  'AWS::AppConfig::Application': needs('appconfig:CreateApplication'),
  'AWS::AppSync::GraphQLApi': needs('appsync:CreateGraphqlApi'),
  'AWS::ApplicationAutoScaling::ScalableTarget': needs('application-autoscaling:RegisterScalableTarget'),
  'AWS::ApplicationAutoScaling::ScalingPolicy': needs('application-autoscaling:PutScalingPolicy'),
  'AWS::AutoScaling::AutoScalingGroup': needs(
    ...['autoscaling:CreateAutoScalingGroup', 'autoscaling:UpdateAutoScalingGroup', 'ec2:RunInstances'],
    ...['autoscaling:DescribeAutoScalingGroups', 'autoscaling:DescribeScalingActivities'],
  ),
  'AWS::AutoScaling::LifecycleHook': needs('autoscaling:PutLifecycleHook'),
  'AWS::AutoScaling::ScalingPolicy': needs('autoscaling:PutScalingPolicy'),
  'AWS::AutoScaling::ScheduledAction': needs('autoscaling:PutScheduledUpdateGroupAction'),
  'AWS::Batch::ComputeEnvironment': needs('batch:CreateComputeEnvironment', 'batch:DescribeComputeEnvironments'),
  'AWS::Batch::JobDefinition': needs('batch:RegisterJobDefinition'),
  'AWS::Batch::JobQueue': needs('batch:CreateJobQueue', 'batch:DescribeJobQueues'),
  'AWS::CloudFormation::Stack': needs('cloudformation:CreateStack', 'cloudformation:DescribeStacks'),
  'AWS::CloudWatch::Alarm': needs('cloudwatch:PutMetricAlarm', 'cloudwatch:DescribeAlarms'),
  'AWS::CloudWatch::CompositeAlarm': needs('cloudwatch:PutCompositeAlarm', 'cloudwatch:DescribeAlarms'),
  'AWS::CloudWatch::Dashboard': needs('cloudwatch:PutDashboard'),
  'AWS::CodeBuild::Project': needsRole('codebuild:CreateProject'),
  'AWS::DynamoDB::GlobalTable': needs('dynamodb:CreateTable', 'dynamodb:DescribeTable', 'dynamodb:TagResource'),
  'AWS::DynamoDB::Table': needs('dynamodb:CreateTable', 'dynamodb:DescribeTable', 'dynamodb:TagResource'),
  'AWS::EC2::Instance': needs('ec2:RunInstances', 'ec2:DescribeInstances', 'ec2:CreateTags'),
  'AWS::EC2::LaunchTemplate': needs('ec2:CreateLaunchTemplate', 'ec2:CreateTags'),
  'AWS::EC2::SecurityGroup': needs('ec2:CreateSecurityGroup', 'ec2:DescribeSecurityGroups', 'ec2:CreateTags'),
  'AWS::EC2::SecurityGroupEgress': needs('ec2:AuthorizeSecurityGroupEgress'),
  'AWS::EC2::SecurityGroupIngress': needs('ec2:AuthorizeSecurityGroupIngress'),
  'AWS::EC2::Volume': needs('ec2:CreateVolume', 'ec2:DescribeVolumes', 'ec2:CreateTags'),
  'AWS::ECR::Repository': needs('ecr:CreateRepository', 'ecr:TagResource'),
  'AWS::ECS::CapacityProvider': needs('ecs:CreateCapacityProvider', 'ecs:TagResource'),
  'AWS::ECS::Cluster': needs('ecs:CreateCluster', 'ecs:DescribeClusters', 'ecs:TagResource'),
  'AWS::ECS::Service': {
    ...needs('ecs:CreateService', 'ecs:DescribeServices', 'ecs:TagResource'),
    with: { Role: PASS_ROLE },
  },
  'AWS::ECS::TaskDefinition': {
    ...needs('ecs:RegisterTaskDefinition', 'ecs:DescribeTaskDefinition', 'ecs:TagResource'),
    with: { ExecutionRoleArn: PASS_ROLE, TaskRoleArn: PASS_ROLE },
  },
  'AWS::EFS::AccessPoint': needs('elasticfilesystem:CreateAccessPoint', 'elasticfilesystem:DescribeAccessPoints'),
  'AWS::EFS::FileSystem': needs('elasticfilesystem:CreateFileSystem', 'elasticfilesystem:DescribeFileSystems'),
  'AWS::ElasticLoadBalancingV2::Listener': needs('elasticloadbalancing:CreateListener', 'elasticloadbalancing:AddTags'),
  'AWS::ElasticLoadBalancingV2::ListenerRule': needs('elasticloadbalancing:CreateRule', 'elasticloadbalancing:AddTags'),
  'AWS::ElasticLoadBalancingV2::TargetGroup': needs(
    ...['elasticloadbalancing:CreateTargetGroup', 'elasticloadbalancing:DescribeTargetGroups'],
    'elasticloadbalancing:AddTags',
  ),
  'AWS::Events::EventBus': needs('events:CreateEventBus', 'events:DescribeEventBus', 'events:TagResource'),
  'AWS::Events::Rule': {
    ...needs('events:PutRule', 'events:PutTargets', 'events:DescribeRule', 'events:TagResource'),
    with: { RoleArn: PASS_ROLE },
  },
  'AWS::Glue::Job': needsRole('glue:CreateJob'),
  'AWS::KMS::Alias': needs('kms:CreateAlias'),
  'AWS::KMS::Key': needs('kms:CreateKey', 'kms:TagResource'),
  'AWS::Kinesis::Stream': needs('kinesis:CreateStream', 'kinesis:DescribeStreamSummary', 'kinesis:AddTagsToStream'),
  'AWS::KinesisFirehose::DeliveryStream': needsRole(
    ...['firehose:CreateDeliveryStream', 'firehose:DescribeDeliveryStream', 'firehose:TagDeliveryStream'],
  ),
  'AWS::Lambda::Alias': needs('lambda:CreateAlias'),
  'AWS::Lambda::EventInvokeConfig': needs('lambda:PutFunctionEventInvokeConfig'),
  'AWS::Lambda::EventSourceMapping': needs('lambda:CreateEventSourceMapping', 'lambda:GetEventSourceMapping'),
  'AWS::Lambda::Function': {
    ...needsRole('lambda:CreateFunction', 'lambda:GetFunction', 'lambda:TagResource'),
    with: { VpcConfig: ['ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcs'] },
  },
  'AWS::Lambda::LayerVersion': needs('lambda:PublishLayerVersion', 'lambda:GetLayerVersion'),
  'AWS::Lambda::Permission': needs('lambda:AddPermission'),
  'AWS::Lambda::Version': needs('lambda:PublishVersion'),
  'AWS::Logs::LogGroup': {
    ...needs('logs:CreateLogGroup', 'logs:DescribeLogGroups', 'logs:TagResource'),
    with: { RetentionInDays: ['logs:PutRetentionPolicy'], KmsKeyId: ['logs:AssociateKmsKey'] },
  },
  'AWS::Logs::LogStream': needs('logs:CreateLogStream'),
  'AWS::Logs::MetricFilter': needs('logs:PutMetricFilter', 'logs:DescribeMetricFilters'),
  'AWS::Logs::SubscriptionFilter': needs('logs:PutSubscriptionFilter', 'logs:DescribeSubscriptionFilters'),
  'AWS::Pipes::Pipe': needsRole('pipes:CreatePipe', 'pipes:DescribePipe', 'pipes:TagResource'),
  'AWS::SNS::Subscription': needs('sns:Subscribe'),
  'AWS::SNS::Topic': needs('sns:CreateTopic', 'sns:GetTopicAttributes', 'sns:TagResource'),
  'AWS::SNS::TopicPolicy': needs('sns:SetTopicAttributes'),
  'AWS::SQS::Queue': needs('sqs:CreateQueue', 'sqs:GetQueueAttributes', 'sqs:TagQueue'),
  'AWS::SQS::QueuePolicy': needs('sqs:SetQueueAttributes'),
  'AWS::SSM::Parameter': needs('ssm:PutParameter', 'ssm:AddTagsToResource'),
  'AWS::Scheduler::Schedule': needsRole('scheduler:CreateSchedule', 'scheduler:GetSchedule'),
  'AWS::Scheduler::ScheduleGroup': needs('scheduler:CreateScheduleGroup', 'scheduler:GetScheduleGroup'),
  'AWS::SecretsManager::Secret': needs('secretsmanager:CreateSecret', 'secretsmanager:TagResource'),
  'AWS::StepFunctions::Activity': needs('states:CreateActivity'),
  'AWS::StepFunctions::StateMachine': needsRole(
    ...['states:CreateStateMachine', 'states:DescribeStateMachine', 'states:TagResource'],
  ),
  'AWS::Synthetics::Canary': needsRole('synthetics:CreateCanary', 'synthetics:GetCanary'),
};

/** What CloudFormation makes by itself, or nothing is made of. */
const FREE = new Set(['AWS::CDK::Metadata', 'AWS::CloudFormation::WaitConditionHandle']);

/** IAM prefixes of services that their types spell in another way. */
const PREFIXES: Readonly<Record<string, string>> = {
  apigatewayv2: 'apigateway',
  applicationautoscaling: 'application-autoscaling',
  certificatemanager: 'acm',
  cognito: 'cognito-idp',
  docdb: 'rds',
  efs: 'elasticfilesystem',
  elasticloadbalancingv2: 'elasticloadbalancing',
  kinesisfirehose: 'firehose',
  msk: 'kafka',
  neptune: 'rds',
  opensearchservice: 'es',
  servicecatalogappregistry: 'servicecatalog',
  stepfunctions: 'states',
};

type Properties = Readonly<Record<string, unknown>>;

/** The actions that creating a resource takes; `undefined`: the type is not in the table. */
export function actionsFor(type: string, properties: Properties): string[] | undefined {
  if (FREE.has(type)) return [];
  const needed = Object.hasOwn(NEEDED, type) ? NEEDED[type] : undefined;
  if (!needed) return undefined;
  const further = Object.entries(needed.with ?? {}).filter(([property]) => properties[property] !== undefined);
  return [...new Set([...needed.actions, ...further.flatMap(([, actions]) => actions)])];
}

/**
 * The actions with which the role reads what lies in the release bucket by its version; none where a resource names
 * nothing there. Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html#API_GetObject_RequestSyntax
 */
export function readsFor(type: string, properties: Properties): string[] {
  const location = locationIn(type);
  const isThere = (value: unknown): boolean =>
    Array.isArray(value)
      ? value.some(isThere)
      : isJson(value) &&
        ((location !== undefined && location.bucket in value && location.key in value) ||
          Object.values(value).some(isThere));
  return type === NESTED_STACK || isThere(properties) ? ['s3:GetObject', 's3:GetObjectVersion'] : [];
}

/** The prefix of a type's actions: `AWS::EC2::Instance` → `ec2`; `undefined` for types of others than AWS. */
export function servicePrefixOf(type: string): string | undefined {
  const service = /^AWS::([A-Za-z0-9]+)::/.exec(type)?.[1]?.toLowerCase();
  return service === undefined ? undefined : (ownOf(PREFIXES, service) ?? service);
}
