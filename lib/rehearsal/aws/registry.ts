import type { ResourcePolicyStatement } from './resource-policy';

/** What a task of a release runs. */
export interface TaskDefinition {
  readonly arn: string;
  readonly image: string;
  readonly containerName: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Name of the variable → where Secrets Manager has its value. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly executionRoleArn?: string | undefined;
}

/** What other resources of any template look up by ARN. */
export interface Registry {
  readonly taskDefinitions: Map<string, TaskDefinition>;
  /** Certificate ARN → the names in it. */
  readonly certificates: Map<string, readonly string[]>;
  /** Function ARN → the role it works with. */
  readonly functionRoles: Map<string, string>;
  /** Topic ARN → its policy. A topic without one lets its own account's services in. */
  readonly topicPolicies: Map<string, readonly ResourcePolicyStatement[]>;
  /** What runs for a resource until it is deleted or the world ends: ECS services, function URLs. */
  readonly running: Set<() => Promise<void>>;
}

export const createRegistry = (): Registry => ({
  taskDefinitions: new Map(),
  certificates: new Map(),
  functionRoles: new Map(),
  topicPolicies: new Map(),
  running: new Set(),
});

/** Notes how to end something; the function that is returned does it, once. */
export function untilRemoved({ running }: Pick<Registry, 'running'>, end: () => Promise<void>): () => Promise<void> {
  running.add(end);
  return () => (running.delete(end) ? end() : Promise.resolve());
}
