import { namesOf } from '../../../domain/names';
import { listed } from '../../../domain/text';
import { actionsFor, readsFor, servicePrefixOf } from '../creation-actions';
import { allows, allowsSomeWrite, type RolePolicies, releaseRoleIn } from '../release-role';
import { type Audited, inResources, type ResourceHere, type Rule, WHOLE_RELEASE } from '../rule';

export const roleMayNot: Rule = {
  name: 'role-may-not',
  level: 'error',
  why: "CloudFormation creates a release with the plan's release.role and nothing else; what it may not do fails.",
  check: (audited) => {
    const roles = knownRoles(audited);
    return inResources((here) => whatIsMissing(here, roles))(audited);
  },
};

interface KnownRole {
  readonly region: string;
  readonly role: RolePolicies;
}

function whatIsMissing(here: ResourceHere, roles: readonly KnownRole[]): { because: string; remedy: string }[] {
  const missing = roles.map(({ region, role }) => ({ region, actions: missingFor(here, role) }));
  const actions = [...new Set(missing.flatMap((one) => one.actions))];
  if (actions.length === 0) return [];
  const regions = missing.filter((one) => one.actions.length > 0).map(({ region }) => region);
  const role = `the release role in ${listed(regions)}`;
  const because = `creating ${here.type} takes ${listed(actions)}, which ${role} may not`;
  return [{ because, remedy: REMEDY }];
}

const REMEDY = 'allow it to the role in the pilot light, and deploy the pilot light before the release';

export const roleUnknown: Rule = {
  name: 'role-unknown',
  level: 'warning',
  why: 'Where the source does not hold the release role, nothing here says whether it may create the release.',
  check: ({ source, plan }) => {
    const missing = plan.regions.filter((region) => !releaseRoleIn(source, plan, region));
    const unread = plan.regions.flatMap((region) => releaseRoleIn(source, plan, region)?.unknown ?? []);
    const names = missing.map((region) => namesOf(plan, region).releaseRoleArn.split('/').at(-1) ?? '');
    return [
      ...(missing.length > 0 ? [`the source has no role called ${listed([...new Set(names)], 'or')}`] : []),
      ...(unread.length > 0 ? [`the release role has policies that are not in the source: ${listed(unread)}`] : []),
    ].map((because) => ({ stack: WHOLE_RELEASE, because, remedy: UNKNOWN_REMEDY }));
  },
};

const UNKNOWN_REMEDY = 'let the app that writes the release write the pilot light with the role too, or accept it';

/** The role in each Region, where all of its policies are known. */
const knownRoles = ({ source, plan }: Audited): KnownRole[] =>
  plan.regions.flatMap((region) => {
    const role = releaseRoleIn(source, plan, region);
    return role && role.unknown.length === 0 ? [{ region, role }] : [];
  });

function missingFor({ type, properties }: ResourceHere, { statements }: RolePolicies): string[] {
  const needed = actionsFor(type, properties);
  const named = [...(needed ?? []), ...readsFor(type, properties)].filter((action) => !allows(statements, action));
  const prefix = needed ? undefined : servicePrefixOf(type);
  if (prefix === undefined || allowsSomeWrite(statements, prefix)) return named;
  return [...named, `some action of ${prefix}`];
}
