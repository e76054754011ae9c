/** How long a client waits, milliseconds. */
interface Patience {
  /** For the connection; one that is kept alive from an earlier call needs none. */
  readonly connectionTimeout: number;
  /** For the whole answer. */
  readonly requestTimeout: number;
}

/**
 * The farthest Region answers a connect within 400 ms, and a packet lost once is repeated after a second. The slowest
 * call made here (CreateStack) takes about three seconds.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc6298#section-2
 */
const USUAL: Patience = { connectionTimeout: 1500, requestTimeout: 10_000 };
/** A small item from the farthest Region takes four ways there and back on a new connection, which is 1.6 s. */
const QUICK_MILLISECONDS = 2000;

/**
 * How every AWS client is made. Explicit time-outs, because a Region that is going dark swallows packets; one attempt,
 * because the next look and Step Functions' Retry are the retries. The SDK keeps connections alive, and a client lives
 * as long as its environment: only the first look of a run shakes hands.
 */
export const clientSettings = (region: string, patience: Patience = USUAL) => ({
  region,
  maxAttempts: 1,
  // Without the last the SDK only logs that the time is over, and goes on waiting.
  requestHandler: { ...patience, throwOnRequestTimeout: true },
});

/**
 * Of a client for small requests, which must not use up the time of who sends them: to a Region that may be gone, or
 * where somebody waits.
 *
 * @param requestTimeout for the whole answer, milliseconds; a new connection takes half of the ways, so half of it
 */
export const quickSettings = (region: string, requestTimeout = QUICK_MILLISECONDS) =>
  clientSettings(region, { connectionTimeout: requestTimeout / 2, requestTimeout });

/** The part of an SDK client that effects use; the seam where a test or a simulation stands in. */
export interface Sends {
  // biome-ignore lint/suspicious/noExplicitAny: SDK commands carry their own types through `send`'s overloads
  send(command: any): Promise<any>;
}

/** The Region this function runs in, set by Lambda. */
export function hereFromEnvironment(): string {
  const region = process.env.AWS_REGION;
  if (!region) throw new Error('AWS_REGION is not set; this bundle runs as a Lambda function');
  return region;
}
