import {
  CLAIMED_EPOCH_METRIC,
  METRIC_NAMESPACE,
  namesOf,
  PROBE_LATENCY_METRIC,
  UNSETTLED_METRIC,
} from '../domain/names';
import type { Plan } from '../domain/plan';
import { VERBS } from '../domain/verbs';
import { alarmsIn } from './alarms';
import { type CostItem, type Counted, priced } from './item';
import { type Lambda, lambdaItems, lambdasIn, type Scheduled, scheduledIn } from './lambdas';
import { runItems, type StepTimes } from './run';
import { healthCheckItems, signalItems } from './signal';
import { type CostTemplate, ofType } from './template';
import { watchItems, witnessItems } from './watch';

export interface IdleOf {
  readonly plan: Plan;
  readonly region: string;
  readonly template: CostTemplate;
  readonly times: StepTimes;
}

/** What waits around the clock is counted by itself; another function that a schedule calls takes about this long. */
const SCHEDULED_MILLISECONDS: Readonly<Record<string, number>> = {
  'check-drift': 10_000,
  'on-schedule': 1500,
  // It reads one item over a connection that is opened anew, and ends: 5 ms of a whole CPU, of which it has 0.145.
  'close-left-behind': 60,
};
const OTHER_MILLISECONDS = 5000;
const SCHEDULED_BYTES_LOGGED = 2000;
/** It has something to say only while a run holds the lock. */
const BYTES_LOGGED: Readonly<Record<string, number>> = { 'close-left-behind': 0 };
/** Evidence of a year of weekly drills and a release of a few hundred megabytes; both are small beside all else. */
const KEPT_GIGABYTES = 1;
/** A few thousand items of some hundred bytes. */
const TABLE_GIGABYTES = 0.01;
/** The drift check reads the manifest, templates and the newest versions of what is staged. */
const OBJECTS_READ_PER_CHECK = 20;
/** An alarm that comes and goes, and a weekly drill. */
const MESSAGES = 100;

/** What a month costs in one Region in which nothing happens, item by item. */
export function idleItems({ plan, region, template, times }: IdleOf): CostItem[] {
  const lambdas = lambdasIn(template, namesOf(plan, region).lambda(''));
  const called = (slug: string) => lambdas.find((one) => one.slug === slug);
  const watch = called('watch-region');
  if (plan.watch.witness === region) {
    return withoutNothing([...counted(plan, template, false), ...(watch ? witnessItems(plan, watch) : [])]);
  }
  const isActive = region === plan.regions[0];
  const signal = called('serve-signal');
  return withoutNothing([
    ...counted(plan, template, isActive),
    ...healthCheckItems(plan),
    ...(signal ? signalItems(plan, signal) : []),
    ...(watch ? watchItems(plan, watch, isActive) : []),
    ...scheduledItems(scheduledIn(template), lambdas),
    ...checkItems({ plan, region, template, times }, lambdas),
    ...keptItems(template),
  ]);
}

const withoutNothing = (items: readonly CostItem[]): CostItem[] => items.filter(({ quantity }) => quantity > 0);

/** What is charged for being there. */
function counted(plan: Plan, template: CostTemplate, isActive: boolean): CostItem[] {
  const dashboards = ofType(template, 'AWS::CloudWatch::Dashboard').length;
  const isClaimed = plan.traffic.strategy === 'health-signal';
  const alarms: Counted[] = alarmsIn(template);
  return [
    ...alarms,
    ...(isWitness(template) || !isClaimed
      ? []
      : [{ item: 'alarm on the claim', price: 'alarm', quantity: 1 } as const]),
    { item: 'metrics', price: 'metric', quantity: metricsWritten(template, isActive).length } as const,
    { item: 'dashboards', price: 'dashboard', quantity: dashboards } as const,
  ].map(priced);
}

const isWitness = (template: CostTemplate): boolean =>
  ofType(template, 'AWS::StepFunctions::StateMachine').length === 0;

/** Whether a Region writes it: only one that probes has a latency, and only the active one can be unsettled. */
const isWritten = (metric: string, isActive: boolean): boolean =>
  metric !== (isActive ? PROBE_LATENCY_METRIC : UNSETTLED_METRIC);

/**
 * Understudy's own metrics that are written around the clock, each with its dimensions: those that an alarm looks at.
 * An alarm on the claim is made by settling and stands in no template.
 */
export function metricsWritten(template: CostTemplate, isActive: boolean): string[] {
  const watched = ofType(template, 'AWS::CloudWatch::Alarm').flatMap(([, { Properties = {} }]) => [
    Properties,
    ...(Properties.Metrics ?? []).map(
      ({ MetricStat }: { MetricStat?: { Metric: unknown } }) => MetricStat?.Metric ?? {},
    ),
  ]);
  const own = watched
    .filter(({ Namespace, MetricName }) => Namespace === METRIC_NAMESPACE && isWritten(MetricName, isActive))
    .map(({ MetricName, Dimensions = [] }) =>
      [MetricName, ...Dimensions.map(({ Value }: { Value: string }) => Value)].join(' '),
    );
  return [...new Set([...own, ...(isWitness(template) ? [] : [CLAIMED_EPOCH_METRIC])])];
}

/** What schedules call beside the watch, which is counted by itself. */
function scheduledItems(scheduled: readonly Scheduled[], lambdas: readonly Lambda[]): CostItem[] {
  const uses = scheduled.flatMap(({ logicalId, timesPerMonth }) => {
    const lambda = lambdas.find((one) => one.logicalId === logicalId && one.slug !== 'watch-region');
    if (!lambda) return [];
    const millisecondsEach = SCHEDULED_MILLISECONDS[lambda.slug] ?? OTHER_MILLISECONDS;
    const bytesLoggedEach = BYTES_LOGGED[lambda.slug] ?? SCHEDULED_BYTES_LOGGED;
    return [{ lambda, invocations: timesPerMonth, millisecondsEach, bytesLoggedEach }];
  });
  const drift = uses.find(({ lambda }) => lambda.slug === 'check-drift')?.invocations ?? 0;
  const events = scheduled.reduce((sum, { timesPerMonth }) => sum + timesPerMonth, 0);
  return [
    ...lambdaItems('schedules', uses),
    priced({ item: 'drift check: metrics written', price: 'cloudwatchRequest', quantity: drift }),
    priced({ item: 'drift check: objects read', price: 'bucketRead', quantity: drift * OBJECTS_READ_PER_CHECK }),
    {
      ...priced({ item: 'schedules: events', price: 'event', quantity: events }),
      usd: 0,
      unitPriceUsd: 0,
      note: 'a rule on a schedule is taken as an event of AWS itself, which is free; at most as one of your own',
    },
  ];
}

/** The runs of verbs that a schedule starts: checks. */
function checkItems(of: IdleOf, lambdas: readonly Lambda[]): CostItem[] {
  return scheduledIn(of.template).flatMap(({ verb: written, timesPerMonth: times }) => {
    const verb = VERBS.find((one) => one === written);
    const items = verb === undefined ? [] : runItems({ ...of, verb, lambdas });
    return items.map((item) => ({
      ...item,
      item: `${verb}s: ${item.item}`,
      quantity: item.quantity * times,
      usd: item.usd * times,
      usdAtMost: item.usdAtMost * times,
    }));
  });
}

function keptItems(template: CostTemplate): CostItem[] {
  const tables = ofType(template, 'AWS::DynamoDB::Table').length;
  const topics = ofType(template, 'AWS::SNS::Topic').length;
  const buckets = ofType(template, 'AWS::S3::Bucket').length;
  return [
    priced({ item: 'table', price: 'tableStorage', quantity: tables * TABLE_GIGABYTES }),
    priced({ item: 'table: backup', price: 'tableBackup', quantity: tables * TABLE_GIGABYTES }),
    priced({
      item: 'buckets',
      price: 'bucketStorage',
      quantity: (buckets / 2) * KEPT_GIGABYTES,
      note: 'grows with what you release',
    }),
    priced({ item: 'notifications', price: 'message', quantity: topics * MESSAGES }),
  ];
}
