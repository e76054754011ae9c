import type { Work } from '../critical-path/critical-path';
import { table } from '../markdown';
import type { Part } from '../part';
import type { MeasuredRun } from '../play/play';
import { runsOf } from '../play/plays';
import { median, quantile, rounded } from '../statistics';

export interface Budget {
  /** What users feel of a failover; the TTL of their resolvers comes on top. */
  readonly budgetSeconds: Readonly<Record<Felt, { readonly median: number; readonly p90: number }>>;
}

/**
 * What is published, seconds: nine of ten failovers stay below each. Of the example, whose probe comes every 60 s and
 * has to fail three times: up to four probes, and their way through the metric and the alarm. Aurora's end of a
 * promotion is the last that is drawn; stacks are the team's own.
 */
export const BUDGET_SECONDS = { detect: 250, start: 12, promote: 600, flip: 20 } as const;

const FELT = ['detect', 'start', 'promote', 'stacks', 'flip'] as const;
type Felt = (typeof FELT)[number];

export const budget: Part<Budget> = {
  name: 'budget',
  measures: 'what users feel of a failover, part by part',
  measure: async (bench) => budgetOf(await runsOf(bench, 'failover')),
  lines: ({ budgetSeconds }) => [
    ...table(
      ['seconds', 'published', 'median', '9 of 10 below'],
      FELT.map((felt) => [felt, published(felt) ?? '', budgetSeconds[felt].median, budgetSeconds[felt].p90]),
    ),
    '',
    'The stacks are created beside the promotion: users feel the longer of both.',
  ],
  broken: ({ budgetSeconds }) =>
    FELT.filter((felt) => budgetSeconds[felt].p90 > (published(felt) ?? Number.POSITIVE_INFINITY)).map(
      (felt) => `${felt} takes ${budgetSeconds[felt].p90} s in one of ten, ${published(felt)} s are published`,
    ),
};

const published = (felt: Felt): number | undefined => (BUDGET_SECONDS as Partial<Record<Felt, number>>)[felt];

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
