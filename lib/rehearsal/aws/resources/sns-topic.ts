import * as z from 'zod';
import { optionalText, policyDocument, text } from '../properties';
import { checkResourcePolicy } from '../resource-policy';
import { resourceType } from '../resource-type';
import { generatedName, token } from '../stack-context';
import { refuseEffectivePolicy } from './denies-only';

export const snsTopic = resourceType({
  type: 'AWS::SNS::Topic',
  properties: z.object({ TopicName: optionalText }),
  inert: ['DisplayName', 'KmsMasterKeyId', 'SignatureVersion', 'Tags', 'TracingConfig'],
  create: ({ properties, stack, services, logicalId }) => {
    const name = properties.TopicName ?? generatedName(stack, logicalId);
    const { arn } = services.sns.createTopic(stack.region, { name });
    const attributes = { TopicArn: arn, TopicName: name };
    return { physicalId: arn, attributes, remove: () => services.sns.deleteTopic(arn) };
  },
});

export const snsTopicPolicy = resourceType({
  type: 'AWS::SNS::TopicPolicy',
  properties: z.object({ PolicyDocument: policyDocument, Topics: z.array(text) }),
  create: ({ properties, stack, services, logicalId }) => {
    const { Statement } = properties.PolicyDocument;
    refuseEffectivePolicy(Statement);
    checkResourcePolicy(Statement);
    for (const topic of properties.Topics) services.registry.topicPolicies.set(topic, Statement);
    return { physicalId: generatedName(stack, logicalId) };
  },
});

/** Nobody reads mail here: a scenario looks at the messages of the topic itself. */
export const snsSubscription = resourceType({
  type: 'AWS::SNS::Subscription',
  properties: z.object({ Protocol: z.enum(['email', 'email-json', 'https', 'sms']), TopicArn: text }),
  inert: ['Endpoint', 'Region'],
  create: ({ properties, stack, logicalId }) => {
    const arn = `${properties.TopicArn}:${token(12, stack.arn, logicalId)}`;
    return { physicalId: arn, attributes: { Arn: arn } };
  },
});
