import { createHash } from 'node:crypto';
import type { Job } from './lanes';
import type { Played } from './play-job';

/** A job that broke a promise. */
export interface Failed {
  readonly job: Job;
  readonly violations: readonly string[];
}

/** What many simulations came to, as they end in any order. */
export interface Tally {
  add(index: number, played: Played): void;
  /** A simulation that did not end in the wall's time. */
  addStuck(index: number): void;
  readonly done: number;
  readonly faultsInjected: number;
  readonly notInjected: number;
  readonly hangs: number;
  /** In the order of the jobs. */
  readonly failed: readonly Failed[];
  readonly ends: Readonly<Record<string, number>>;
  /** SHA-256 over all traces in the order of the jobs. */
  readonly traceSha256: string;
  /**
   * The same of the fewest jobs, from the first one on, that have so many runs of machines between them: whatever else
   * was played meanwhile does not count, so that it is the same each time.
   */
  first(runs: number): { readonly tallied: () => Tally; readonly runs: number; readonly isEnough: boolean };
}

export function createTally(jobs: readonly Job[]): Tally {
  const heard: ({ readonly runs: number; tell(tally: Tally): void } | undefined)[] = [];
  const failures: (Failed | undefined)[] = [];
  const traces: string[] = jobs.map(() => '');
  const ends: Record<string, number> = {};
  const count = { done: 0, faultsInjected: 0, notInjected: 0, hangs: 0 };
  const fail = (index: number, violations: readonly string[]) => {
    failures[index] = { job: jobs[index] as Job, violations };
  };
  return {
    add(index, played) {
      const { ends: ended, violations, faultsInjected, trace } = played;
      heard[index] = { runs: ended.length, tell: (tally) => tally.add(index, played) };
      count.done += 1;
      count.faultsInjected += faultsInjected;
      count.notInjected += faultsInjected === 0 ? 1 : 0;
      count.hangs += violations.some((broken) => broken.startsWith('I-23')) ? 1 : 0;
      traces[index] = trace;
      for (const end of ended) ends[end] = (ends[end] ?? 0) + 1;
      if (violations.length > 0) fail(index, violations);
    },
    addStuck(index) {
      heard[index] = { runs: 1, tell: (tally) => tally.addStuck(index) };
      count.done += 1;
      count.hangs += 1;
      fail(index, ['the simulation did not end within four minutes of the wall']);
    },
    get done() {
      return count.done;
    },
    get faultsInjected() {
      return count.faultsInjected;
    },
    get notInjected() {
      return count.notInjected;
    },
    get hangs() {
      return count.hangs;
    },
    get failed() {
      return failures.filter((failure) => failure !== undefined);
    },
    get ends() {
      return Object.fromEntries(Object.entries(ends).sort(([a], [b]) => (a < b ? -1 : 1)));
    },
    first(wanted) {
      let [count, runs] = [0, 0];
      for (let next = heard[0]; next && runs < wanted; next = heard[count]) {
        count += 1;
        runs += next.runs;
      }
      const tallied = () => {
        const tally = createTally(jobs.slice(0, count));
        for (const one of heard.slice(0, count)) one?.tell(tally);
        return tally;
      };
      return { tallied, runs, isEnough: runs >= wanted };
    },
    get traceSha256() {
      return createHash('sha256').update(traces.join('\n')).digest('hex');
    },
  };
}
