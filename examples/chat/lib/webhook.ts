import { Duration, SecretValue } from 'aws-cdk-lib';
import { ApiDestination, Authorization, Connection, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { ApiDestination as ApiDestinationTarget } from 'aws-cdk-lib/aws-events-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { EVENT } from './run-events';

export interface WebhookProps {
  readonly webhook: string;
  readonly secret: string;
  readonly channel?: string | undefined;
  readonly deadLetterQueue: IQueue;
}

/** A run says some thirty things within minutes; most chat services take one message a second. */
const CALLS_PER_SECOND_MAX = 1;
/** What is told later than this is history, and the report tells it better. */
const EVENT_AGE = Duration.hours(1);

/**
 * Posts JSON to an address. The template holds the name of the secret alone: CloudFormation hands its value to
 * EventBridge, which keeps it in a secret of its own.
 *
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html
 */
export function webhookTarget(scope: Construct, props: WebhookProps): ApiDestinationTarget {
  const { webhook: endpoint, secret, channel, deadLetterQueue } = props;
  const authorization = Authorization.apiKey('Authorization', SecretValue.secretsManager(secret));
  const connection = new Connection(scope, 'Connection', { authorization });
  const rateLimitPerSecond = CALLS_PER_SECOND_MAX;
  const destination = new ApiDestination(scope, 'Destination', { connection, endpoint, rateLimitPerSecond });
  const { because: text, ...fields } = EVENT;
  const event = RuleTargetInput.fromObject({ ...(channel !== undefined && { channel }), text, ...fields });
  return new ApiDestinationTarget(destination, { event, deadLetterQueue, maxEventAge: EVENT_AGE, retryAttempts: 185 });
}
