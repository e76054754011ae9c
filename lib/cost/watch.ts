import type { Plan } from '../domain/plan';
import { type CostItem, priced } from './item';
import { type Lambda, lambdaItems } from './lambdas';
import { MINUTES_PER_MONTH } from './month';
import type { CostTemplate } from './template';

/** Pauses between two probes that a plan may choose. */
export const CADENCES_SECONDS = [60, 30, 10] as const;

/** The last moment of a minute at which the watch begins a probe: `lastTurnAt` of `watch-region/pace.ts`. */
const LAST_PROBE_SECONDS = 52;
/** Chores, and a probe over a continent, with a connection that is opened anew: seconds that are billed. */
const WORK_SECONDS = 1.5;
/** Locks, claims, fence, divergence, automation and the warm item, here and in the other Regions. */
const READS = 10;
/** The presence of this Region. */
const WRITES = 1;
/** A line for what is watched, one for each probe and one for each chore that has something to say. */
const BYTES_LOGGED = 1850;
const BYTES_LOGGED_PER_PROBE = 300;

/** What the watch does each minute. */
export interface Watched {
  readonly probes: number;
  readonly billedSeconds: number;
  /** Calls of PutMetricData: what can wait rides with the first probe. */
  readonly metricCalls: number;
}

/** @param isActive where the writers are, nothing is probed */
export function watchedEachMinute(everySeconds: number, isActive: boolean): Watched {
  if (isActive) return { probes: 0, billedSeconds: WORK_SECONDS, metricCalls: 1 };
  const probes = Math.floor(LAST_PROBE_SECONDS / everySeconds) + 1;
  return { probes, billedSeconds: (probes - 1) * everySeconds + WORK_SECONDS, metricCalls: probes };
}

/** What the watch of one Region costs in a month. */
export function watchItems({ watch }: Plan, lambda: Lambda, isActive: boolean): CostItem[] {
  const { probes, billedSeconds, metricCalls } = watchedEachMinute(watch.everySeconds, isActive);
  const use = {
    lambda,
    invocations: MINUTES_PER_MONTH,
    millisecondsEach: billedSeconds * 1000,
    bytesLoggedEach: BYTES_LOGGED + probes * BYTES_LOGGED_PER_PROBE,
  };
  const where = isActive ? 'it probes nothing here' : `a probe every ${watch.everySeconds} s`;
  return [
    ...lambdaItems('watch', [use], `${billedSeconds} s a minute: ${where}`),
    priced({
      item: 'watch: metrics written',
      price: 'cloudwatchRequest',
      quantity: metricCalls * MINUTES_PER_MONTH,
      // What came too late for a probe takes a call of its own.
      quantityAtMost: (metricCalls + 1) * MINUTES_PER_MONTH,
    }),
    priced({ item: 'watch: reads', price: 'read', quantity: READS * MINUTES_PER_MONTH }),
    priced({ item: 'watch: writes', price: 'write', quantity: WRITES * MINUTES_PER_MONTH }),
  ];
}

/** The witness of a plan: it probes every Region, and keeps nothing. */
export function witnessItems({ watch, regions }: Plan, lambda: Lambda): CostItem[] {
  const { probes, billedSeconds, metricCalls } = watchedEachMinute(watch.everySeconds, false);
  const use = {
    lambda,
    invocations: MINUTES_PER_MONTH,
    millisecondsEach: billedSeconds * 1000,
    bytesLoggedEach: probes * regions.length * BYTES_LOGGED_PER_PROBE,
  };
  return [
    ...lambdaItems('witness', [use], `a probe of each Region every ${watch.everySeconds} s`),
    priced({ item: 'witness: metrics written', price: 'cloudwatchRequest', quantity: metricCalls * MINUTES_PER_MONTH }),
  ];
}

/** A template as it is with another pause between two probes: the alarms on them look as often. */
export function atCadence(template: CostTemplate, everySeconds: number, metric: string): CostTemplate {
  const Resources = Object.fromEntries(
    Object.entries(template.Resources ?? {}).map(([id, resource]) => {
      const { Type, Properties } = resource;
      const isProbed = Type === 'AWS::CloudWatch::Alarm' && Properties?.MetricName === metric;
      return [id, isProbed ? { ...resource, Properties: { ...Properties, Period: everySeconds } } : resource];
    }),
  );
  return { ...template, Resources };
}
