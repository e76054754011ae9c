import { sha256 } from '../../../lib/domain/canonical-json';
import type { WebAnswer } from '../web';
import { type Expected, originProblem } from './judge';
import type { Asked, Asking, CanaryTools } from './round';

/** What became of a write that must be refused, because only a reader stands behind the service. */
export type WriteResult =
  /** The service refused it itself: what the release contract asks for. */
  | { readonly kind: 'refused'; readonly name: string; readonly status: number }
  /** It was stored. */
  | { readonly kind: 'taken'; readonly name: string; readonly status: number }
  /** Nobody can say that the service refused it. */
  | { readonly kind: 'unanswered'; readonly name: string; readonly because: string };

/** An answer may take so long past the canary's limit: a refusal by the database comes after it was asked. */
const PATIENCE_MILLISECONDS = 3000;

/** Sends one write to each of these canaries. A run that repeats it sends the same nonce. */
export const writesOf = (canaries: readonly Asked[], tools: CanaryTools, asking: Asking): Promise<WriteResult[]> =>
  Promise.all(canaries.map((canary) => writeOf(canary, tools, asking)));

async function writeOf(canary: Asked, { web }: CanaryTools, asking: Asking): Promise<WriteResult> {
  const { name, url, latencyMillisecondsMax, mayNamePort = false } = canary;
  const answer = await web.ask({
    url,
    mayNamePort,
    method: 'POST',
    json: { nonce: sha256([asking.run.id, name].join(' ')).slice(0, 32), epoch: asking.epoch },
    timeoutMilliseconds: latencyMillisecondsMax + PATIENCE_MILLISECONDS,
  });
  const result = writeResult(answer, asking);
  return result.kind === 'unanswered'
    ? { ...result, name, because: `POST ${url}: ${result.because}` }
    : { ...result, name };
}

type Result = WriteResult extends infer One ? (One extends WriteResult ? Omit<One, 'name'> : never) : never;

/** A load balancer answers 502 for a service that hung up: only the service's own headers say that it refused. */
export function writeResult(answer: WebAnswer, expected: Pick<Expected, 'region' | 'release'>): Result {
  if (answer.outcome === 'unreachable') return { kind: 'unanswered', because: answer.because };
  const { status, headers } = answer;
  if (status >= 200 && status < 300) return { kind: 'taken', status };
  const problem = originProblem(headers, expected);
  if (problem) return { kind: 'unanswered', because: `${status}, ${problem}` };
  return status >= 400
    ? { kind: 'refused', status }
    : { kind: 'unanswered', because: `answered ${status}, expected 4xx or 5xx` };
}
