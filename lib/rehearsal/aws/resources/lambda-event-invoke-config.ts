import * as z from 'zod';
import { optionalNumber, text } from '../properties';
import { resourceType } from '../resource-type';
import { functionArn } from './lambda-arn';

const queueArn = z.string().regex(/^arn:[^:]+:sqs:/, 'only a queue is rehearsed as a destination');

export const lambdaEventInvokeConfig = resourceType({
  type: 'AWS::Lambda::EventInvokeConfig',
  properties: z.object({
    DestinationConfig: z.strictObject({ OnFailure: z.strictObject({ Destination: queueArn }) }).optional(),
    FunctionName: text,
    MaximumEventAgeInSeconds: optionalNumber,
    MaximumRetryAttempts: optionalNumber,
    Qualifier: text,
  }),
  create: ({ properties, stack, services }) => {
    const arn = functionArn(stack, properties.FunctionName);
    services.asyncInvocations.configure(properties.Qualifier === '$LATEST' ? arn : `${arn}:${properties.Qualifier}`, {
      maximumRetryAttempts: properties.MaximumRetryAttempts,
      maximumEventAgeSeconds: properties.MaximumEventAgeInSeconds,
      onFailureArn: properties.DestinationConfig?.OnFailure.Destination,
      roleArn: services.registry.functionRoles.get(arn),
    });
    return { physicalId: `${properties.FunctionName}|${properties.Qualifier}` };
  },
});
