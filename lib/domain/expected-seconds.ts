import { medianOf } from './pace';
import type { Verb } from './verbs';

/** How long one step is expected to take. */
export interface Expected {
  readonly seconds: number;
  /** The verb whose earlier runs here were measured. @default no run was: it is what the documentation says */
  readonly measuredIn?: string;
}

/** Step → seconds of its last runs that were done, by verb; the newest last. */
export type Timings = Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;

/**
 * What a step of a failover takes where none was measured: up to the promotion the 12 s that docs/performance.md
 * publishes. A promotion takes Aurora "typically minutes", a stack of services about five.
 */
const USUAL_SECONDS: Readonly<Record<string, number>> = {
  AdmitRun: 3,
  ConfirmOutage: 6,
  CheckReadiness: 2,
  AuthorizePromotion: 1,
  PromoteDatabase: 180,
  DeployStacks: 300,
  RunCanaries: 15,
  ShiftTraffic: 5,
  // The health checks flip within 20 s, and the answer that resolvers keep ends after its 60 s.
  VerifyTraffic: 80,
  AnnounceRegion: 3,
  UnfenceRegion: 5,
  CloseRun: 3,
};
/** A hook of the plan, or a step that is not named above. */
const OTHER_SECONDS = 60;

/** Verbs whose runs tell how long a step takes, the nearest to a failover first: most steps are the same function. */
export const TELLING_VERBS: readonly Verb[] = ['failover', 'switchover', 'prewarm', 'drill'];

/** What each step is expected to take: the median of the last runs that were measured here. */
export const expectedSeconds = (steps: readonly string[], timings: Timings): Readonly<Record<string, Expected>> =>
  Object.fromEntries(steps.map((step) => [step, measured(step, timings) ?? usual(step)]));

const usual = (step: string): Expected => ({ seconds: USUAL_SECONDS[step] ?? OTHER_SECONDS });

/**
 * What each step took last: in runs of this verb, and where they have none, of the nearest one to a failover.
 *
 * @returns step → seconds, the newest last
 */
export const nearestTimings = (verb: Verb, timings: Timings): Timings[string] =>
  Object.assign({}, ...[verb, ...TELLING_VERBS].reverse().map((one) => timings[one]));

function measured(step: string, timings: Timings): Expected | undefined {
  const measuredIn = TELLING_VERBS.find((verb) => (timings[verb]?.[step] ?? []).length > 0);
  if (measuredIn === undefined) return undefined;
  return { seconds: medianOf(timings[measuredIn]?.[step] ?? []), measuredIn };
}

/** From a step to the next one, as `arrowsOf` draws them. */
export interface Way {
  readonly from: string;
  readonly to: string;
  readonly when: string;
}

export interface CriticalPath {
  /** Steps in their order. */
  readonly steps: readonly string[];
  readonly seconds: number;
}

/**
 * The longest way through a workflow in which every step is done: what stands side by side counts once, with its
 * slowest branch.
 *
 * @param ways of a workflow without circles
 */
export function criticalPath(ways: readonly Way[], expected: Readonly<Record<string, Expected>>): CriticalPath {
  const done = ways.filter(({ when, to }) => when === 'done' && expected[to] !== undefined);
  const known = new Map<string, CriticalPath>();
  const from = (step: string): CriticalPath => {
    const found = known.get(step);
    if (found) return found;
    const next = longestOf(done.filter((way) => way.from === step).map(({ to }) => from(to)));
    const path = { steps: [step, ...next.steps], seconds: (expected[step]?.seconds ?? 0) + next.seconds };
    known.set(step, path);
    return path;
  };
  const heads = new Set(ways.map(({ to }) => to));
  const starts = ways.map((way) => way.from).filter((step) => !heads.has(step));
  return longestOf([...new Set(starts)].map(from));
}

const longestOf = (paths: readonly CriticalPath[]): CriticalPath =>
  paths.reduce((longest, path) => (path.seconds > longest.seconds ? path : longest), { steps: [], seconds: 0 });
