import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Names } from '../domain/names';

/**
 * Where everything that a person must know is said. Not encrypted with a key of its own: what is said holds no secret,
 * and a disabled key would make the recovery silent.
 */
export function operatorsTopic(scope: Construct, names: Names): Topic {
  const topic = new Topic(scope, 'Operators', { topicName: names.topicArn.split(':').at(-1), enforceSSL: true });
  // `…:alarm:*`: every alarm of this Region and account.
  const alarms = names.alarmArn.replace(/[^:]+$/, '*');
  letIn(topic, { sid: 'AlarmsOfThisAccount', service: 'cloudwatch.amazonaws.com', sourceArn: alarms });
  return topic;
}

/**
 * Lets the rules of the plan's stack here tell the operators; CloudFormation begins their names with that of the stack.
 *
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html
 */
export function letRulesTell(topic: Topic, { topicArn, stack }: Names): void {
  const rules = topicArn.replace(':sns:', ':events:').replace(/[^:]+$/, `rule/${stack}-*`);
  letIn(topic, { sid: 'RulesOfThisPlan', service: 'events.amazonaws.com', sourceArn: rules });
}

const letIn = (topic: Topic, { sid, service, sourceArn }: Record<'sid' | 'service' | 'sourceArn', string>) =>
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid,
      effect: Effect.ALLOW,
      principals: [new ServicePrincipal(service)],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': topic.env.account }, ArnLike: { 'aws:SourceArn': sourceArn } },
    }),
  );
