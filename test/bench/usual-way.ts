import { table } from './markdown';
import type { Part } from './part';
import { playsOf } from './plays';
import { median, quantile, rounded } from './statistics';

export interface UsualWay {
  /** From the outage to users served: the usual way divided by ours, the median of all seeds. */
  readonly usualWayRatio: number;
  readonly servedSeconds: Readonly<Record<'ours' | 'usual', { readonly median: number; readonly p90: number }>>;
}

const RATIO_MIN = 1.5;

export const usualWay: Part<UsualWay> = {
  name: 'usual-way',
  measures: 'the same worlds with the steps one after another and pauses of 15 to 60 s, as public samples do',
  async measure(bench) {
    const served = async (isUsual: boolean) =>
      (await playsOf(bench, 'lost', isUsual)).map(({ servedMilliseconds }, index) => {
        if (servedMilliseconds === undefined) throw new Error(`nobody was served with the seed ${index + 1}`);
        return servedMilliseconds / 1000;
      });
    return usualWayOf({ ours: await served(false), usual: await served(true) });
  },
  lines: ({ usualWayRatio, servedSeconds: { ours, usual } }) => [
    ...table(
      ['from the outage until users are served, s', 'median', '9 of 10 below'],
      [
        ['the usual way', usual.median, usual.p90],
        ['Understudy', ours.median, ours.p90],
      ],
    ),
    '',
    `The usual way takes ${usualWayRatio} times as long, the median of the worlds one by one.`,
  ],
  broken: ({ usualWayRatio }) =>
    usualWayRatio >= RATIO_MIN
      ? []
      : [`the usual way takes ${usualWayRatio} times as long, at least ${RATIO_MIN} is promised`],
};

/** @param served seconds from the outage to users served, by seed: the same world both ways */
export function usualWayOf(served: Readonly<Record<'ours' | 'usual', readonly number[]>>): UsualWay {
  const ratios = served.ours.map((ours, index) => (served.usual[index] ?? 0) / ours);
  const summed = (all: readonly number[]) => ({ median: rounded(median(all)), p90: rounded(quantile(all, 0.9)) });
  return {
    usualWayRatio: rounded(median(ratios), 2),
    servedSeconds: { ours: summed(served.ours), usual: summed(served.usual) },
  };
}
