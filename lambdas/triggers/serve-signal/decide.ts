import * as z from 'zod';
import { CLAIMED, CLEAR } from '../../../lib/domain/traffic';

/** Payload format 2.0. Source: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html */
const UrlEvent = z.object({
  rawPath: z.string(),
  requestContext: z.object({ http: z.object({ method: z.string() }) }),
});

/** What a function URL answers. */
export interface SignalAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What was asked: the epoch of `/claim/<epoch>`, or an answer to what is no such question. */
export function questionIn(event: unknown): { readonly settledEpoch: number } | { readonly answer: SignalAnswer } {
  const parsed = UrlEvent.safeParse(event);
  if (!parsed.success) return { answer: answered(400, 'not a request of a function URL') };
  const { rawPath, requestContext } = parsed.data;
  // Fifteen digits fit in a JavaScript number exactly; an epoch has three to nine.
  const [, epoch] = /^\/claim\/(\d{1,15})$/.exec(rawPath) ?? [];
  if (epoch === undefined) return { answer: answered(404, 'not found') };
  if (requestContext.http.method !== 'GET') {
    return { answer: answered(405, 'method not allowed', { allow: 'GET' }) };
  }
  return { settledEpoch: Number(epoch) };
}

/**
 * The signal. Silence is better than a guess: an inverted health check takes 503 for "no claim" as long as nothing else
 * was ever known, and users stay where they are.
 *
 * @param claimedEpoch what this Region claims, 0 for nothing; `undefined` when it was never read
 */
export function decide(claimedEpoch: number | undefined, settledEpoch: number): SignalAnswer {
  if (claimedEpoch === undefined) return answered(503, 'the claim cannot be read');
  return answered(200, claimedEpoch > settledEpoch ? CLAIMED : CLEAR);
}

/** Nothing of the request is repeated in an answer, and no answer may be kept by anything on the way. */
const answered = (statusCode: number, body: string, headers: Record<string, string> = {}): SignalAnswer => ({
  statusCode,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', ...headers },
  body,
});
