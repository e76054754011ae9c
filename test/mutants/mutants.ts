/**
 * Seeds one bug after the other into a copy of the product and runs the suites that must notice.
 *
 *   npm run --silent mutants [-- --json] [--only <name>] [--list]
 *
 * Ends with 1 when a bug goes unnoticed, or a mutant proves nothing.
 */
import { type Copy, openWorkshop, type Workshop } from './copies';
import { endAll, jest } from './jest';
import { MUTANTS } from './list';
import type { Mutant } from './mutant';
import { closingLine, isClean, type Judged, judgedLine, listedLine, reportOf } from './report';
import { controlProblem, type Verdict, verdictOf } from './result';
import { longestFirst, type SuiteSeconds, secondsIn, suitesOf, timeoutSecondsFor } from './schedule';
import { type Words, wordsIn } from './words';

/** One for each of the two processors that the project's own CI has. */
const LANES = 2;
/** All suites take less than a minute; a machine that is busy with other work may need ten times as long. */
const CONTROL_SECONDS_MAX = 600;

const print = (line: string) => process.stdout.write(`${line}\n`);
const secondsSince = (milliseconds: number) => (Date.now() - milliseconds) / 1000;

async function main(): Promise<number> {
  const words = wordsIn(process.argv.slice(2), MUTANTS);
  if (words.isList) {
    for (const mutant of words.mutants) print(listedLine(mutant));
    return 0;
  }
  const workshop = openWorkshop();
  process.on('exit', () => {
    endAll();
    workshop.remove();
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));
  return judgedAll(words, workshop);
}

async function judgedAll({ mutants, isJson }: Words, workshop: Workshop): Promise<number> {
  const beganAt = Date.now();
  const copies = Array.from({ length: Math.min(LANES, mutants.length) }, (_, lane) => workshop.copy(`lane-${lane}`));
  const seconds = await control(mutants, copies, workshop);
  if (typeof seconds === 'string') {
    process.stderr.write(`the suites are not green without a mutant, so they can judge none:\n${seconds}\n`);
    return 1;
  }
  const judged: Judged[] = [];
  const waiting = longestFirst(mutants, seconds);
  const tell = isJson ? () => {} : (one: Judged) => print(judgedLine(one));
  const lane = async (copy: Copy) => {
    for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
      const one = await judge(mutant, copy, { seconds, workshop });
      judged.push(one);
      tell(one);
    }
  };
  await Promise.all(copies.map(lane));
  const report = reportOf(judged, secondsSince(beganAt));
  print(isJson ? JSON.stringify(report) : closingLine(report));
  return isClean(report) ? 0 : 1;
}

/** The suites without any mutant: what each takes, or why they are not green. */
async function control(
  mutants: readonly Mutant[],
  [copy]: readonly Copy[],
  { cacheDirectory }: Workshop,
): Promise<SuiteSeconds | string> {
  if (!copy) return new Map();
  const suites = suitesOf(mutants);
  const { root } = copy;
  const asked = { root, cacheDirectory, suites, timeoutSeconds: CONTROL_SECONDS_MAX, workers: LANES };
  const ending = await jest(asked);
  return controlProblem(ending, suites.length) ?? secondsIn(ending, root);
}

interface Bench {
  readonly seconds: SuiteSeconds;
  readonly workshop: Workshop;
}

async function judge(mutant: Mutant, copy: Copy, { seconds, workshop }: Bench): Promise<Judged> {
  const { root } = copy;
  const { cacheDirectory } = workshop;
  const { suites } = mutant;
  const timeoutSeconds = timeoutSecondsFor(mutant, seconds);
  const beganAt = Date.now();
  const judged = (verdict: Verdict): Judged => ({ mutant, verdict, seconds: secondsSince(beganAt) });
  try {
    const ending = await copy.withMutant(mutant, () =>
      jest({ root, cacheDirectory, suites, timeoutSeconds, workers: 1 }),
    );
    return judged(verdictOf(ending, suites.length));
  } catch (error) {
    return judged({ kind: 'broken', because: (error as Error).message });
  }
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  },
);
