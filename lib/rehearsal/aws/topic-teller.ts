import type { Registry } from './registry';
import { resourcePolicyAllows } from './resource-policy';
import { AwsError } from './service';
import type { Sns } from './sns';

/** A message that a service of AWS publishes on behalf of one of its resources: an alarm, a rule. */
export interface ServiceMessage {
  /** e.g. `events.amazonaws.com` */
  readonly service: string;
  readonly sourceArn: string;
  readonly topicArn: string;
  /** @default none */
  readonly subject?: string;
  readonly message: string;
}

/** Publishes for a service; says what came of it. */
export type TopicTeller = (message: ServiceMessage) => 'told' | 'denied' | 'no such topic';

/** A topic lets a service in where its policy says so; one without a policy lets the services of its account in. */
export const topicTeller =
  (sns: Sns, { topicPolicies }: Pick<Registry, 'topicPolicies'>): TopicTeller =>
  ({ service, sourceArn, ...message }) => {
    const policy = topicPolicies.get(message.topicArn);
    const request = { service, action: 'sns:Publish', resource: message.topicArn, sourceArn };
    if (policy && !resourcePolicyAllows(policy, request)) return 'denied';
    try {
      sns.publish(message);
      return 'told';
    } catch (error) {
      if (error instanceof AwsError) return 'no such topic';
      throw error;
    }
  };
