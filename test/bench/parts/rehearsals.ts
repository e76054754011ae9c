import * as z from 'zod';
import { namesOf } from '../../../lib/domain/names';
import { oneLine } from '../../../lib/domain/text';
import { ROOT } from '../../sources';
import { table } from '../markdown';
import type { Part } from '../part';
import { median, quantile, rounded } from '../statistics';
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
    readonly functions: readonly UsedFunction[];
  };
}

/** A function in the middle of the rehearsals. */
interface UsedFunction {
  /** Kebab-case name of its step or trigger. */
  readonly name: string;
  /** In one rehearsal, without touches. */
  readonly invocations: number;
  readonly coldStarts: number;
  /** From the event to the answer in an environment that is there, every call to AWS in between; wall time. */
  readonly warmMilliseconds: number;
}

const SCENARIO = 'primary-lost';

const Verdict = z.object({
  outcome: z.string(),
  expected: z.string(),
  scale: z.number(),
  detectionSeconds: z.number().nullable(),
  recoverySeconds: z.number().nullable(),
  violations: z.array(z.string()),
  functions: z.array(
    z.object({
      name: z.string(),
      invocations: z.number(),
      coldStarts: z.number(),
      warmMilliseconds: z.number().nullable(),
    }),
  ),
});
type Verdict = z.infer<typeof Verdict>;

export const rehearsals: Part<Rehearsals> = {
  name: 'rehearsals',
  measures: `detection and recovery as clients feel them, in rehearsals of ${SCENARIO} with real processes and sockets`,
  isLong: true,
  async measure({ rehearsals: runs, prepared, tell }) {
    const { plan } = await prepared();
    const [home = ''] = plan.regions;
    const heard: Heard[] = [];
    for (let seed = 1; seed <= runs; seed += 1) {
      const one = await rehearsed(seed);
      heard.push(one);
      tell(`rehearsal ${seed} of ${runs}: ${typeof one === 'string' ? one : `recovered in ${one.recoverySeconds} s`}`);
    }
    return summedUp(heard, namesOf(plan, home).lambda(''));
  },
  lines: ({ rehearsals: { runs, failed, scale, detectionSeconds, recoverySeconds, functions } }) => [
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
    '',
    'What a function took, from its event to its answer with every call in between, where an environment was there for it:',
    '',
    ...linesOfFunctions(functions),
  ],
  broken: ({ rehearsals: { failed } }) => failed.map((because) => `a rehearsal failed: ${because}`),
};

/** Milliseconds are another machine's: what is told of them is how they compare. */
function linesOfFunctions(functions: readonly UsedFunction[]): readonly string[] {
  const middle = median(functions.map(({ warmMilliseconds }) => warmMilliseconds));
  return table(
    ['function', 'invocations in a rehearsal', 'cold of them', 'warm duration, medians'],
    functions.map(({ name, invocations, coldStarts, warmMilliseconds }) => [
      ...[name, invocations, coldStarts],
      rounded(warmMilliseconds / middle, 2).toFixed(2),
    ]),
  );
}

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

/** @param prefix of the names of functions */
export function summedUp(heard: readonly Heard[], prefix: string): Rehearsals {
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
      functions: functionsIn(well, prefix),
    },
  };
}

/** Medians over the rehearsals that used a function; one that was never warm is left out. */
function functionsIn(verdicts: readonly Verdict[], prefix: string): UsedFunction[] {
  const used = verdicts.flatMap(({ functions }) => functions);
  const names = [...new Set(used.map(({ name }) => name))].sort();
  return names.flatMap((name) => {
    const own = used.filter((one) => one.name === name);
    const warm = own.flatMap(({ warmMilliseconds }) => warmMilliseconds ?? []);
    if (warm.length === 0) return [];
    return {
      name: name.slice(prefix.length),
      invocations: median(own.map(({ invocations }) => invocations)),
      coldStarts: median(own.map(({ coldStarts }) => coldStarts)),
      warmMilliseconds: rounded(median(warm)),
    };
  });
}

function distributionOf(seconds: readonly number[]): Distribution {
  const at = (share: number) => rounded(quantile(seconds, share));
  return { min: at(0), median: at(0.5), p90: at(0.9), max: at(1) };
}
