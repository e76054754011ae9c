import { CfnOutput } from 'aws-cdk-lib';
import { RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { EVENT } from './run-events';

/**
 * A topic in the words that Amazon Q Developer shows in Slack, Teams or Chime: each run is a thread of its own.
 *
 * Source: https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 */
export function chatTopic(scope: Construct, deadLetterQueue: IQueue): SnsTopic {
  const topic = new Topic(scope, 'Topic', { displayName: 'Understudy', enforceSSL: true });
  new CfnOutput(scope, 'TopicArn', { value: topic.topicArn });
  const message = RuleTargetInput.fromObject({
    version: '1.0',
    source: 'custom',
    id: EVENT.id,
    content: {
      textType: 'client-markdown',
      title: EVENT.title,
      description: EVENT.because,
      keywords: [EVENT.plan, EVENT.verb, EVENT.region, EVENT.step],
    },
    metadata: { threadId: EVENT.run, summary: EVENT.because, eventType: EVENT.title, relatedResources: [EVENT.run] },
  });
  return new SnsTopic(topic, { message, deadLetterQueue });
}
