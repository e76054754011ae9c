import type { Task } from '../../world/tasks';
import type { TaskDefinition } from '../registry';
import type { Services } from '../services';

export interface TaskRequest {
  readonly definition: TaskDefinition;
  readonly region: string;
  readonly containerPort: number;
  readonly about: string;
}

/**
 * Starts one task: its secrets are read as the execution role, as the ECS agent does.
 *
 * @throws in the agent's words when a secret cannot be read
 * Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html
 */
export function runTask(services: Services, { definition, ...place }: TaskRequest): Promise<Task> {
  const secrets = Object.entries(definition.secrets).map(([name, reference]) => [
    name,
    readSecret(services, { reference, region: place.region, roleArn: definition.executionRoleArn }),
  ]);
  return services.tasks.run({
    ...place,
    image: definition.image,
    command: definition.command,
    environment: { ...definition.environment, ...Object.fromEntries(secrets) },
  });
}

function readSecret(
  { secrets, iam }: Pick<Services, 'secrets' | 'iam'>,
  { reference, region, roleArn }: { reference: string; region: string; roleArn: string | undefined },
): string {
  const failed =
    'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: ';
  if (roleArn === undefined) throw new Error(`${failed}the task definition has no execution role`);
  const resource = secrets.arnOf({ reference, region });
  const allowed = iam.allows(roleArn, { action: 'secretsmanager:GetSecretValue', resource });
  if (allowed !== true) throw new Error(`${failed}${allowed}`);
  return secrets.resolve({ reference, region });
}
