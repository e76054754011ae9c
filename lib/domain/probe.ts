/** What came of one HTTP request: what a judgement of it needs. `lambdas/edge/web.ts` answers with more. */
export type ProbeAnswer =
  | { readonly outcome: 'answered'; readonly status: number; readonly latencyMilliseconds: number }
  | {
      readonly outcome: 'unreachable';
      readonly because: string;
      /** False when nothing was sent, for example because the name did not resolve. */
      readonly asked: boolean;
      /** True when something took the connection and showed a certificate that is not accepted. @default false */
      readonly alive?: boolean;
    };

export interface ProbeJudgement {
  /** The Region is down. Never true when nothing was asked. */
  readonly down: boolean;
  /** False when the probe says nothing about the Region, neither that it is down nor that it is alive. */
  readonly asked: boolean;
  readonly because: string;
}

/**
 * Whether a Region is down, by one probe. A connect failure, a time-out and 5xx mean down; every other answer means
 * that something alive gave it: a firewall's 403, a moved page or an expired certificate is worth a notice and never a
 * failover. A name that does not resolve here is this side's trouble: the servers of Route 53 do not live in the Region
 * that is asked.
 */
export function judgeProbe(answer: ProbeAnswer): ProbeJudgement {
  if (answer.outcome === 'unreachable') {
    const { asked, alive = false, because } = answer;
    if (alive) return { down: false, asked, because: `it is alive but cannot be asked: ${because}` };
    return asked
      ? { down: true, asked, because: `it cannot be reached: ${because}` }
      : { down: false, asked, because: `nothing was asked, so nothing is known: ${because}` };
  }
  const { status, latencyMilliseconds } = answer;
  const answered = `it answered ${status} after ${Math.round(latencyMilliseconds)} ms`;
  if (status >= 500) return { down: true, asked: true, because: answered };
  const notice = status < 300 ? '' : ', which is alive but not what was asked for';
  return { down: false, asked: true, because: `${answered}${notice}` };
}

/** A single lost packet or a restarting process must not start a failover. */
export const PROBES_IN_A_ROW = 2;

export interface RegionJudgement {
  readonly verdict: 'down' | 'alive' | 'unknown';
  readonly because: string;
}

/** Down needs {@link PROBES_IN_A_ROW} probes to say so; one that was never sent says nothing about the Region. */
export function judgeProbes(answers: readonly ProbeAnswer[], region: string): RegionJudgement {
  const last = answers.at(-1);
  if (last === undefined) return { verdict: 'unknown', because: `${region} was not probed` };
  if (last.outcome === 'unreachable' && !last.asked) {
    return { verdict: 'unknown', because: `${region} could not be probed: ${last.because}` };
  }
  const { down, because } = judgeProbe(last);
  const times = `probed ${answers.length === 1 ? 'once' : `${answers.length} times in a row`}`;
  const verdict = !down ? 'alive' : answers.length >= PROBES_IN_A_ROW ? 'down' : 'unknown';
  return { verdict, because: `${region} was ${times} from here, ${because}` };
}
