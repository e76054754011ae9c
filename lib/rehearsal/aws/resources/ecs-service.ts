import * as z from 'zod';
import { arnIn } from '../arn';
import { createEcsService } from '../ecs/service';
import { flag, number, optionalText, text } from '../properties';
import { untilRemoved } from '../registry';
import { resourceType } from '../resource-type';
import { generatedName, type StackContext } from '../stack-context';
import { withTags } from './ecs-tags';

const loadBalancer = z.strictObject({ ContainerName: text, ContainerPort: number, TargetGroupArn: text });
const deployment = z.looseObject({ DeploymentCircuitBreaker: z.looseObject({ Enable: flag }).optional() });

interface Named {
  readonly Cluster: string;
  readonly ServiceName?: string | undefined;
}

const arnOf = ({ Cluster, ServiceName }: Named, stack: StackContext, logicalId: string): string =>
  arnIn(stack, 'ecs', `service/${Cluster.split('/').at(-1)}/${ServiceName ?? generatedName(stack, logicalId)}`);

/** A Fargate service: real processes behind real health checks; it exists once all of them are healthy. */
export const ecsService = resourceType({
  type: 'AWS::ECS::Service',
  properties: z.object({
    Cluster: text,
    DeploymentConfiguration: deployment.optional(),
    DesiredCount: number.default(1),
    LaunchType: z.literal('FARGATE'),
    LoadBalancers: z.array(loadBalancer).length(1, 'exactly one load balancer entry is rehearsed'),
    ServiceName: optionalText,
    TaskDefinition: text,
  }),
  inert: [
    ...['DeploymentController', 'EnableECSManagedTags', 'EnableExecuteCommand', 'HealthCheckGracePeriodSeconds'],
    ...['NetworkConfiguration', 'PlatformVersion', 'PropagateTags', 'SchedulingStrategy', 'Tags'],
    'AvailabilityZoneRebalancing',
  ],
  actions: ({ properties, stack, logicalId }) => [
    ...withTags(stack, { action: 'ecs:CreateService', resource: arnOf(properties, stack, logicalId) }),
    { action: 'ecs:DescribeServices', resource: arnOf(properties, stack, logicalId) },
  ],
  deleteActions: ({ properties, stack, logicalId }) =>
    ['ecs:DeleteService', 'ecs:DescribeServices'].map((action) => ({
      action,
      resource: arnOf(properties, stack, logicalId),
    })),
  create: async ({ properties, stack, services, logicalId }) => {
    const arn = arnOf(properties, stack, logicalId);
    const definition = services.registry.taskDefinitions.get(properties.TaskDefinition);
    if (!definition) throw new Error(`TaskDefinition not found: ${properties.TaskDefinition}`);
    const service = createEcsService(services, {
      arn,
      region: stack.region,
      definition,
      desiredCount: properties.DesiredCount,
      containerPort: properties.LoadBalancers[0]?.ContainerPort ?? 0,
      targetGroupArns: properties.LoadBalancers.map(({ TargetGroupArn }) => TargetGroupArn),
      circuitBreaker: properties.DeploymentConfiguration?.DeploymentCircuitBreaker?.Enable ?? false,
    });
    const end = untilRemoved(services.registry, service.stop);
    const remove = async () => {
      await end();
      services.ecs.remove(arn);
    };
    const { TaskDefinition: taskDefinition } = properties;
    services.ecs.add({ ...service, arn, stack: stack.name, taskDefinition, tags: stack.tags });
    await service.stable().catch(async (error: unknown) => {
      await remove();
      throw error;
    });
    return { physicalId: arn, attributes: { Name: arn.split('/').at(-1), ServiceArn: arn }, remove };
  },
});
