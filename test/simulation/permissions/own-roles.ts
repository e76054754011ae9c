import type { Plan } from '../../../lib/domain/plan';
import { arnIn, globalArn } from '../../../lib/rehearsal/aws/arn';
import { generatedName, type StackContext, uuidOf } from '../../../lib/rehearsal/aws/stack-context';
import type { Prepared } from '../prepare';

/** A role of the product. */
export interface OwnRole {
  /** Its logical id without what CDK adds: `StepsAdmitRun`. The same in each Region. */
  readonly role: string;
  /** A text of its policies with `{here}` and `{there}` for Regions, so that it reads alike in each Region. */
  shown(text: string): string;
}

/** By ARN. */
export type OwnRoles = ReadonlyMap<string, OwnRole>;

/** What CDK adds to the id of a construct: its word for the role, and a hash. */
const ADDED = /(?:Service)?Role[0-9A-F]{8}$/;
/** Of a role's name. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const NAME_CHARACTERS_MAX = 64;

/** What CloudFormation adds to the name of a resource: CDK's hash and its own. */
const GENERATED = /[0-9A-F]{8}-[0-9A-F]{12}\b/g;

/** The roles of the control planes and of the witness, from their templates. */
export function ownRolesOf({ plan, stacks }: Pick<Prepared, 'plan' | 'stacks'>): OwnRoles {
  const roles = stacks.controlPlane.flatMap(({ stackName, region = '', template }) => {
    const place = { region, account: plan.account };
    const arn = arnIn(place, 'cloudformation', `stack/${stackName}/${uuidOf(region, stackName)}`);
    const stack = { name: stackName, arn } as StackContext;
    return Object.entries(template.Resources)
      .filter(([, { Type }]) => Type === 'AWS::IAM::Role')
      .map(([logicalId, { Properties }]) => {
        const name = String(Properties?.RoleName ?? generatedName(stack, logicalId, NAME_CHARACTERS_MAX));
        const own = { role: logicalId.replace(ADDED, ''), shown: shownIn(region, plan) };
        return [globalArn(place, 'iam', `role/${name}`), own] as const;
      });
  });
  return new Map(roles);
}

/** The witness stands outside of both Regions, which keep their names there. */
const shownIn = (here: string, { regions, account }: Plan) => {
  const [there] = regions.includes(here) ? regions.filter((region) => region !== here) : [];
  return (text: string): string => {
    const placed = text.replaceAll(here, '{here}').replaceAll(account, '{account}').replace(GENERATED, '*');
    return there === undefined ? placed : placed.replaceAll(there, '{there}');
  };
};
