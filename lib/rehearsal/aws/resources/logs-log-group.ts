import * as z from 'zod';
import { arnIn } from '../arn';
import { optionalText } from '../properties';
import { resourceType } from '../resource-type';
import { generatedName, type StackContext } from '../stack-context';

const nameOf = (properties: { LogGroupName?: string | undefined }, stack: StackContext, logicalId: string) =>
  properties.LogGroupName ?? generatedName(stack, logicalId);

/** A name only: what functions and tasks print goes to the rehearsal's own log. */
export const logsLogGroup = resourceType({
  type: 'AWS::Logs::LogGroup',
  properties: z.object({ LogGroupName: optionalText }),
  inert: ['DataProtectionPolicy', 'KmsKeyId', 'LogGroupClass', 'RetentionInDays', 'Tags'],
  actions: ({ properties, stack, logicalId }) => {
    const resource = arnIn(stack, 'logs', `log-group:${nameOf(properties, stack, logicalId)}`);
    return [{ action: 'logs:CreateLogGroup', resource }];
  },
  deleteActions: ({ properties, stack, logicalId }) => {
    const resource = arnIn(stack, 'logs', `log-group:${nameOf(properties, stack, logicalId)}`);
    return [{ action: 'logs:DeleteLogGroup', resource }];
  },
  create: ({ properties, stack, logicalId }) => {
    const name = nameOf(properties, stack, logicalId);
    return { physicalId: name, attributes: { Arn: arnIn(stack, 'logs', `log-group:${name}:*`) } };
  },
});
