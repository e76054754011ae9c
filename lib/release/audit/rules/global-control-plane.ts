import { dependencyOf } from '../control-planes';
import { inResources, type Rule } from '../rule';

export const globalControlPlane: Rule = {
  name: 'global-control-plane',
  level: 'error',
  why:
    'Creating such a resource asks a control plane in one fixed Region (us-east-1 or us-west-2), which may be the ' +
    'Region that is lost.',
  check: inResources(({ type, properties }) => {
    const on = dependencyOf(type, properties);
    if (on === undefined) return [];
    return [{ because: `creating ${type} depends on ${on}`, remedy: REMEDY }];
  }),
};

const REMEDY = 'move it to the pilot light, and hand its name or ARN to the release as a parameter';
