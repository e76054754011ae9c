import { type Names, stackNameOf } from './names';
import type { Plan } from './plan';

/** Where stacks of a release stand. */
export interface StackPlace {
  readonly plan: Pick<Plan, 'account' | 'release'>;
  readonly region: string;
  readonly names: Pick<Names, 'partition'>;
}

/** The part of a stack's ARN that tells it from others of the same name. */
export const uniqueIdIn = (stackId: string): string => stackId.slice(stackId.lastIndexOf('/') + 1);

/**
 * Live stacks of a release by what {@link uniqueIdIn} left of their ARNs: a thousand ARNs would fill a run, whose plan
 * has their names already.
 *
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html
 *
 * @param uniqueIds in the order of `plan.release.stacks`
 * @throws when one of them is missing: an ARN that names no stack would be retired by nobody
 */
export const stacksWithIds = (
  { plan: { account, release }, region, names: { partition } }: StackPlace,
  made: { readonly release: string; readonly uniqueIds: readonly string[] },
): { readonly id: string; readonly name: string }[] =>
  release.stacks.map((stack, index) => {
    const name = stackNameOf(release.stackName, { stack, release: made.release });
    const uniqueId = made.uniqueIds[index];
    if (!uniqueId) throw new Error(`no id of ${name} was handed on by DeployStacks, so its ARN is not known`);
    return { id: `arn:${partition}:cloudformation:${region}:${account}:stack/${name}/${uniqueId}`, name };
  });
