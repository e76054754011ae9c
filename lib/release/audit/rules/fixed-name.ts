import { ownOf } from '../../../domain/json';
import { PHYSICAL_NAMES } from '../physical-names';
import { inResources, type ResourceHere, type Rule } from '../rule';
import { isFixed, textOf } from '../texts';

export const fixedName: Rule = {
  name: 'fixed-name',
  level: 'error',
  warnsWhen: "the plan's stackName does not hold {release}: then only a drill beside a release collides",
  why: 'Two resources of a type cannot have one name, so that no release stands beside another, nor a drill beside it.',
  check: inResources((here, { plan }) => {
    const level = plan.release.stackName.includes('{release}') ? 'error' : 'warning';
    return [...nameOf(here), ...priorityOf(here)].map((said) => ({ ...said, level }));
  }),
};

function nameOf({ type, properties }: ResourceHere): { because: string; remedy: string }[] {
  const property = ownOf(PHYSICAL_NAMES, type);
  const name = property === undefined ? undefined : textOf(properties[property]);
  if (name === undefined || !isFixed(name)) return [];
  return [{ because: `${property} is ${name} in every release and in every drill`, remedy: REMEDY }];
}

/**
 * Two rules of one listener cannot have one priority.
 * Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html
 */
function priorityOf({ type, properties, template }: ResourceHere): { because: string; remedy: string }[] {
  if (type !== 'AWS::ElasticLoadBalancingV2::ListenerRule') return [];
  const [priority, listener] = [textOf(properties.Priority), textOf(properties.ListenerArn)];
  const own = /^\$\{([A-Za-z0-9]+)(\.\w+)?\}$/.exec(listener ?? '')?.[1] ?? '';
  if (priority === undefined || !isFixed(priority) || Object.hasOwn(template.Resources, own)) return [];
  const because = `Priority is ${priority} in every release and in every drill, on a listener that they share`;
  return [{ because, remedy: PRIORITY_REMEDY }];
}

const REMEDY =
  'leave the name to CloudFormation, begin it with the pseudo parameter AWS::StackName, or move it to the pilot light';
const PRIORITY_REMEDY =
  'let the listener be part of the release, or make the priority a parameter that differs by lane';
