import { pauseSeconds } from '../domain/pace';
import type { Plan } from '../domain/plan';
import { slugOf } from '../domain/step';
import type { Verb } from '../domain/verbs';
import { type CostItem, priced } from './item';
import { type Lambda, lambdaItems, type Use } from './lambdas';
import { countRun, definitionOf } from './machines';
import type { CostTemplate } from './template';

/** How a step of a run goes that goes well. */
export interface StepTime {
  /** From its first look until it is done, seconds. */
  readonly seconds: number;
  /** The step's own pace; longer ones look less often, by `pauseSeconds`. */
  readonly lookAgainSeconds: number;
}

/** By the step's name. */
export type StepTimes = Readonly<Record<string, StepTime>>;

/** One look: the environment may be new, and loading half a megabyte of code is billed. */
const LOOK_MILLISECONDS = 2000;
/** It asks IAM some eighty questions at a pace that leaves the rate to others. */
const PACED_MILLISECONDS: Readonly<Record<string, number>> = { 'audit-permissions': 8000 };
const BYTES_LOGGED = 1000;
/** Records of the evidence, the guard before a change, the timing: about three writes, each below a kilobyte. */
const WRITES_PER_STEP = 3;
/** The lock, and what other steps have recorded. */
const READS_PER_LOOK = 3;
/** An execution logs each state that it enters and leaves, without its data. */
const BYTES_PER_TRANSITION = 1200;
/** What the closing run writes to the evidence bucket: records, report and manifest. */
const OBJECTS_WRITTEN = 5;
/** The lag of a database is asked for by two sets of dimensions, beside the watch's own metric. */
const metricsRead = ({ databases }: Plan): number => 1 + 2 * databases.length;
/** Called by the end of every execution. */
const CLOSER = 'on-run-ended';

export interface RunOf {
  readonly plan: Plan;
  readonly verb: Verb;
  readonly template: CostTemplate;
  readonly lambdas: readonly Lambda[];
  readonly times: StepTimes;
}

/** What one run costs that goes well, item by item; nothing for a verb that the template has no machine of. */
export function runItems({ verb, template, lambdas, times, plan }: RunOf): CostItem[] {
  const definition = definitionOf(template, verb);
  if (!definition) return [];
  const isKept = verb !== 'check';
  // A check reads what is there and waits for nothing.
  const { transitions, looks, touched } = countRun(definition, (step) => (isKept ? looksOf(times[step]) : 1));
  const steps = Object.keys(looks).length;
  const allLooks = Object.values(looks).reduce((sum, count) => sum + count, 0);
  return [
    priced({ item: 'transitions', price: 'transition', quantity: transitions }),
    ...lambdaItems('steps', usesOf([...Object.entries(looks), ...touched.map((name) => [name, 1] as const)], lambdas)),
    priced({ item: 'log of the machine', price: 'log', quantity: (transitions * BYTES_PER_TRANSITION) / 1e9 }),
    priced({ item: 'traces of the machine', price: 'trace', quantity: 1 }),
    priced({ item: 'evidence and lock: writes', price: 'write', quantity: steps * (isKept ? WRITES_PER_STEP : 1) }),
    priced({ item: 'evidence and lock: reads', price: 'read', quantity: allLooks * READS_PER_LOOK }),
    priced({ item: 'metrics read', price: 'metricRead', quantity: metricsRead(plan) }),
    // A check keeps its result in an item, and tells nobody.
    ...(isKept
      ? [
          priced({ item: 'evidence kept', price: 'bucketWrite', quantity: OBJECTS_WRITTEN }),
          priced({ item: 'notifications', price: 'message', quantity: 2 + 2 * plan.notify.length }),
          priced({ item: 'events', price: 'event', quantity: steps * WRITES_PER_STEP }),
        ]
      : [priced({ item: 'result: metrics written', price: 'cloudwatchRequest', quantity: 1 })]),
  ];
}

/** A step looks once, and again after each pause until its time is over; nothing is known of earlier runs. */
export function looksOf(time: StepTime | undefined): number {
  if (time === undefined) return 1;
  const { lookAgainSeconds: leastSeconds } = time;
  let looks = 1;
  const pauseAfter = (elapsedSeconds: number) =>
    pauseSeconds({ leastSeconds, elapsedSeconds, overdueSeconds: Number.POSITIVE_INFINITY, looks });
  for (let at = pauseAfter(0); at <= time.seconds; at += pauseAfter(at)) looks += 1;
  return looks;
}

function usesOf(invoked: readonly (readonly [string, number])[], lambdas: readonly Lambda[]): Use[] {
  const called = invoked.map(([name, count]) => ({ slug: slugOf({ name }), count }));
  return [...called, { slug: CLOSER, count: 1 }].flatMap(({ slug, count }) => {
    const lambda = lambdas.find((one) => one.slug === slug);
    if (!lambda) return [];
    // Its segments are part of the run's own trace.
    const inTrace = { ...lambda, isTraced: false };
    const millisecondsEach = PACED_MILLISECONDS[slug] ?? LOOK_MILLISECONDS;
    return [{ lambda: inTrace, invocations: count, millisecondsEach, bytesLoggedEach: BYTES_LOGGED }];
  });
}
