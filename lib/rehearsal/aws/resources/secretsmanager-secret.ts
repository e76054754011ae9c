import * as z from 'zod';
import { arnIn } from '../arn';
import { flag, optionalNumber, optionalText, text } from '../properties';
import { resourceType } from '../resource-type';
import { generatedName, token } from '../stack-context';

const generation = z.strictObject({
  ExcludeCharacters: optionalText,
  ExcludePunctuation: flag.optional(),
  GenerateStringKey: optionalText,
  PasswordLength: optionalNumber,
  SecretStringTemplate: optionalText,
});

/** Characters that Secrets Manager puts behind a secret's name in its ARN. */
const SUFFIX_LENGTH = 6;

export const secretsmanagerSecret = resourceType({
  type: 'AWS::SecretsManager::Secret',
  properties: z.object({
    GenerateSecretString: generation.optional(),
    Name: optionalText,
    ReplicaRegions: z.array(z.looseObject({ Region: text })).default([]),
    SecretString: optionalText,
  }),
  inert: ['Description', 'KmsKeyId', 'Tags'],
  create: ({ properties, stack, services, logicalId }) => {
    const name = properties.Name ?? generatedName(stack, logicalId);
    const arn = arnIn(stack, 'secretsmanager', `secret:${name}-${token(SUFFIX_LENGTH, stack.arn, logicalId)}`);
    const rule = properties.GenerateSecretString ?? {};
    const generated = {
      length: rule.PasswordLength,
      excludeCharacters: rule.ExcludeCharacters,
      excludePunctuation: rule.ExcludePunctuation,
      template: rule.SecretStringTemplate,
      key: rule.GenerateStringKey,
    };
    const value = properties.SecretString ?? services.secrets.generate(generated);
    const replicaRegions = properties.ReplicaRegions.map(({ Region }) => Region);
    services.secrets.create({ arn, name, region: stack.region, value, replicaRegions });
    return { physicalId: arn, attributes: { Id: arn }, remove: () => services.secrets.remove(arn) };
  },
});
