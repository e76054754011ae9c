import type { PolicyStatement } from './iam';

/** What is known of roles besides what they may do: who may take them, and the managed policies to give them. */
export interface Roles {
  /** Services that may assume the role, e.g. `lambda.amazonaws.com`. */
  trust(roleArn: string, services: readonly string[]): void;
  /** @throws in AWS's words when the role does not exist or does not trust the service */
  assertTrusted(roleArn: string, service: string): void;
  /** Whether anybody made it. */
  exists(roleArn: string): boolean;
  /** Nobody may assume the role any more. */
  remove(roleArn: string): void;
  addManagedPolicy(arn: string, statements: readonly PolicyStatement[]): void;
  removeManagedPolicy(arn: string): void;
  /** Whether somebody has added it. */
  hasManagedPolicy(arn: string): boolean;
  /** @throws for a managed policy whose contents this world does not know */
  managedPolicy(arn: string): readonly PolicyStatement[];
}

/**
 * AWS's own managed policies that matter to nothing here: they allow only to write logs, to pull images, and to read
 * how resources are configured, which whoever holds it here must be allowed in so many words.
 *
 * Source: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
const WITHOUT_EFFECT = [
  'service-role/AWSLambdaBasicExecutionRole',
  'service-role/AmazonECSTaskExecutionRolePolicy',
  'AWSXRayDaemonWriteAccess',
  'SecurityAudit',
];

export function createRoles(): Roles {
  const trusts = new Map<string, readonly string[]>();
  const managed = new Map<string, readonly PolicyStatement[]>();
  return {
    trust: (roleArn, services) => void trusts.set(roleArn, services),
    assertTrusted: (roleArn, service) => {
      if (trusts.get(roleArn)?.includes(service)) return;
      throw new Error(`The role ${roleArn} cannot be assumed by ${service}`);
    },
    exists: (roleArn) => trusts.has(roleArn),
    remove: (roleArn) => void trusts.delete(roleArn),
    addManagedPolicy: (arn, statements) => void managed.set(arn, statements),
    removeManagedPolicy: (arn) => void managed.delete(arn),
    hasManagedPolicy: (arn) => managed.has(arn),
    managedPolicy: (arn) => {
      const known =
        managed.get(arn) ?? (WITHOUT_EFFECT.some((name) => arn.endsWith(`:aws:policy/${name}`)) ? [] : undefined);
      if (!known) throw new Error(`the managed policy ${arn} is not rehearsed: write its statements into the role`);
      return known;
    },
  };
}
