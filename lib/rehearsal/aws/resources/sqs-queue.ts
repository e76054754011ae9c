import * as z from 'zod';
import { arnIn } from '../arn';
import { optionalText, policyDocument, text } from '../properties';
import { resourceType } from '../resource-type';
import { generatedName } from '../stack-context';

/** A queue for dead letters. `Ref` is its URL. */
export const sqsQueue = resourceType({
  type: 'AWS::SQS::Queue',
  properties: z.object({ QueueName: optionalText }),
  inert: [
    'KmsMasterKeyId',
    'MessageRetentionPeriod',
    'SqsManagedSseEnabled',
    'Tags',
    'VisibilityTimeout',
    'KmsDataKeyReusePeriodSeconds',
  ],
  create: ({ properties, stack, services, logicalId }) => {
    const name = properties.QueueName ?? generatedName(stack, logicalId, 80);
    const arn = arnIn(stack, 'sqs', name);
    services.queues.create(arn);
    return {
      physicalId: `https://sqs.${stack.region}.amazonaws.com/${stack.account}/${name}`,
      attributes: {
        Arn: arn,
        QueueName: name,
        QueueUrl: `https://sqs.${stack.region}.amazonaws.com/${stack.account}/${name}`,
      },
      remove: () => services.queues.remove(arn),
    };
  },
});

export const sqsQueuePolicy = resourceType({
  type: 'AWS::SQS::QueuePolicy',
  properties: z.object({ PolicyDocument: policyDocument, Queues: z.array(text) }),
  create: ({ properties, stack, services, logicalId }) => {
    for (const url of properties.Queues) {
      const name = url.split('/').at(-1) ?? '';
      services.queues.setPolicy(arnIn(stack, 'sqs', name), properties.PolicyDocument.Statement);
    }
    return { physicalId: generatedName(stack, logicalId) };
  },
});
