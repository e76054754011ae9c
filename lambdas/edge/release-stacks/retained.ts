import { isJson } from '../../../lib/domain/json';
import { LASTING_TYPES } from '../../../lib/domain/lasting-types';

/** A resource that deleting its stack leaves, as the template has it. */
export interface Retained {
  /** Logical id. */
  readonly id: string;
  /** Whether what is created anew would collide with it, or start empty beside its data. */
  readonly isInTheWay: boolean;
}

const RETAINING = ['Retain', 'RetainExceptOnCreate', 'Snapshot'];

/**
 * Resources that deleting a stack leaves, by its template.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 */
export function retainedIn(template: unknown): Retained[] {
  const resources = isJson(template) && isJson(template.Resources) ? template.Resources : {};
  return Object.entries(resources).flatMap(([id, resource]) =>
    isJson(resource) && RETAINING.includes(String(resource.DeletionPolicy))
      ? [{ id, isInTheWay: isInTheWay(String(resource.Type), resource.Properties) }]
      : [],
  );
}

/** What a type of somebody's own or a nested stack keeps, nobody knows here. */
const isInTheWay = (type: string, properties: unknown): boolean =>
  !type.startsWith('AWS::') || type === NESTED_STACK || LASTING_TYPES.has(type) || hasOwnName(type, properties);

const NESTED_STACK = 'AWS::CloudFormation::Stack';

/**
 * Whether the template names the resource in AWS: by `Name`, or by what its type is called, such as `LogGroupName`. The
 * stack that is created anew has the same name and the same parameters, so a name that is made of them collides too.
 */
function hasOwnName(type: string, properties: unknown): boolean {
  const word = type.split('::').at(-1) ?? type;
  return Object.keys(isJson(properties) ? properties : {}).some((property) => {
    const stem = property.replace(/(?:Name|Identifier|Id)$/, '');
    return word.endsWith(stem) || stem.endsWith(word);
  });
}
