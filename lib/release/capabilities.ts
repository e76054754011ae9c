import { isJson } from '../domain/json';
import type { ReleaseStack } from '../domain/release';
import type { Template } from './source';

type Capability = ReleaseStack['capabilities'][number];

const NAMES = ['RoleName', 'GroupName', 'UserName', 'ManagedPolicyName', 'PolicyName', 'InstanceProfileName'];

/**
 * What CloudFormation wants acknowledged before it creates a stack of these templates: its own and those nested in it.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html
 */
export function capabilitiesOf(templates: readonly Template[]): Capability[] {
  const found = new Set<Capability>();
  const resources = templates.flatMap(({ Resources }) => Object.values(Resources));
  // A loop stands among the resources and is none; its macro is what is asked for.
  const identities = resources.filter(({ Type }) => Type?.startsWith('AWS::IAM::'));
  const isNamed = identities.some(({ Properties = {} }) => NAMES.some((name) => Object.hasOwn(Properties, name)));
  if (identities.length > 0) found.add(isNamed ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM');
  if (templates.some((template) => template.Transform !== undefined || transforms(template))) {
    found.add('CAPABILITY_AUTO_EXPAND');
  }
  return [...found];
}

const transforms = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.some(transforms)
    : isJson(value) && (Object.hasOwn(value, 'Fn::Transform') || Object.values(value).some(transforms));
