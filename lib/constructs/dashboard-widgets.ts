import { Duration } from 'aws-cdk-lib';
import { GraphWidget, type IMetric, type IWidget, Metric, SingleValueWidget } from 'aws-cdk-lib/aws-cloudwatch';
import {
  DATA_LOSS_METRIC,
  DRIFT_METRIC,
  DRIFT_UNKNOWN_METRIC,
  METRIC_NAMESPACE,
  PROBE_LATENCY_METRIC,
  RECOVERY_METRIC,
  REGION_DOWN_METRIC,
  UNREADY_METRIC,
  UNSETTLED_METRIC,
} from '../domain/names';
import type { Place } from '../domain/step';
import { VERBS, type Verb } from '../domain/verbs';
import { CHECK_MINUTES } from './schedules';

/** A dashboard has 24 columns. */
export const COLUMNS = 24;
const THIRD = COLUMNS / 3;

/** Of the curves of a lag: 10 databases with 5 sources would be 50, and a dashboard with more metrics costs. */
const LAGS_MAX = 12;
/** A plan that is drilled once a month has one in here. */
const DRILL_DAYS = 35;
/** CloudWatch keeps a metric for 15 months; takeovers are rare. */
const HISTORY_DAYS = 365;

interface Curve {
  readonly metricName: string;
  readonly label?: string;
  readonly statistic?: string;
  readonly period?: Duration;
  readonly dimensions?: Readonly<Record<string, string>>;
}

const own = ({ plan }: Place, { metricName, label, dimensions, statistic = 'Maximum', period }: Curve): Metric =>
  new Metric({
    ...{ namespace: METRIC_NAMESPACE, metricName, statistic, label: label ?? metricName },
    dimensionsMap: { Plan: plan.name, ...dimensions },
    period: period ?? Duration.minutes(1),
  });

const ofMachine = ({ names }: Place, verb: Verb, curve: Curve): Metric =>
  new Metric({
    ...{ namespace: 'AWS/States', metricName: curve.metricName, statistic: curve.statistic ?? 'Sum', label: verb },
    dimensionsMap: { StateMachineArn: names.machineArn(verb) },
    period: curve.period ?? Duration.hours(1),
  });

const graph = (title: string, left: IMetric[], of: { width?: number; days?: number } = {}): IWidget =>
  new GraphWidget({
    ...{ title, left, width: of.width ?? THIRD, height: 6, leftYAxis: { min: 0 } },
    ...(of.days !== undefined && { start: `-P${of.days}D`, end: 'PT0H' }),
  });

/** Whether a takeover would work: what checks find, and what is not as it was released. */
export const readiness = (place: Place): IWidget =>
  graph('Ready: 0 is good', [
    own(place, { metricName: UNREADY_METRIC, label: 'problems of a check', period: Duration.minutes(CHECK_MINUTES) }),
    own(place, { metricName: DRIFT_METRIC, label: 'drift', period: Duration.hours(1) }),
    own(place, { metricName: DRIFT_UNKNOWN_METRIC, label: 'not compared', period: Duration.hours(1) }),
  ]);

/** The active Region as it is seen from here, and whether the DNS records say so for good. */
export const watch = (place: Place): IWidget[] => [
  graph('The active Region from here: 1 is down', [
    own(place, { metricName: REGION_DOWN_METRIC, label: 'share of probes that failed', statistic: 'Average' }),
    own(place, { metricName: UNSETTLED_METRIC, label: 'records do not follow' }),
  ]),
  graph('Probes: milliseconds', [own(place, { metricName: PROBE_LATENCY_METRIC, statistic: 'p90', label: 'p90' })]),
];

/** How far the databases here are behind; an active Region has no data. */
export function lag({ plan, region }: Place): IWidget | undefined {
  const sources = [undefined, ...plan.regions.filter((other) => other !== region)];
  const curves = plan.databases.flatMap(({ globalCluster, clusters }) =>
    sources.map(
      (source) =>
        new Metric({
          ...{ namespace: 'AWS/RDS', metricName: 'AuroraGlobalDBReplicationLag', statistic: 'Maximum' },
          label: source === undefined ? globalCluster : `${globalCluster} from ${source}`,
          dimensionsMap: { DBClusterIdentifier: clusters[region] ?? '', ...(source && { SourceRegion: source }) },
          period: Duration.minutes(1),
        }),
    ),
  );
  if (curves.length === 0) return undefined;
  const more = curves.length > LAGS_MAX ? `, the first ${LAGS_MAX} of ${curves.length} curves` : '';
  return graph(`Replication lag: milliseconds${more}`, curves.slice(0, LAGS_MAX));
}

/** What ran, and what ended badly. */
export const runs = (place: Place): IWidget[] => [
  graph('Runs begun', each(place, { metricName: 'ExecutionsStarted' })),
  graph('Runs that ended badly', each(place, { metricName: 'ExecutionsFailed' })),
  graph(
    'Duration of runs: milliseconds',
    (['failover', 'switchover', 'drill'] as const).map((verb) =>
      ofMachine(place, verb, { metricName: 'ExecutionTime', statistic: 'Maximum' }),
    ),
    { days: DRILL_DAYS },
  ),
];

const each = (place: Place, curve: Curve): Metric[] => VERBS.map((verb) => ofMachine(place, verb, curve));

/** What takeovers have cost, and whether the standby is drilled. */
export const history = (place: Place): IWidget[] => [
  graph(
    'Recovery time: seconds',
    (['failover', 'switchover'] as const).map((Verb) => cost(place, { metricName: RECOVERY_METRIC, label: Verb })),
    { days: HISTORY_DAYS },
  ),
  graph('Data loss: seconds of writes at most', [cost(place, { metricName: DATA_LOSS_METRIC, label: 'failover' })], {
    days: HISTORY_DAYS,
  }),
  new SingleValueWidget({
    title: `Drills passed in the last ${DRILL_DAYS} days: 0 is stale`,
    metrics: [ofMachine(place, 'drill', { metricName: 'ExecutionsSucceeded', period: Duration.days(1) })],
    ...{ start: `-P${DRILL_DAYS}D`, end: 'PT0H', setPeriodToTimeRange: true, width: THIRD, height: 6 },
  }),
];

/** A metric that each run writes once. @param curve its label is the verb */
const cost = (place: Place, { metricName, label = '' }: Curve): Metric =>
  own(place, { metricName, label, dimensions: { Verb: label }, period: Duration.days(1) });
