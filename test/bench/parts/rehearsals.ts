import * as z from 'zod';
import { oneLine } from '../../../lib/domain/text';
import { ROOT } from '../../sources';
import { table } from '../markdown';
import type { Part } from '../part';
import { quantile, rounded } from '../statistics';
import { inChild } from './child';

/** What clients felt, in wall seconds. */
interface Distribution {
  readonly min: number;
  readonly median: number;
  readonly p90: number;
  readonly max: number;
}

export interface Rehearsals {
  readonly rehearsals: {
    readonly runs: number;
    /** Those that did not go as their story says are told here, and are in no figure. */
    readonly failed: readonly string[];
    /** How much shorter than in AWS the durations were that the world models. */
    readonly scale: number;
    readonly detectionSeconds: Distribution;
    readonly recoverySeconds: Distribution;
  };
}

const SCENARIO = 'primary-lost';

const Verdict = z.object({
  outcome: z.string(),
  expected: z.string(),
  scale: z.number(),
  detectionSeconds: z.number().nullable(),
  recoverySeconds: z.number().nullable(),
  violations: z.array(z.string()),
});
type Verdict = z.infer<typeof Verdict>;

export const rehearsals: Part<Rehearsals> = {
  name: 'rehearsals',
  measures: `detection and recovery as clients feel them, in rehearsals of ${SCENARIO} with real processes and sockets`,
  isLong: true,
  async measure({ rehearsals: runs, tell }) {
    const heard: Heard[] = [];
    for (let seed = 1; seed <= runs; seed += 1) {
      const one = await rehearsed(seed);
      heard.push(one);
      tell(`rehearsal ${seed} of ${runs}: ${typeof one === 'string' ? one : `recovered in ${one.recoverySeconds} s`}`);
    }
    return summedUp(heard);
  },
  lines: ({ rehearsals: { runs, failed, scale, detectionSeconds, recoverySeconds } }) => [
    `${runs} rehearsals of \`${SCENARIO}\`, ${failed.length} of them failed. What the world models is ${scale} times as fast as AWS; all`,
    'else is at its own speed.',
    '',
    ...table(
      ['wall seconds', 'least', 'median', '9 of 10 below', 'most'],
      [
        ['from the fault to the start of the run', ...figures(detectionSeconds)],
        ['from the first order that failed to the first of three taken', ...figures(recoverySeconds)],
      ],
    ),
  ],
  broken: ({ rehearsals: { failed } }) => failed.map((because) => `a rehearsal failed: ${because}`),
};

const figures = ({ min, median, p90, max }: Distribution) => [min, median, p90, max];

/** A verdict, or why there is none that counts. */
type Heard = Verdict | string;

async function rehearsed(seed: number): Promise<Heard> {
  const args = ['run', '--silent', 'rehearse', '--', SCENARIO, '--seed', String(seed), '--json'];
  const { code, stdout, stderr } = await inChild('npm', args, ROOT);
  return heardFrom(seed, stdout) ?? `seed ${seed} ended with ${code}: ${oneLine(stderr)}`;
}

/** `undefined` where nothing was said that can be read. */
export function heardFrom(seed: number, stdout: string): Heard | undefined {
  const line = stdout.trim().split('\n').at(-1) ?? '';
  const verdict = line.startsWith('{') ? Verdict.safeParse(JSON.parse(line)).data : undefined;
  if (!verdict) return undefined;
  const { outcome, expected, violations } = verdict;
  if (violations.length > 0) return `seed ${seed}: ${oneLine(violations.join('; '))}`;
  return outcome === expected ? verdict : `seed ${seed} ended as ${outcome}, ${expected} was expected`;
}

export function summedUp(heard: readonly Heard[]): Rehearsals {
  const well = heard.flatMap((one) => (typeof one === 'string' ? [] : [one]));
  const of = (seconds: (verdict: Verdict) => number | null) =>
    distributionOf(well.flatMap((one) => seconds(one) ?? []));
  return {
    rehearsals: {
      runs: heard.length,
      failed: heard.filter((one) => typeof one === 'string'),
      scale: well[0]?.scale ?? 1,
      detectionSeconds: of(({ detectionSeconds }) => detectionSeconds),
      recoverySeconds: of(({ recoverySeconds }) => recoverySeconds),
    },
  };
}

function distributionOf(seconds: readonly number[]): Distribution {
  const at = (share: number) => rounded(quantile(seconds, share));
  return { min: at(0), median: at(0.5), p90: at(0.9), max: at(1) };
}
