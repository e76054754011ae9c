import {
  GetMetricDataCommand,
  type GetMetricDataCommandOutput,
  type Metric,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import type { Sends } from '../../../lambdas/edge/clients';
import { dateAt } from '../../../lambdas/edge/clock';
import { PERIOD_SECONDS, pointsOf } from '../../../lambdas/edge/metric-data';
import { lagQueries, lagsIn } from '../../../lambdas/edge/replication-lags';
import { METRIC_NAMESPACE, PROBE_LATENCY_METRIC, REGION_DOWN_METRIC } from '../../domain/names';
import type { Plan } from '../../domain/plan';
import type { Felt, Lag } from '../../report/run-report/data';

/** Around which run, and where. */
export interface MeasuredRun {
  readonly plan: Plan;
  /** Whose CloudWatch is asked: the Region of the run. */
  readonly region: string;
  /** Milliseconds since 1970. */
  readonly beganAt: number;
  readonly endedAt: number;
  /** When it is asked about: how long ago the run was decides what CloudWatch still has of it. */
  readonly now: number;
}

/** What is shown of the time before and after a run: an outage comes before the run that it starts. */
const AROUND_SECONDS = { before: 600, after: 300 } as const;

const DAY_MILLISECONDS = 86_400_000;

/**
 * Periods of one minute are kept for 15 days, those of five minutes for 63, those of an hour for 455; whoever asks for
 * finer ones than are kept is given none.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
function periodSecondsFor({ beganAt, now }: MeasuredRun): number {
  const daysAgo = (now - (beganAt - AROUND_SECONDS.before * 1000)) / DAY_MILLISECONDS;
  if (daysAgo < 15) return PERIOD_SECONDS;
  return daysAgo < 63 ? 300 : 3600;
}

/** How the active Region answered the watch's probes around a run. @returns `undefined` where nothing was probed */
export async function feltByProbes(cloudwatch: Sends, run: MeasuredRun): Promise<Felt | undefined> {
  const metricOf = (MetricName: string): Metric => ({
    Namespace: METRIC_NAMESPACE,
    MetricName,
    Dimensions: [{ Name: 'Plan', Value: run.plan.name }],
  });
  const ask = (Id: string, name: string, Stat: string): MetricDataQuery => ({
    Id,
    MetricStat: { Metric: metricOf(name), Period: periodSecondsFor(run), Stat },
  });
  const answer = await asked(cloudwatch, run, [
    ask('failed', REGION_DOWN_METRIC, 'Sum'),
    ask('all', REGION_DOWN_METRIC, 'SampleCount'),
    ask('mean', PROBE_LATENCY_METRIC, 'Average'),
    ask('slowest', PROBE_LATENCY_METRIC, 'Maximum'),
  ]);
  const valueIn = (id: string) => new Map(pointsOf(answer, id).map(({ at, value }) => [at, value]));
  const [failed, mean, slowest] = [valueIn('failed'), valueIn('mean'), valueIn('slowest')];
  const spans = [...valueIn('all')]
    .sort(([one], [other]) => Date.parse(one) - Date.parse(other))
    .map(([at, all]) => ({
      at: Date.parse(at),
      ok: all - (failed.get(at) ?? 0),
      failed: failed.get(at) ?? 0,
      typicalMilliseconds: mean.get(at),
      slowestMilliseconds: slowest.get(at),
    }));
  if (spans.length === 0) return undefined;
  const by = `the watch in ${run.region}, which probes the active Region,`;
  return { by, unit: 'probes', typical: 'mean', spanSeconds: periodSecondsFor(run), spans };
}

/** How far each database was behind around a run, as Aurora measured it here. */
export async function lagsMeasured(cloudwatch: Sends, run: MeasuredRun): Promise<Lag[]> {
  const { plan, region } = run;
  const sources = plan.regions.filter((one) => one !== region);
  const lags = await Promise.all(
    sources.map(async (sourceRegion) => {
      const about = { databases: plan.databases, region, sourceRegion };
      return plan.databases.length === 0 ? [] : lagsIn(await asked(cloudwatch, run, lagQueries(about)), about);
    }),
  );
  return plan.databases.map(({ globalCluster: name }) => {
    const found = lags.flat().filter(({ globalCluster }) => globalCluster === name);
    // Both sets of dimensions, and every source, may tell of the same minute.
    const largest = new Map<number, number>();
    for (const { at, value } of found.flatMap(({ points }) => points)) {
      largest.set(Date.parse(at), Math.max(value / 1000, largest.get(Date.parse(at)) ?? 0));
    }
    const points = [...largest].sort(([one], [other]) => one - other).map(([at, seconds]) => ({ at, seconds }));
    return { name, points };
  });
}

/** Asks for the time around a run, in the finest periods that are kept. */
function asked(
  cloudwatch: Sends,
  run: MeasuredRun,
  queries: readonly MetricDataQuery[],
): Promise<GetMetricDataCommandOutput> {
  const Period = periodSecondsFor(run);
  return cloudwatch.send(
    new GetMetricDataCommand({
      StartTime: dateAt(run.beganAt - AROUND_SECONDS.before * 1000),
      EndTime: dateAt(run.endedAt + AROUND_SECONDS.after * 1000),
      MetricDataQueries: queries.map(({ MetricStat, ...query }) => ({
        ...query,
        ...(MetricStat && { MetricStat: { ...MetricStat, Period } }),
      })),
    }),
  );
}
