import { judgeProbe, type ProbeJudgement } from '../../../lib/domain/probe';
import type { Clock } from '../../edge/clock';
import type { Log } from '../../edge/log';
import type { Web } from '../../edge/web';
import { PROBE_MILLISECONDS_MAX } from './pace';

export interface ProbeTools {
  readonly web: Web;
  readonly clock: Clock;
  readonly say: Log;
}

/** What one probe of a Region has found. */
export interface Found extends ProbeJudgement {
  /** When it was sent, milliseconds since 1970-01-01 UTC. */
  readonly at: number;
  /** How long the whole answer took. @default it did not answer */
  readonly latencyMilliseconds?: number;
}

/** Probes a Region once, and says what was found. */
export async function probe(
  { web, clock, say }: ProbeTools,
  { region, url }: { readonly region: string; readonly url: string },
): Promise<Found> {
  const at = clock.now();
  const answer = await web.ask({ url, timeoutMilliseconds: PROBE_MILLISECONDS_MAX });
  const judged = judgeProbe(answer);
  const { down, asked, because } = judged;
  say({ kind: down ? 'down' : asked ? 'alive' : 'unknown', region, because });
  return { ...judged, at, ...(answer.outcome === 'answered' && { latencyMilliseconds: answer.latencyMilliseconds }) };
}
