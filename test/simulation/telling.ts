import type { Fault } from './faults';
import { shown } from './faults';
import type { Job } from './lanes';
import { outcomeOf, playJob } from './play-job';
import type { Prepared } from './prepare';
import type { Outcome } from './simulation';
import { shrunk } from './swarm';
import type { Failed, Tally } from './tally';

type Print = (line: string) => void;

/** More of them mostly say the same again. */
const EXPLAINED_MAX = 5;
const VIOLATION_CHARACTERS_MAX = 600;
const PROGRESS_MILLISECONDS = 1000;

/** Keeps a person at a terminal informed. @returns what ends it */
export function tellProgress(tally: Tally, total: number): () => void {
  const { stderr } = process;
  if (!stderr.isTTY) return () => {};
  const tell = () => stderr.write(`\r${tally.done} of ${total}, ${tally.failed.length} with a broken promise `);
  const timer = setInterval(tell, PROGRESS_MILLISECONDS);
  return () => {
    clearInterval(timer);
    stderr.write('\r\x1b[K');
  };
}

/** Every failure in a line or two, the first ones with the fewest faults that still bring it about. */
export async function explain(prepared: Prepared, failed: readonly Failed[], print: Print): Promise<void> {
  for (const { job, violations } of failed.slice(EXPLAINED_MAX)) {
    print(`seed ${job.seed} ${job.story}: ${faultsOf(job)}`);
    for (const broken of violations) print(`    ${broken.slice(0, VIOLATION_CHARACTERS_MAX)}`);
  }
  for (const { job } of failed.slice(0, EXPLAINED_MAX)) {
    const breaks = async (one: Job) => (await playJob(prepared, one)).violations.length > 0;
    const smallest = job.faults.length > 1 ? await shrunk(job, breaks) : job;
    print(`\nseed ${job.seed} ${job.story}: ${faultsOf(smallest)} (of ${job.faults.length})`);
    tellOutcome(await outcomeOf(prepared, smallest), print);
    print(`again: ${commandFor(smallest)}`);
  }
}

const faultsOf = ({ faults }: Job): string => (faults as readonly Fault[]).map(shown).join('; ') || 'no fault';

/** What plays a job again, bit for bit. */
export const commandFor = ({ story, seed, faults }: Job): string =>
  `npm run simulate -- --story ${story} --seed ${seed} --faults '${JSON.stringify(faults)}'`;

/** The timeline of a run, what it broke, how it ended and what tells two runs apart. */
export function tellOutcome({ moments, violations, ends, trace }: Outcome, print: Print): void {
  for (const { at, step, because, run } of moments) {
    const whose = run?.split(':').slice(-2).join(' ') ?? '';
    print(`${new Date(at).toISOString().slice(11, 19)} ${whose} ${step} ${because}`);
  }
  for (const broken of violations) print(`BROKEN ${broken}`);
  print(`${ends.join(', ')} ${trace}`);
}
