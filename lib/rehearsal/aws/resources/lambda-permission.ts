import * as z from 'zod';
import { flag, optionalText, text } from '../properties';
import { resourceType } from '../resource-type';
import { generatedName } from '../stack-context';
import { functionArn } from './lambda-arn';

export const lambdaPermission = resourceType({
  type: 'AWS::Lambda::Permission',
  properties: z.object({
    Action: text,
    FunctionName: text,
    FunctionUrlAuthType: optionalText,
    InvokedViaFunctionUrl: flag.optional(),
    Principal: text,
    SourceAccount: optionalText,
    SourceArn: optionalText,
  }),
  create: ({ properties, stack, services, logicalId }) => {
    const permission = {
      functionArn: functionArn(stack, properties.FunctionName),
      action: properties.Action,
      principal: properties.Principal,
      sourceArn: properties.SourceArn,
      sourceAccount: properties.SourceAccount,
      functionUrlAuthType: properties.FunctionUrlAuthType,
      invokedViaFunctionUrl: properties.InvokedViaFunctionUrl,
    };
    services.functionPolicies.add(permission);
    return {
      physicalId: generatedName(stack, logicalId),
      remove: () => services.functionPolicies.remove(permission),
    };
  },
});
