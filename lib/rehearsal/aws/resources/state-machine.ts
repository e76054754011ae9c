import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { remembered } from '../../remembered';
import { arnIn } from '../arn';
import { optionalText, text } from '../properties';
import { resourceType } from '../resource-type';
import { generatedName } from '../stack-context';

export const stateMachine = resourceType({
  type: 'AWS::StepFunctions::StateMachine',
  properties: z.object({
    Definition: z.looseObject({}).optional(),
    DefinitionS3Location: z.strictObject({ Bucket: text, Key: text, Version: optionalText }).optional(),
    DefinitionString: optionalText,
    DefinitionSubstitutions: z.record(z.string(), z.coerce.string()).default({}),
    RoleArn: text,
    StateMachineName: optionalText,
    StateMachineType: z.literal('STANDARD').optional(),
  }),
  inert: ['EncryptionConfiguration', 'LoggingConfiguration', 'Tags', 'TracingConfiguration'],
  create: ({ properties, stack, services, logicalId }) => {
    const name = properties.StateMachineName ?? generatedName(stack, logicalId, 80);
    const arn = arnIn(stack, 'states', `stateMachine:${name}`);
    services.roles.assertTrusted(properties.RoleArn, 'states.amazonaws.com');
    const definition = definitionOf(properties, stack.assetDirectory);
    services.states.create({ arn, name, region: stack.region, definition, roleArn: properties.RoleArn });
    return { physicalId: arn, attributes: { Arn: arn, Name: name }, remove: () => services.states.remove(arn) };
  },
});

interface DefinitionProperties {
  readonly Definition?: object | undefined;
  readonly DefinitionString?: string | undefined;
  readonly DefinitionS3Location?: { readonly Key: string } | undefined;
  readonly DefinitionSubstitutions: Readonly<Record<string, string>>;
}

/** Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html */
function definitionOf(properties: DefinitionProperties, assembly: string): object {
  const { Definition, DefinitionString, DefinitionS3Location, DefinitionSubstitutions } = properties;
  const source =
    DefinitionString ??
    (DefinitionS3Location && readFileSync(join(assembly, `asset.${DefinitionS3Location.Key}`), 'utf8')) ??
    (Definition && JSON.stringify(Definition));
  if (source === undefined)
    throw new Error('a state machine needs a DefinitionString, a DefinitionS3Location or a Definition');
  const filledIn = Object.entries(DefinitionSubstitutions).reduce(
    (text, [name, value]) => text.replaceAll(`\${${name}}`, value),
    source,
  );
  return parsed(filledIn);
}

/** The same definition is the same object: an interpreter that has found nothing wrong in it need not look again. */
const parsed = remembered((definition) => JSON.parse(definition) as object);
