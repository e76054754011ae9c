import type { Pace } from '../world/clock';
import type { LambdaHost } from '../world/lambda-host';
import type { Network } from '../world/network';
import { regionOf } from './arn';
import type { IamDecider } from './iam';
import type { Queues } from './queues';
import { uuidOf } from './stack-context';

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

/** Why Lambda gives an event up. */
export type Condition = 'RetriesExhausted' | 'EventAgeExceeded';

export interface DroppedEvent {
  readonly functionArn: string;
  readonly event: unknown;
  readonly condition: Condition;
  /** How often the function ran. */
  readonly invokeCount: number;
  /** What the function answered last. @default it never ran */
  readonly error?: unknown;
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
 * Seconds that Lambda waits before the second and the third attempt of a function that failed; and, where it could not
 * run the function at all, before the next attempt, twice as long each time.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
const RETRY_DELAYS_SECONDS = [60, 120];
const FIRST_BACK_OFF_SECONDS = 1;
const BACK_OFF_SECONDS_MAX = 300;
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

export function createAsyncInvocations({
  network,
  iam,
  queues,
  lambdas,
  pace,
}: AsyncInvocationsOptions): AsyncInvocations {
  const configs = new Map<string, EventInvokeConfig>();
  const dropped: DroppedEvent[] = [];
  const stopped = new AbortController();

  const attempt = async (functionArn: string, event: unknown): Promise<Attempt> => {
    if (network.isCut(regionOf(functionArn))) return { is: 'failed', error: 'the Region is unreachable' };
    try {
      const { functionError, payload } = await lambdas.invoke(functionArn, event);
      return functionError === undefined ? { is: 'done' } : { is: 'failed', error: payload };
    } catch (error) {
      return { is: NOT_RUN.includes((error as Error).name) ? 'not run' : 'failed', error };
    }
  };

  const giveUp = (failure: DroppedEvent) => {
    dropped.push(failure);
    const { onFailureArn: arn, roleArn = '' } = configs.get(failure.functionArn) ?? {};
    if (arn === undefined || iam.allows(roleArn, { action: 'sqs:SendMessage', resource: arn }) !== true) return;
    const requestId = uuidOf('dropped event', failure.functionArn, String(dropped.length));
    const record = failureRecord(failure, { requestId, timestamp: pace.clock.iso() });
    queues.send(arn, { body: JSON.stringify(record), attributes: {} });
  };

  const carryOut = async (functionArn: string, event: unknown) => {
    const { maximumRetryAttempts = 2, maximumEventAgeSeconds = EVENT_AGE_SECONDS } = configs.get(functionArn) ?? {};
    const expiry = pace.clock.now() + pace.scaledMilliseconds(maximumEventAgeSeconds);
    const delays = RETRY_DELAYS_SECONDS.slice(0, maximumRetryAttempts);
    let ran: Omit<DroppedEvent, 'condition'> = { functionArn, event, invokeCount: 0 };
    for (let notRun = 0; ; ) {
      const { is, error } = await attempt(functionArn, event);
      if (is === 'done') return;
      if (is === 'failed') ran = { ...ran, invokeCount: ran.invokeCount + 1, error };
      const delay = is === 'failed' ? delays.shift() : backOffSeconds(notRun++);
      if (delay === undefined) return giveUp({ ...ran, condition: 'RetriesExhausted' });
      const now = pace.clock.now();
      const next = now + pace.scaledMilliseconds(delay);
      await pace.clock.sleep(Math.min(next, expiry) - now, stopped.signal);
      if (stopped.signal.aborted) return;
      if (next > expiry) return giveUp({ ...ran, condition: 'EventAgeExceeded' });
    }
  };

  return {
    configure: (functionArn, config) => void configs.set(functionArn, config),
    accept: (functionArn, event) => void carryOut(functionArn, event).catch(() => {}),
    dropped,
    close: () => stopped.abort(),
  };
}

/** One attempt: the function was done, failed, or was not run at all. */
interface Attempt {
  readonly is: 'done' | 'failed' | 'not run';
  readonly error?: unknown;
}

/** Throttling and errors of Lambda itself use up no retry. */
const NOT_RUN: readonly string[] = ['TooManyRequestsException', 'ServiceException'];

const backOffSeconds = (before: number): number => Math.min(FIRST_BACK_OFF_SECONDS * 2 ** before, BACK_OFF_SECONDS_MAX);

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
function failureRecord(
  { functionArn, event, condition, invokeCount, error }: DroppedEvent,
  { requestId, timestamp }: { requestId: string; timestamp: string },
) {
  const responded = {
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: error,
  };
  return {
    version: '1.0',
    timestamp,
    requestContext: { requestId, functionArn, condition, approximateInvokeCount: invokeCount },
    requestPayload: event,
    ...(error !== undefined && responded),
  };
}
