import type { ResourceType } from './resource-type';
import { certificatemanagerCertificate } from './resources/certificatemanager-certificate';
import { cloudwatchAlarm, cloudwatchCompositeAlarm } from './resources/cloudwatch-alarm';
import { cloudwatchDashboard } from './resources/cloudwatch-dashboard';
import { dynamodbGlobalTable, dynamodbTable } from './resources/dynamodb-table';
import { ecsService } from './resources/ecs-service';
import { ecsTaskDefinition } from './resources/ecs-task-definition';
import { elbListener, elbListenerRule } from './resources/elb-listener';
import { elbLoadBalancer } from './resources/elb-load-balancer';
import { elbTargetGroup } from './resources/elb-target-group';
import { eventsRule } from './resources/events-rule';
import { iamManagedPolicy, iamPolicy } from './resources/iam-policy';
import { iamRole } from './resources/iam-role';
import { inertTypes } from './resources/inert';
import { lambdaEventInvokeConfig } from './resources/lambda-event-invoke-config';
import { lambdaEventSourceMapping } from './resources/lambda-event-source-mapping';
import { lambdaFunction } from './resources/lambda-function';
import { lambdaPermission } from './resources/lambda-permission';
import { lambdaUrl } from './resources/lambda-url';
import { lambdaVersion } from './resources/lambda-version';
import { logsLogGroup } from './resources/logs-log-group';
import { rdsCluster, rdsGlobalCluster, rdsInstance } from './resources/rds';
import { route53RecordSet } from './resources/route53-record-set';
import { s3Bucket, s3BucketPolicy } from './resources/s3-bucket';
import { secretsmanagerSecret } from './resources/secretsmanager-secret';
import { snsSubscription, snsTopic, snsTopicPolicy } from './resources/sns-topic';
import { sqsQueue, sqsQueuePolicy } from './resources/sqs-queue';
import { stateMachine } from './resources/state-machine';

/** Every resource type that this world brings to life, by its CloudFormation name. */
export const resourceTypes: ReadonlyMap<string, ResourceType> = new Map(
  [
    ...[lambdaFunction, lambdaVersion, lambdaPermission, lambdaUrl, lambdaEventInvokeConfig, lambdaEventSourceMapping],
    ...[iamRole, iamPolicy, iamManagedPolicy, logsLogGroup, stateMachine, dynamodbTable, dynamodbGlobalTable],
    ...[s3Bucket, s3BucketPolicy, snsTopic, snsTopicPolicy, snsSubscription, sqsQueue, sqsQueuePolicy],
    ...[
      cloudwatchAlarm,
      cloudwatchCompositeAlarm,
      cloudwatchDashboard,
      eventsRule,
      certificatemanagerCertificate,
      secretsmanagerSecret,
      route53RecordSet,
    ],
    ...[elbLoadBalancer, elbTargetGroup, elbListener, elbListenerRule, ecsTaskDefinition, ecsService],
    ...[rdsGlobalCluster, rdsCluster, rdsInstance, ...inertTypes],
  ].map((type) => [type.type, type]),
);
