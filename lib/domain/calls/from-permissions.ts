import { regionOfArn } from '../region';
import type { Permission } from '../step';
import type { Right, Written } from './call';

/**
 * The calls that a list of permissions is for, one in each Region that its resources stand in: for a step that calls
 * exactly what its permissions name. A condition is met with the values that it wants.
 *
 * @param more what is the same of all of them
 */
export const fromPermissions = (
  permissions: readonly Permission[],
  more: Pick<Written, 'without' | 'when'> = {},
): Written[] =>
  permissions.flatMap(({ actions, resources, conditions }) =>
    [...new Set(resources.map(regionOfArn))].flatMap((region) =>
      actions.map((call) => ({
        call,
        ...(region && { region }),
        resources: resources.filter((resource) => regionOfArn(resource) === region),
        ...(conditions && { context: meeting(conditions) }),
        ...more,
      })),
    ),
  );

const meeting = (conditions: NonNullable<Permission['conditions']>): NonNullable<Right['context']> =>
  Object.assign({}, ...Object.values(conditions));
