import type { Work } from './critical-path';
import { table } from './markdown';
import type { Part } from './part';
import type { MeasuredRun } from './play';
import { runsOf } from './plays';
import { median, quantile, rounded } from './statistics';

export interface Budget {
  /** What users feel of a failover; the TTL of their resolvers comes on top. */
  readonly budgetSeconds: Readonly<Record<Felt, { readonly median: number; readonly p90: number }>>;
}

const FELT = ['detect', 'start', 'promote', 'stacks', 'flip'] as const;
type Felt = (typeof FELT)[number];

export const budget: Part<Budget> = {
  name: 'budget',
  measures: 'what users feel of a failover, part by part',
  measure: async (bench) => budgetOf(await runsOf(bench, 'failover')),
  lines: ({ budgetSeconds }) => [
    ...table(
      ['seconds', 'median', '9 of 10 below'],
      FELT.map((felt) => [felt, budgetSeconds[felt].median, budgetSeconds[felt].p90]),
    ),
    '',
    'The stacks are created beside the promotion: users feel the longer of both.',
  ],
  broken: () => [],
};

export function budgetOf(failovers: readonly MeasuredRun[]): Budget {
  const of = (milliseconds: (run: MeasuredRun) => number) => {
    const seconds = failovers.map((run) => milliseconds(run) / 1000);
    return { median: rounded(median(seconds)), p90: rounded(quantile(seconds, 0.9)) };
  };
  const work = (name: Work) => of(({ works }) => works[name] ?? 0);
  return {
    budgetSeconds: {
      detect: work('detection'),
      start: of(({ untilPromotionMilliseconds = 0 }) => untilPromotionMilliseconds),
      promote: work('promotion'),
      stacks: work('stacks'),
      flip: work('flip'),
    },
  };
}
