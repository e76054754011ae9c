import { RELEASE_PARAMETER } from '../../parameters';
import type { Rule } from '../rule';

export const parameterWithoutValue: Rule = {
  name: 'parameter-without-value',
  level: 'error',
  why: 'CloudFormation refuses a stack when one of its parameters has no value.',
  check: ({ release, plan }) =>
    plan.release.pilotLight !== undefined
      ? []
      : release.stacks.flatMap(({ name: stack, template, given }) =>
          Object.entries(template.Parameters ?? {})
            .filter(([name, { Default }]) => Default === undefined && name !== RELEASE_PARAMETER)
            .filter(([name]) => !Object.hasOwn(plan.release.parameters, name) && !Object.hasOwn(given, name))
            .map(([logicalId]) => ({ stack, logicalId, because: BECAUSE, remedy: REMEDY })),
        ),
};

const BECAUSE = 'the parameter has no default, no value in the plan and no output of another stack of its name';
const REMEDY = 'name the pilot light in release.pilotLight, or give the value in release.parameters';
