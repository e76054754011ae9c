import type { Pace } from '../world/clock';
import type { LambdaHost } from '../world/lambda-host';
import type { Network } from '../world/network';
import { regionOf } from './arn';
import type { IamDecider } from './iam';
import type { Queues } from './queues';

/** How Lambda retries the asynchronous events of one function. */
export interface EventInvokeConfig {
  /** @default 2 */
  readonly maximumRetryAttempts?: number | undefined;
  /** @default 21600 */
  readonly maximumEventAgeSeconds?: number | undefined;
  /** Queue that is told about an event that never succeeded. @default it is dropped */
  readonly onFailureArn?: string | undefined;
  /** The function's role, with which Lambda writes to the queue. */
  readonly roleArn?: string | undefined;
}

export interface DroppedEvent {
  readonly functionArn: string;
  readonly event: unknown;
  /** What the function answered last. */
  readonly error: unknown;
}

/** Lambda's queue for asynchronous events, with its own retries. */
export interface AsyncInvocations {
  configure(functionArn: string, config: EventInvokeConfig): void;
  /** Accepts the event; it is carried out at once and retried by Lambda's rules. */
  accept(functionArn: string, event: unknown): void;
  /** Events that never succeeded, newest last. */
  readonly dropped: readonly DroppedEvent[];
  close(): void;
}

/**
 * Seconds that Lambda waits before the second and the third attempt.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
const RETRY_DELAYS_SECONDS = [60, 120];
/** Six hours, as AWS has it. */
const EVENT_AGE_SECONDS = 21_600;

export interface AsyncInvocationsOptions {
  readonly pace: Pace;
  readonly lambdas: Pick<LambdaHost, 'invoke'>;
  /** Lambda in a cut Region still works inside it; nothing in this world lives there, so nothing is carried out. */
  readonly network: Pick<Network, 'isCut'>;
  readonly iam: Pick<IamDecider, 'allows'>;
  readonly queues: Pick<Queues, 'send'>;
}

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
const failureRecord = ({ functionArn, event, error }: DroppedEvent) => ({
  version: '1.0',
  requestContext: { functionArn, condition: 'RetriesExhausted' },
  requestPayload: event,
  responsePayload: error,
});

export function createAsyncInvocations(options: AsyncInvocationsOptions): AsyncInvocations {
  const { pace, lambdas, network, iam, queues } = options;
  const configs = new Map<string, EventInvokeConfig>();
  const dropped: DroppedEvent[] = [];
  const stopped = new AbortController();

  const attempt = async (functionArn: string, event: unknown): Promise<unknown> => {
    if (network.isCut(regionOf(functionArn))) return 'the Region is unreachable';
    const result = await lambdas
      .invoke(functionArn, event)
      .catch((error: unknown) => ({ functionError: error, payload: error }));
    return result.functionError === undefined ? undefined : result.payload;
  };

  const giveUp = (failure: DroppedEvent) => {
    dropped.push(failure);
    const { onFailureArn: arn, roleArn = '' } = configs.get(failure.functionArn) ?? {};
    if (arn === undefined || iam.allows(roleArn, { action: 'sqs:SendMessage', resource: arn }) !== true) return;
    queues.send(arn, { body: JSON.stringify(failureRecord(failure)), attributes: {} });
  };

  const carryOut = async (functionArn: string, event: unknown) => {
    const { maximumRetryAttempts = 2, maximumEventAgeSeconds = EVENT_AGE_SECONDS } = configs.get(functionArn) ?? {};
    const expiry = pace.clock.now() + pace.scaledMilliseconds(maximumEventAgeSeconds);
    let error = await attempt(functionArn, event);
    for (const delay of RETRY_DELAYS_SECONDS.slice(0, maximumRetryAttempts)) {
      if (error === undefined || pace.clock.now() + pace.scaledMilliseconds(delay) > expiry) break;
      await pace.clock.sleep(pace.scaledMilliseconds(delay), stopped.signal);
      if (stopped.signal.aborted) return;
      error = await attempt(functionArn, event);
    }
    if (error !== undefined) giveUp({ functionArn, event, error });
  };

  return {
    configure: (functionArn, config) => void configs.set(functionArn, config),
    accept: (functionArn, event) => void carryOut(functionArn, event).catch(() => {}),
    dropped,
    close: () => stopped.abort(),
  };
}
