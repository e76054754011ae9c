import type { Clock } from '../clock';

/** What was found longer ago describes a Region that may have changed. */
export const FRESH_MILLISECONDS = 10_000;

/**
 * What a perform has found, for the look that follows it: kept once, and read once. What another run found, or this one
 * a while ago, is no evidence.
 */
export function justNow<Found>(clock: Pick<Clock, 'now'>) {
  const kept = new Map<string, { readonly found: Found; readonly at: number }>();
  return {
    keep(runId: string, found: Found): void {
      kept.set(runId, { found, at: clock.now() });
    },
    take(runId: string): Found | undefined {
      const last = kept.get(runId);
      kept.delete(runId);
      return last && clock.now() - last.at <= FRESH_MILLISECONDS ? last.found : undefined;
    },
  };
}
