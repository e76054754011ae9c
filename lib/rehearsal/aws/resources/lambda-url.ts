import * as z from 'zod';
import { openFunctionUrl } from '../function-url';
import { optionalText, text } from '../properties';
import { untilRemoved } from '../registry';
import { resourceType } from '../resource-type';
import { token } from '../stack-context';
import { functionArn } from './lambda-arn';

export const lambdaUrl = resourceType({
  type: 'AWS::Lambda::Url',
  properties: z.object({
    AuthType: z.enum(['NONE', 'AWS_IAM']),
    InvokeMode: z.literal('BUFFERED').optional(),
    Qualifier: optionalText,
    TargetFunctionArn: text,
  }),
  inert: ['Cors'],
  create: async ({ properties, stack, services, logicalId }) => {
    const target = functionArn(stack, properties.TargetFunctionArn);
    const arn = properties.Qualifier === undefined ? target : `${target}:${properties.Qualifier}`;
    const host = `${token(32, stack.arn, logicalId)}.lambda-url.${stack.region}.on.aws`;
    const opened = await openFunctionUrl(services, { functionArn: arn, authType: properties.AuthType, host });
    return {
      physicalId: arn,
      attributes: { FunctionArn: arn, FunctionUrl: `https://${host}/` },
      remove: untilRemoved(services.registry, opened.close),
    };
  },
});
