import { table } from '../markdown';
import type { Part } from '../part';
import type { Served } from '../play/play';
import { playsOf } from '../play/plays';
import { HABITS, type Habit } from '../play/usual-machine';
import { mean, median, quantile, rounded } from '../statistics';

export interface UsualWay {
  /** From the start of the run to users served: the usual way divided by ours, the median of all seeds. */
  readonly usualWayRatio: number;
  /** The same from the outage on: the alarm takes as long in both, whatever the run does. */
  readonly usualWayRatioFromOutage: number;
  readonly servedSeconds: Readonly<Record<'ours' | 'usual', Spreads>>;
  /** Where the difference comes from: means, so that they add up. */
  readonly savedSeconds: Readonly<Record<Habit, number>>;
}

interface Spreads {
  readonly fromStart: Sums;
  readonly fromOutage: Sums;
}
interface Sums {
  readonly median: number;
  readonly p90: number;
}

const RATIO_MIN = 1.5;

const SAVED: Readonly<Record<Habit, string>> = {
  untouched: 'functions are warm when their turn comes',
  pauses: 'it looks when something is due, not every 15 to 60 s',
  'in line': 'what needs nothing of each other goes on side by side',
};

export const usualWay: Part<UsualWay> = {
  name: 'usual-way',
  measures: 'the same worlds with the steps one after another and pauses of 15 to 60 s, as public samples do',
  async measure(bench) {
    const worlds: (readonly Served[])[] = [];
    for (let count = 0; count <= HABITS.length; count += 1) {
      const plays = await playsOf(bench, 'lost', HABITS.slice(0, count));
      worlds.push(plays.map(({ served }, index) => served ?? nobody(index + 1)));
    }
    return usualWayOf(worlds);
  },
  lines: ({ usualWayRatio, usualWayRatioFromOutage, servedSeconds: { ours, usual }, savedSeconds }) => [
    ...table(
      [
        'until users are served, s',
        'from the start: median',
        '9 of 10 below',
        'from the outage: median',
        '9 of 10 below',
      ],
      (
        [
          ['the usual way', usual],
          ['Understudy', ours],
        ] as const
      ).map(([name, { fromStart, fromOutage }]) => [
        ...[name, fromStart.median, fromStart.p90, fromOutage.median, fromOutage.p90],
      ]),
    ),
    '',
    `From the start of the run the usual way takes ${usualWayRatio} times as long, and ${usualWayRatioFromOutage} times ` +
      'from the outage: medians of the worlds one by one.',
    '',
    ...table(
      ['what Understudy does otherwise', 'saves, s'],
      HABITS.map((habit) => [SAVED[habit], savedSeconds[habit].toFixed(1)]),
    ),
  ],
  broken: ({ usualWayRatio }) =>
    usualWayRatio >= RATIO_MIN
      ? []
      : [`the usual way takes ${usualWayRatio} times as long, at least ${RATIO_MIN} is promised`],
};

function nobody(seed: number): never {
  throw new Error(`nobody was served with the seed ${seed}`);
}

/** @param worlds by seed: ours, and with one habit more each, up to the usual way */
export function usualWayOf(worlds: readonly (readonly Served[])[]): UsualWay {
  const [ours = [], usual = []] = [worlds[0], worlds[HABITS.length]];
  const ratioOf = (key: keyof Served) =>
    rounded(median(ours.map((own, seed) => (usual[seed]?.[key] ?? 0) / own[key])), 2);
  const savedBy = (_: Habit, index: number) => (meanOf(worlds[index + 1] ?? []) - meanOf(worlds[index] ?? [])) / 1000;
  return {
    usualWayRatio: ratioOf('fromStartMilliseconds'),
    usualWayRatioFromOutage: ratioOf('fromOutageMilliseconds'),
    servedSeconds: { ours: spreadsOf(ours), usual: spreadsOf(usual) },
    savedSeconds: Object.fromEntries(
      HABITS.map((habit, index) => [habit, rounded(savedBy(habit, index))]),
    ) as UsualWay['savedSeconds'],
  };
}

const meanOf = (served: readonly Served[]): number => mean(served.map((one) => one.fromStartMilliseconds));

function spreadsOf(served: readonly Served[]): Spreads {
  const sums = (key: keyof Served): Sums => {
    const seconds = served.map((one) => one[key] / 1000);
    return { median: rounded(median(seconds)), p90: rounded(quantile(seconds, 0.9)) };
  };
  return { fromStart: sums('fromStartMilliseconds'), fromOutage: sums('fromOutageMilliseconds') };
}
