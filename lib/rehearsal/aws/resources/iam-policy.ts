import * as z from 'zod';
import { globalArn } from '../arn';
import { optionalText, policyDocument, text } from '../properties';
import { resourceType } from '../resource-type';
import { generatedName } from '../stack-context';

/** An inline policy, written into each of its roles. */
export const iamPolicy = resourceType({
  type: 'AWS::IAM::Policy',
  properties: z.object({ PolicyDocument: policyDocument, PolicyName: text, Roles: z.array(text) }),
  create: ({ properties, stack, services, logicalId }) => {
    for (const role of properties.Roles) {
      services.iam.attach(globalArn(stack, 'iam', `role/${role}`), properties.PolicyDocument.Statement);
    }
    return { physicalId: generatedName(stack, logicalId) };
  },
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
  create: ({ properties, stack, services, logicalId }) => {
    const name = properties.ManagedPolicyName ?? generatedName(stack, logicalId);
    const arn = globalArn(stack, 'iam', `policy/${name}`);
    services.roles.addManagedPolicy(arn, properties.PolicyDocument.Statement);
    for (const role of properties.Roles) {
      services.iam.attach(globalArn(stack, 'iam', `role/${role}`), properties.PolicyDocument.Statement);
    }
    return { physicalId: arn, attributes: { PolicyArn: arn } };
  },
});
