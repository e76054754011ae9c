/**
 * How every AWS client is made. Explicit time-outs, because a Region that is going dark swallows packets; one attempt,
 * because the next look and Step Functions' Retry are the retries.
 */
export const clientSettings = (region: string) => ({
  region,
  maxAttempts: 1,
  requestHandler: {
    connectionTimeout: CONNECT_MILLISECONDS_MAX,
    requestTimeout: REQUEST_MILLISECONDS_MAX,
    // Without this the SDK only logs that the time is over, and goes on waiting.
    throwOnRequestTimeout: true,
  },
});

/** A Regional endpoint answers a connect within milliseconds; a packet lost once is repeated after one second. */
const CONNECT_MILLISECONDS_MAX = 2000;
/** The slowest call made here (CreateStack) takes about three seconds. */
const REQUEST_MILLISECONDS_MAX = 10_000;

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
