import { shownLocation, shownRegion, shownRelease } from '../shown';
import type { WebAnswer } from '../web';

/** Header in which a service says which Region answers. */
const REGION_HEADER = 'understudy-region';
/** Header in which a service says which release answers. */
const RELEASE_HEADER = 'understudy-release';

export interface Expected {
  readonly region: string;
  readonly release: string;
  readonly latencyMillisecondsMax: number;
  /** What a stored canary must read back as. @default any body */
  readonly stored?: { readonly nonce: string; readonly epoch: number } | undefined;
}

/**
 * What is wrong with a canary's answer, or `undefined` when it passes. An answer must prove who gave it: a cached
 * name or page of the lost Region may look just as healthy.
 */
export function answerProblem(answer: WebAnswer, expected: Expected): string | undefined {
  if (answer.outcome === 'unreachable') return answer.because;
  const { status, headers, latencyMilliseconds } = answer;
  if (status >= 300 && status < 400) {
    return `answered ${status} to ${shownLocation(headers.location)}, and no redirect is followed`;
  }
  if (status < 200 || status >= 300) return `answered ${status}, expected 2xx`;
  return (
    originProblem(headers, expected) ??
    (latencyMilliseconds > expected.latencyMillisecondsMax
      ? `took ${Math.round(latencyMilliseconds)} ms, at most ${expected.latencyMillisecondsMax} ms are allowed`
      : storedProblem(answer.body, expected.stored))
  );
}

/** Why an answer does not prove that the Region and the release gave it, or `undefined` when it does. */
export function originProblem(
  headers: Readonly<Record<string, string>>,
  { region, release }: Pick<Expected, 'region' | 'release'>,
): string | undefined {
  const { [REGION_HEADER]: fromRegion, [RELEASE_HEADER]: fromRelease } = headers;
  if (fromRegion !== region) {
    const hint = fromRegion ? '; the name may still lead to the other Region (stale DNS or a shared name)' : '';
    const who = fromRegion === undefined ? `no Region (no header ${REGION_HEADER})` : shownRegion(fromRegion);
    return `answered by ${who}, expected ${region}${hint}`;
  }
  if (fromRelease === release) return undefined;
  const which = fromRelease === undefined ? `none (no header ${RELEASE_HEADER})` : shownRelease(fromRelease);
  return `answered by release ${which}, expected ${release}`;
}

function storedProblem(body: string, stored: Expected['stored']): string | undefined {
  if (!stored) return undefined;
  const { nonce, epoch } = parsed(body);
  return nonce === stored.nonce && epoch === stored.epoch
    ? undefined
    : `read back nonce ${shown(nonce, stored.nonce)} of epoch ${shown(epoch, stored.epoch)}, ` +
        `expected ${stored.nonce} of ${stored.epoch}`;
}

function parsed(body: string): { nonce?: unknown; epoch?: unknown } {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** A row is data of the service's: of what was not written by this canary only that it is there. */
function shown(value: unknown, expected: string | number): string {
  if (value === expected || typeof value === 'number') return String(value);
  return value === undefined ? 'none' : 'another';
}
