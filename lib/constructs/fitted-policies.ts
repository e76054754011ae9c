import { ManagedPolicy, type RoleProps } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Permission } from '../domain/step';
import { policyOf } from './permissions';

/**
 * What IAM takes of a role, white space not counted: 10,240 characters of inline policies together, and 10 managed
 * policies of 6,144 characters each.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const INLINE_CHARACTERS_MAX = 10_240;
export const MANAGED_CHARACTERS_MAX = 6144;
export const MANAGED_POLICIES_MAX = 10;

/** `{"Statement":[],"Version":"2012-10-17"}` */
const FRAME_CHARACTERS = 39;
/** An ARN that CloudFormation fills in: partition, Region, account and two names of 64 characters are below 200. */
const ARN_CHARACTERS_MAX = 256;
/** How CDK spells in a string what is only known at deployment. */
const UNKNOWN_TEXT = /\$\{Token\[[^\]]*\]\}/g;

/** One policy as a list of permissions. */
export type Policy = readonly Permission[];

/** What one role is to hold. */
export interface Grant {
  /** Who gets it, for messages. */
  readonly whose: string;
  readonly permissions: Policy;
  /** Names of AWS's managed policies that it holds besides. @default none */
  readonly awsManagedPolicies?: readonly string[] | undefined;
}

/**
 * Permissions as the policies of one role: an inline one, and managed ones for what does not fit into it. A plan of
 * many stacks names more resources than one policy takes; a permission is then cut between two of its resources, in
 * their order, so that the same plan always gives the same policies.
 *
 * @throws Error when not even all managed policies that a role may have are enough
 */
export function fitted({ whose, permissions, awsManagedPolicies = [] }: Grant): {
  readonly inline: Policy;
  readonly managed: readonly Policy[];
} {
  const [inline = [], ...managed] = poured(permissions);
  const policiesMax = MANAGED_POLICIES_MAX - awsManagedPolicies.length;
  if (managed.length <= policiesMax) return { inline, managed };
  const characters = permissions.reduce((sum, permission) => sum + charactersOf(permission), 0);
  throw new Error(
    `the permissions of ${whose} have ${characters} characters and need ${managed.length} managed policies besides ` +
      `the inline one; IAM leaves it ${policiesMax} of ${MANAGED_CHARACTERS_MAX} characters each; ` +
      'give the stacks of the release shorter names, or put fewer of them into one plan',
  );
}

/** {@link fitted} as what a role is made with; nothing but the inline policy where that is enough. */
export function policiesFor(scope: Construct, grant: Grant): Pick<RoleProps, 'inlinePolicies' | 'managedPolicies'> {
  const { inline, managed } = fitted(grant);
  const own = managed.map(
    (policy, index) =>
      new ManagedPolicy(scope, `Policy${index + 2}`, {
        description: `Part ${index + 2} of what ${grant.whose} may do: one policy would be too long for IAM`,
        document: policyOf(policy),
      }),
  );
  const given = (grant.awsManagedPolicies ?? []).map((name) => ManagedPolicy.fromAwsManagedPolicyName(name));
  return {
    inlinePolicies: { Understudy: policyOf(inline) },
    ...(own.length + given.length > 0 && { managedPolicies: [...own, ...given] }),
  };
}

/** Fills one policy after the other, the inline one first. */
function poured(permissions: Policy): Permission[][] {
  const policies: Permission[][] = [[]];
  let left = INLINE_CHARACTERS_MAX - FRAME_CHARACTERS;
  for (const permission of permissions) {
    let rest = permission;
    while (rest.resources.length > 0) {
      const part = { ...rest, resources: rest.resources.slice(0, fitting(rest, left)) };
      if (part.resources.length > 0) {
        policies.at(-1)?.push(part);
        left -= charactersOf(part);
        rest = { ...rest, resources: rest.resources.slice(part.resources.length) };
      }
      if (rest.resources.length === 0) break;
      policies.push([]);
      left = MANAGED_CHARACTERS_MAX - FRAME_CHARACTERS;
    }
  }
  return policies;
}

/** How many of a permission's resources, from the first on, have room. */
function fitting({ resources, ...permission }: Permission, left: number): number {
  let characters = charactersOf({ ...permission, resources: [] });
  const beyond = resources.findIndex((resource) => {
    characters += charactersIn(JSON.stringify(resource)) + 1;
    return characters > left;
  });
  return beyond === -1 ? resources.length : beyond;
}

/** Characters of its statement and the comma after it; the template never writes it longer. */
function charactersOf({ actions, resources, conditions }: Permission): number {
  const statement = { Action: actions, ...(conditions && { Condition: conditions }), Effect: 'Allow' };
  return charactersIn(`${JSON.stringify({ ...statement, Resource: resources })},`);
}

const charactersIn = (json: string): number => json.replace(UNKNOWN_TEXT, 'x'.repeat(ARN_CHARACTERS_MAX)).length;
