import type { Pace } from '../../world/clock';
import type { Network } from '../../world/network';
import type { AsyncInvocations } from '../async-invocations';
import type { FunctionPolicies } from '../function-policies';
import type { Queues } from '../queues';
import type { TopicTeller } from '../topic-teller';
import { isTopic, type Rule, type Target } from './rule';
import { transformed } from './transformer';

export interface DeliveryOptions {
  readonly pace: Pace;
  readonly network: Pick<Network, 'isCut'>;
  readonly policies: FunctionPolicies;
  readonly asyncInvocations: AsyncInvocations;
  readonly queues: Queues;
  readonly tellTopic: TopicTeller;
  readonly signal: AbortSignal;
}

/**
 * EventBridge's own defaults: 24 hours, 185 attempts.
 *
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
 */
const EVENT_AGE_SECONDS = 86_400;
const RETRY_ATTEMPTS = 185;
/** EventBridge backs off exponentially and publishes no figures; these keep a five-minute age at a few attempts. */
const FIRST_DELAY_SECONDS = 5;
const DELAY_SECONDS_MAX = 600;

type Failure = { readonly code: string; readonly message: string; readonly attempts: number };

/** Hands one event to one target until it is accepted, too old or tried too often: then it is a dead letter. */
export async function deliver(options: DeliveryOptions, rule: Rule, target: Target, event: unknown): Promise<void> {
  const failure = await attemptUntilAccepted(options, rule, target, event);
  if (!failure || target.deadLetterArn === undefined) return;
  const sender = { service: 'events.amazonaws.com', sourceArn: rule.arn };
  options.queues.sendAs(sender, target.deadLetterArn, {
    body: JSON.stringify(event),
    attributes: {
      RULE_ARN: rule.arn,
      TARGET_ARN: target.arn,
      ERROR_CODE: failure.code,
      ERROR_MESSAGE: failure.message,
      RETRY_ATTEMPTS: String(failure.attempts),
    },
  });
}

async function attemptUntilAccepted(
  options: DeliveryOptions,
  rule: Rule,
  target: Target,
  event: unknown,
): Promise<Failure | undefined> {
  const { pace, network, signal } = options;
  const { maximumEventAgeSeconds = EVENT_AGE_SECONDS, maximumRetryAttempts = RETRY_ATTEMPTS } = target;
  const expiry = pace.clock.now() + pace.scaledMilliseconds(maximumEventAgeSeconds);
  for (let attempts = 0; ; attempts++) {
    const isReachable = !network.isCut(rule.region);
    // A missing permission or target goes to the dead-letter queue at once: trying again would not help.
    const refusal = isTopic(target)
      ? isReachable && told(options, { rule, target, event })
      : invoked(options, { rule, target, event, isReachable });
    if (refusal) return { ...refusal, attempts };
    if (isReachable) return undefined;
    const delay = pace.scaledMilliseconds(Math.min(FIRST_DELAY_SECONDS * 2 ** attempts, DELAY_SECONDS_MAX));
    if (attempts >= maximumRetryAttempts || pace.clock.now() + delay > expiry) {
      return { code: 'SDK_CLIENT_ERROR', message: 'the target could not be reached', attempts };
    }
    await pace.clock.sleep(delay, signal);
  }
}

type Refusal = Omit<Failure, 'attempts'> | undefined;
type Handed = { readonly rule: Rule; readonly target: Target; readonly event: unknown };

function invoked(
  { policies, asyncInvocations }: DeliveryOptions,
  { rule, target, event, isReachable }: Handed & { readonly isReachable: boolean },
): Refusal {
  if (!isPermitted(policies, rule, target)) {
    return { code: 'NO_PERMISSIONS', message: 'Lambda function does not allow events.amazonaws.com' };
  }
  if (isReachable) asyncInvocations.accept(target.arn, sentBy(target, event));
  return undefined;
}

function told({ tellTopic }: DeliveryOptions, { rule, target, event }: Handed): Refusal {
  const sent = sentBy(target, event);
  const answer = tellTopic({
    ...{ service: 'events.amazonaws.com', sourceArn: rule.arn, topicArn: target.arn },
    message: typeof sent === 'string' ? sent : JSON.stringify(sent),
  });
  if (answer === 'told') return undefined;
  return answer === 'denied'
    ? { code: 'NO_PERMISSIONS', message: 'the topic does not allow events.amazonaws.com' }
    : { code: 'NO_RESOURCE', message: 'Topic does not exist' };
}

/** What a target gets of an event. */
function sentBy({ input, transformer }: Target, event: unknown): unknown {
  if (transformer) return transformed(transformer, event);
  return input === undefined ? event : JSON.parse(input);
}

const isPermitted = (policies: FunctionPolicies, rule: Rule, target: Target): boolean =>
  policies.allows({
    functionArn: target.arn,
    action: 'lambda:InvokeFunction',
    principal: 'events.amazonaws.com',
    sourceArn: rule.arn,
  });
