/** What came of one HTTP request: what a judgement of it needs. `lambdas/edge/web.ts` answers with more. */
export type ProbeAnswer =
  | { readonly outcome: 'answered'; readonly status: number; readonly latencyMilliseconds: number }
  | { readonly outcome: 'unreachable'; readonly because: string };

export interface ProbeJudgement {
  readonly down: boolean;
  readonly because: string;
}

/**
 * Whether a Region is down, by one probe. A connect failure, a time-out and 5xx mean down; every other answer means that
 * something alive gave it: a firewall's 403 or a moved page is worth a notice and never a failover.
 */
export function judgeProbe(answer: ProbeAnswer): ProbeJudgement {
  if (answer.outcome === 'unreachable') return { down: true, because: `it cannot be reached: ${answer.because}` };
  const { status, latencyMilliseconds } = answer;
  const answered = `it answered ${status} after ${Math.round(latencyMilliseconds)} ms`;
  if (status >= 500) return { down: true, because: answered };
  return { down: false, because: status < 300 ? answered : `${answered}, which is alive but not what was asked for` };
}
