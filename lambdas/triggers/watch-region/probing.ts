import { PROBE_LATENCY_METRIC, REGION_DOWN_METRIC } from '../../../lib/domain/names';
import { isoAt } from '../../edge/clock';
import type { Watching } from './decide';
import type { Duties } from './duties';
import type { Metrics, MetricValue } from './metrics';
import { type Pace, takeTurns } from './pace';
import { type Found, type ProbeTools, probe } from './probe';
import type { Starts } from './starts';

export interface ProbingTools extends ProbeTools {
  readonly metrics: Metrics;
  readonly starts: Starts;
  /** Whether alarms learn from each probe what is usual: a plan without prewarming has none, and pays for no metric. */
  readonly isRiskLearned: boolean;
}

/** The active Region as it is probed from here. */
export type Probed = Extract<Watching, { kind: 'probe' }>;

/** Probes the active Region all minute long. Each answer is written down; one that says down may start a failover. */
export function probing(tools: ProbingTools, probed: Probed, pace: Pace) {
  const { metrics, starts, clock, say, isRiskLearned } = tools;
  // Once a minute: the next one sees what came of it.
  let isStarted = false;

  async function consider({ at, because }: Found): Promise<void> {
    if (isStarted || clock.now() > pace.lastStartAt) return;
    const next = await starts.afterDown({ region: probed.region, because, at: isoAt(at) });
    say(next);
    if (next.kind === 'start') {
      await starts.make('failover', next);
      isStarted = true;
    }
    if (next.kind === 'stop') {
      await starts.stop(next);
      isStarted = true;
    }
  }

  return ({ attempt }: Duties): Promise<void> =>
    takeTurns(clock, pace, async () => {
      const found = await probe(tools, probed);
      // Missing data is what an alarm knows of "unknown".
      const values = found.asked ? [downValue(found), ...(isRiskLearned ? riskValues(found) : [])] : [];
      await Promise.all([
        attempt('metric', () => metrics.put(values)),
        ...(found.asked && found.down ? [attempt('start', () => consider(found))] : []),
      ]);
    });
}

/** What an alarm on the risk of the active Region learns from: an answer of any kind has a latency, an outage none. */
const riskValues = ({ at, latencyMilliseconds }: Found): MetricValue[] =>
  latencyMilliseconds === undefined ? [] : [{ metric: PROBE_LATENCY_METRIC, value: latencyMilliseconds, at }];

/** What the alarm of this Region looks at; its mean is the share of the probes that failed, which is a risk before. */
export const downValue = ({ at, down }: Pick<Found, 'at' | 'down'>): MetricValue => ({
  metric: REGION_DOWN_METRIC,
  value: down ? 1 : 0,
  at,
});
