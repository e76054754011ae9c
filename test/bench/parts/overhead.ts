import { VERBS, type Verb } from '../../../lib/domain/verbs';
import { PLACES, type Place, type Spent } from '../critical-path/added';
import { table } from '../markdown';
import type { Part } from '../part';
import type { MeasuredRun } from '../play/play';
import { runsOf, throttledIn } from '../play/plays';
import { median, quantile, rounded } from '../statistics';

type Each<Value> = Readonly<Record<Verb, Value>>;

export interface Overhead {
  /** A run's length divided by its critical path, the median of all seeds. */
  readonly overheadRatio: Each<number>;
  /** What a run adds to its critical path. */
  readonly addedSeconds: Each<{ readonly median: number; readonly p90: number }>;
  /** Medians of the whole run and of its critical path. */
  readonly runSeconds: Each<{ readonly run: number; readonly criticalPath: number }>;
  /** Where what is added goes, by step and place: means, so that they add up. */
  readonly addedWhere: Each<Readonly<Record<string, Partial<Readonly<Record<Place, number>>>>>>;
  /** Calls that AWS turned away because there were too many, by story, in all its worlds. */
  readonly throttled: Readonly<Record<string, number>>;
  readonly seeds: number;
}

/** Of a failover; of the other verbs nothing is promised. */
const RATIO_MAX = 1.1;
const ADDED_SECONDS_MAX = 10;
/** More of a run's added time than this must be explained. */
const REST_SHARE_MAX = 0.05;

export const overhead: Part<Overhead> = {
  name: 'overhead',
  measures: "each verb's run, divided by the longest chain of work that AWS or the network must do",
  async measure(bench) {
    const runs = {} as Record<Verb, readonly MeasuredRun[]>;
    for (const verb of VERBS) runs[verb] = await runsOf(bench, verb);
    return { ...overheadOf(runs, bench.seeds), throttled: await throttledIn(bench) };
  },
  lines: ({ overheadRatio, addedSeconds, runSeconds, addedWhere, throttled, seeds }) => [
    `Medians of ${seeds} worlds, the seeds 1 to ${seeds}. AWS turned ${total(Object.values(throttled))} calls away in them.`,
    '',
    ...table(
      ['verb', 'run, s', 'critical path, s', 'ratio', 'added, s', 'added, s: 9 of 10 below'],
      VERBS.map((verb) => [
        verb,
        ...[runSeconds[verb].run, runSeconds[verb].criticalPath],
        ...[overheadRatio[verb].toFixed(3), addedSeconds[verb].median, addedSeconds[verb].p90],
      ]),
    ),
    ...VERBS.flatMap((verb) => [
      '',
      `Where the seconds go that a ${verb} adds, on average:`,
      '',
      ...where(addedWhere[verb]),
    ]),
  ],
  broken: ({ overheadRatio, addedSeconds, addedWhere, throttled }) => [
    ...over('a failover takes', overheadRatio.failover, `${RATIO_MAX} times its critical path`, RATIO_MAX),
    ...over('a failover adds', addedSeconds.failover.median, `${ADDED_SECONDS_MAX} s`, ADDED_SECONDS_MAX),
    ...Object.entries(throttled)
      .filter(([, count]) => count > 0)
      .map(([story, count]) => `AWS turned ${count} calls away in the story ${story}, none is promised`),
    ...VERBS.flatMap((verb) => {
      const share = restShare(addedWhere[verb]);
      return over(`of what a ${verb} adds, no place explains`, share, `a share of ${REST_SHARE_MAX}`, REST_SHARE_MAX);
    }),
  ],
};

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

const over = (what: string, got: number, allowed: string, limit: number): readonly string[] =>
  got <= limit ? [] : [`${what} ${got}, at most ${allowed} is promised`];

export function overheadOf(runs: Each<readonly MeasuredRun[]>, seeds: number): Omit<Overhead, 'throttled'> {
  const each = <Value>(of: (runs: readonly MeasuredRun[]) => Value) =>
    Object.fromEntries(VERBS.map((verb) => [verb, of(runs[verb])])) as Each<Value>;
  return {
    overheadRatio: each((all) => rounded(median(all.map(ratioOf)), 3)),
    addedSeconds: each((all) => ({
      median: secondsOf(median(all.map(addedOf))),
      p90: secondsOf(quantile(all.map(addedOf), 0.9)),
    })),
    runSeconds: each((all) => ({
      run: secondsOf(median(all.map(({ milliseconds }) => milliseconds))),
      criticalPath: secondsOf(median(all.map(({ criticalMilliseconds }) => criticalMilliseconds))),
    })),
    addedWhere: each(whereOf),
    seeds,
  };
}

const ratioOf = ({ milliseconds, criticalMilliseconds }: MeasuredRun): number => milliseconds / criticalMilliseconds;
const addedOf = ({ milliseconds, criticalMilliseconds }: MeasuredRun): number => milliseconds - criticalMilliseconds;
const secondsOf = (milliseconds: number): number => rounded(milliseconds / 1000);

/** Hundredths of a second: many small ones are to add up. */
function whereOf(runs: readonly MeasuredRun[]): Overhead['addedWhere'][Verb] {
  const sums = new Map<string, Map<Place, number>>();
  for (const { step, place, milliseconds } of runs.flatMap(({ spent }): readonly Spent[] => spent)) {
    const own = sums.get(step) ?? new Map<Place, number>();
    sums.set(step, own.set(place, (own.get(place) ?? 0) + milliseconds));
  }
  const inSeconds = (sum: number) => rounded(sum / runs.length / 1000, 2);
  return Object.fromEntries(
    [...sums].map(([step, own]) => [step, Object.fromEntries([...own].map(([place, sum]) => [place, inSeconds(sum)]))]),
  );
}

function restShare(where: Overhead['addedWhere'][Verb]): number {
  const all = Object.values(where).flatMap((places) => Object.entries(places));
  const sumOf = (those: typeof all) => those.reduce((sum, [, seconds]) => sum + seconds, 0);
  return rounded(Math.abs(sumOf(all.filter(([place]) => place === 'rest'))) / Math.max(1, sumOf(all)), 3);
}

/** Steps that add less are in the line of the others. */
const SECONDS_SHOWN_MIN = 0.05;

function where(byStep: Overhead['addedWhere'][Verb]): readonly string[] {
  const sumOf = (places: Partial<Record<Place, number>>) => Object.values(places).reduce((sum, one) => sum + one, 0);
  const rows = Object.entries(byStep);
  const isShown = ([, places]: (typeof rows)[number]) =>
    Object.values(places).some((one) => Math.abs(one) >= SECONDS_SHOWN_MIN);
  const used = PLACES.filter((place) => rows.some(([, places]) => Math.abs(places[place] ?? 0) >= SECONDS_SHOWN_MIN));
  const all = Object.fromEntries(
    PLACES.map((place) => [place, rows.reduce((sum, [, places]) => sum + (places[place] ?? 0), 0)]),
  );
  const row = (step: string, places: Partial<Record<Place, number>>) => [
    step,
    ...used.map((place) => (Math.abs(places[place] ?? 0) < 0.005 ? '' : (places[place] ?? 0).toFixed(2))),
    sumOf(places).toFixed(2),
  ];
  return table(
    ['step', ...used.map((place) => TITLES[place]), 'all'],
    [...rows.filter(isShown).map(([step, places]) => row(step, places)), row('all', all)],
  );
}

const TITLES: Readonly<Record<Place, string>> = {
  quantisation: 'not yet looked',
  coldStarts: 'cold starts',
  transitions: 'transitions',
  guards: 'guard and evidence',
  timeouts: 'no answer',
  calls: 'other calls',
  waits: 'pauses',
  trigger: 'trigger',
  order: 'order',
  rest: 'unexplained',
};
