import { Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Names } from '../domain/names';

/**
 * Where everything that a person must know is said. Not encrypted with a key of its own: what is said holds no secret,
 * and a disabled key would make the recovery silent.
 */
export function operatorsTopic(scope: Construct, { topicArn, alarmArn }: Names): Topic {
  const topic = new Topic(scope, 'Operators', { topicName: topicArn.split(':').at(-1), enforceSSL: true });
  const { account } = Stack.of(topic);
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AlarmsOfThisAccount',
      effect: Effect.ALLOW,
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      // `…:alarm:*`: every alarm of this Region and account.
      conditions: {
        StringEquals: { 'aws:SourceAccount': account },
        ArnLike: { 'aws:SourceArn': alarmArn.replace(/[^:]+$/, '*') },
      },
    }),
  );
  return topic;
}
