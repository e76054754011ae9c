import * as z from 'zod';
import { globalArn } from '../arn';
import { optionalText, policyDocument, text } from '../properties';
import { type ResourceRequest, resourceType } from '../resource-type';
import { generatedName } from '../stack-context';

const inlinePolicy = z.object({ PolicyDocument: policyDocument, PolicyName: text, Roles: z.array(text) });

/** An inline policy, written into each of its roles. */
export const iamPolicy = resourceType({
  type: 'AWS::IAM::Policy',
  properties: inlinePolicy,
  create: (request) => ({
    physicalId: generatedName(request.stack, request.logicalId),
    remove: attachToRoles(request),
  }),
});

/** A policy that roles name by ARN. */
export const iamManagedPolicy = resourceType({
  type: 'AWS::IAM::ManagedPolicy',
  properties: z.object({
    ManagedPolicyName: optionalText,
    PolicyDocument: policyDocument,
    Roles: z.array(text).default([]),
  }),
  inert: ['Description', 'Path'],
  create: (request) => {
    const { properties, stack, services, logicalId } = request;
    const name = properties.ManagedPolicyName ?? generatedName(stack, logicalId);
    const arn = globalArn(stack, 'iam', `policy/${name}`);
    services.roles.addManagedPolicy(arn, properties.PolicyDocument.Statement);
    const detach = attachToRoles(request);
    return {
      physicalId: arn,
      attributes: { PolicyArn: arn },
      remove: () => {
        detach();
        services.roles.removeManagedPolicy(arn);
      },
    };
  },
});

type Policy = Pick<z.infer<typeof inlinePolicy>, 'PolicyDocument' | 'Roles'>;

/** @returns takes the statements back from all roles */
function attachToRoles({ properties, stack, services }: ResourceRequest<Policy>): () => void {
  const { Statement } = properties.PolicyDocument;
  const roleArns = properties.Roles.map((role) => globalArn(stack, 'iam', `role/${role}`));
  for (const arn of roleArns) services.iam.attach(arn, Statement);
  return () => {
    for (const arn of roleArns) services.iam.detach(arn, Statement);
  };
}
