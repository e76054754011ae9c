import { PHYSICAL_NAMES } from '../physical-names';
import { inResources, type Rule } from '../rule';
import { isFixed, textOf } from '../texts';

export const fixedName: Rule = {
  name: 'fixed-name',
  level: 'error',
  warnsWhen: "the plan's stackName does not hold {release}: then only a drill beside a release collides",
  why: 'Two resources of a type cannot have one name, so that no release stands beside another, nor a drill beside it.',
  check: inResources(({ type, properties }, { plan }) => {
    const property = PHYSICAL_NAMES[type];
    const name = property === undefined ? undefined : textOf(properties[property]);
    if (name === undefined || !isFixed(name)) return [];
    const because = `${property} is ${name} in every release and in every drill`;
    return [{ because, remedy: REMEDY, level: plan.release.stackName.includes('{release}') ? 'error' : 'warning' }];
  }),
};

const REMEDY =
  'leave the name to CloudFormation, begin it with the pseudo parameter AWS::StackName, or move it to the pilot light';
