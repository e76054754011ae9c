import * as z from 'zod';
import { arnIn } from '../arn';
import { optionalText, text } from '../properties';
import { resourceType } from '../resource-type';
import { generatedName } from '../stack-context';
import { withTags } from './ecs-tags';

const named = z.strictObject({ Name: text, Value: z.coerce.string() });
const container = z.strictObject({
  Command: z.array(text).default([]),
  Environment: z.array(named).default([]),
  Image: z
    .string()
    .regex(/@sha256:[0-9a-f]{64}$/, 'the image must be pinned by digest (…@sha256:<64 hexadecimal digits>)'),
  Name: text,
  PortMappings: z.array(z.looseObject({ ContainerPort: z.coerce.number() })).default([]),
  Secrets: z.array(z.strictObject({ Name: text, ValueFrom: text })).default([]),
  // The container's own limits and logs: a child process has none of them.
  Essential: z.unknown().optional(),
  HealthCheck: z.unknown().optional(),
  LinuxParameters: z.unknown().optional(),
  LogConfiguration: z.unknown().optional(),
  ReadonlyRootFilesystem: z.unknown().optional(),
  User: z.unknown().optional(),
});

export const ecsTaskDefinition = resourceType({
  type: 'AWS::ECS::TaskDefinition',
  properties: z.object({
    ContainerDefinitions: z.array(container).length(1, 'a task of several containers is not rehearsed'),
    ExecutionRoleArn: optionalText,
    Family: optionalText,
    TaskRoleArn: optionalText,
  }),
  inert: ['Cpu', 'Memory', 'NetworkMode', 'RequiresCompatibilities', 'RuntimePlatform', 'Tags', 'Volumes'],
  actions: ({ properties, stack, logicalId }) => [
    ...withTags(stack, {
      action: 'ecs:RegisterTaskDefinition',
      resource: arnIn(stack, 'ecs', `task-definition/${properties.Family ?? generatedName(stack, logicalId)}:*`),
    }),
    ...[properties.ExecutionRoleArn, properties.TaskRoleArn]
      .filter((role) => role !== undefined)
      .map((resource) => ({
        action: 'iam:PassRole',
        resource,
        context: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' },
      })),
  ],
  deleteActions: () => [{ action: 'ecs:DeregisterTaskDefinition', resource: '*' }],
  create: ({ properties, stack, services, logicalId }) => {
    const family = properties.Family ?? generatedName(stack, logicalId);
    const { taskDefinitions } = services.registry;
    const arn = nextRevision(taskDefinitions, arnIn(stack, 'ecs', `task-definition/${family}`));
    const [definition] = properties.ContainerDefinitions;
    if (!definition) throw new Error('a task definition needs a container');
    taskDefinitions.set(arn, {
      arn,
      image: definition.Image,
      containerName: definition.Name,
      command: definition.Command,
      environment: Object.fromEntries(definition.Environment.map(({ Name, Value }) => [Name, Value])),
      secrets: Object.fromEntries(definition.Secrets.map(({ Name, ValueFrom }) => [Name, ValueFrom])),
      executionRoleArn: properties.ExecutionRoleArn,
    });
    return {
      physicalId: arn,
      attributes: { TaskDefinitionArn: arn },
      remove: () => void taskDefinitions.delete(arn),
    };
  },
});

/** Revisions of a family count up and are never used again. */
function nextRevision(known: ReadonlyMap<string, unknown>, family: string): string {
  const revisions = [...known.keys()]
    .filter((arn) => arn.startsWith(`${family}:`))
    .map((arn) => Number(arn.split(':').at(-1)));
  return `${family}:${Math.max(0, ...revisions) + 1}`;
}
