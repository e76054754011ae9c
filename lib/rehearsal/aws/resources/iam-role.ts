import * as z from 'zod';
import { globalArn } from '../arn';
import { optionalText, policyDocument, text } from '../properties';
import { resourceType } from '../resource-type';
import { generatedName } from '../stack-context';

const trustStatement = z.looseObject({ Principal: z.unknown().optional(), Effect: z.literal('Allow') });

export const iamRole = resourceType({
  type: 'AWS::IAM::Role',
  properties: z.object({
    AssumeRolePolicyDocument: z.object({ Version: z.string().optional(), Statement: z.array(trustStatement) }),
    ManagedPolicyArns: z.array(text).default([]),
    Policies: z.array(z.strictObject({ PolicyName: text, PolicyDocument: policyDocument })).default([]),
    RoleName: optionalText,
  }),
  inert: ['Description', 'MaxSessionDuration', 'Tags'],
  create: ({ properties, stack, services, logicalId }) => {
    const name = properties.RoleName ?? generatedName(stack, logicalId, 64);
    const arn = globalArn(stack, 'iam', `role/${name}`);
    services.roles.trust(arn, servicesIn(properties.AssumeRolePolicyDocument.Statement));
    const inline = properties.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    const managed = properties.ManagedPolicyArns.flatMap((policy) => services.roles.managedPolicy(policy));
    const statements = [...inline, ...managed];
    services.iam.attach(arn, statements);
    return {
      physicalId: name,
      attributes: { Arn: arn, RoleId: name },
      remove: () => {
        services.iam.detach(arn, statements);
        services.roles.remove(arn);
      },
    };
  },
});

const servicesIn = (statements: readonly z.infer<typeof trustStatement>[]): string[] =>
  statements.flatMap(({ Principal }) => [(Principal as { Service?: string | string[] }).Service ?? []].flat());
