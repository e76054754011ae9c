import * as z from 'zod';
import { text } from '../properties';
import { resourceType } from '../resource-type';
import { functionArn } from './lambda-arn';

/** A template publishes one version of a function, and this world starts with none. */
const FIRST_VERSION = '1';

export const lambdaVersion = resourceType({
  type: 'AWS::Lambda::Version',
  properties: z.object({ FunctionName: text }),
  inert: ['CodeSha256', 'Description', 'RuntimePolicy'],
  create: ({ properties, stack }) => {
    const arn = `${functionArn(stack, properties.FunctionName)}:${FIRST_VERSION}`;
    return { physicalId: arn, attributes: { FunctionArn: arn, Version: FIRST_VERSION } };
  },
});
