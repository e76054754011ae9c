import type {
  StackEvent as StackEventShape,
  StackResource,
  StackResourceSummary,
  Stack as StackShape,
} from '@aws-sdk/client-cloudformation';
import type { Stack, StackEvent } from './stack';

export const describedStack = (stack: Stack): StackShape => ({
  StackId: stack.arn,
  StackName: stack.name,
  CreationTime: new Date(stack.createdAt),
  ...(stack.deletedAt === undefined ? {} : { DeletionTime: new Date(stack.deletedAt) }),
  StackStatus: stack.status,
  StackStatusReason: stack.statusReason,
  Capabilities: [...stack.capabilities] as NonNullable<StackShape['Capabilities']>,
  DisableRollback: stack.isRollbackDisabled,
  EnableTerminationProtection: stack.isProtected,
  RoleARN: stack.roleArn,
  Tags: Object.entries(stack.tags).map(([Key, Value]) => ({ Key, Value })),
  Parameters: [...stack.parameters],
  Outputs: Object.entries(stack.outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
});

export const describedEvent = (stack: Stack, event: StackEvent): StackEventShape => ({
  StackId: stack.arn,
  StackName: stack.name,
  EventId: event.id,
  LogicalResourceId: event.logicalId,
  PhysicalResourceId: event.physicalId,
  ResourceType: event.type,
  Timestamp: new Date(event.at),
  ResourceStatus: event.status as NonNullable<StackEventShape['ResourceStatus']>,
  ResourceStatusReason: event.reason,
  ClientRequestToken: event.clientRequestToken,
});

/** Each resource by its last event. */
export function describedResources(stack: Stack): StackResource[] {
  const last = new Map(
    stack.events.filter(({ physicalId }) => physicalId !== stack.arn).map((event) => [event.logicalId, event]),
  );
  return [...last.values()].map((event) => ({
    StackId: stack.arn,
    StackName: stack.name,
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId,
    ResourceType: event.type,
    Timestamp: new Date(event.at),
    ResourceStatus: event.status as NonNullable<StackResource['ResourceStatus']>,
    ResourceStatusReason: event.reason,
  }));
}

/** The same as ListStackResources shows it. */
export const summaryOf = ({
  StackId: _,
  StackName: __,
  Timestamp,
  ...resource
}: StackResource): StackResourceSummary => ({
  ...resource,
  LastUpdatedTimestamp: Timestamp,
});
