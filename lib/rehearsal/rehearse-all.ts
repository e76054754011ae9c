import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { assembliesOf } from './assemblies';
import { scenarioCalled } from './rehearse';
import { rehearsedPlan } from './rehearsed-plan';
import type { Verdict } from './verdict';
import { owned } from './world/children';
import { temporaryDirectory } from './world/temporary-directory';

const PROGRAM = join(__dirname, '../../bin/understudy.ts');
/** A rehearsal gives up by itself long before. */
const SCENARIO_MILLISECONDS_MAX = 600_000;
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;

/** How one of several scenarios came out. */
export interface Outcome {
  readonly name: string;
  readonly seconds: number;
  /** Absent when the rehearsal itself failed. */
  readonly verdict?: Verdict;
  /** Why there is no verdict. @default there is one */
  readonly trouble?: string;
}

export interface Rehearsals {
  readonly names: readonly string[];
  /** Scenarios that play at one time, each in a process and a world of its own. */
  readonly jobs: number;
  readonly seed: number;
  readonly scale: number;
  /** Told as soon as a scenario has ended. */
  tell(outcome: Outcome): void;
}

/** Plays scenarios side by side. What they share is made once, by the first of them that needs it. */
export async function rehearseAll(rehearsals: Rehearsals): Promise<Outcome[]> {
  const { path: directory, remove } = temporaryDirectory();
  const prepare = inTurn((name: string) => prepared(name, directory));
  const waiting = [...rehearsals.names];
  const outcomes: Outcome[] = [];
  const work = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      await prepare(name);
      const outcome = await played(name, directory, rehearsals);
      outcomes.push(outcome);
      rehearsals.tell(outcome);
    }
  };
  try {
    await Promise.all(Array.from({ length: rehearsals.jobs }, work));
    return outcomes;
  } finally {
    remove();
  }
}

/** Scenarios with the same plan share its assembly: it is there already, or it is synthesised. */
async function prepared(name: string, directory: string): Promise<void> {
  await assembliesOf(rehearsedPlan(await scenarioCalled(name)), directory);
}

/** One call at a time, so that nothing is made twice. */
function inTurn(work: (name: string) => Promise<void>): (name: string) => Promise<void> {
  let last = Promise.resolve();
  return (name) => {
    last = last.then(() => work(name));
    return last;
  };
}

async function played(name: string, prepared: string, { seed, scale }: Rehearsals): Promise<Outcome> {
  const began = performance.now();
  const words = ['rehearse', name, '--json', '--seed', String(seed), '--scale', String(scale), '--prepared', prepared];
  const { out, err } = await understudy(words);
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  try {
    return { name, seconds, verdict: JSON.parse(out) };
  } catch {
    return { name, seconds, trouble: err.trim() || 'it told no verdict' };
  }
}

const understudy = (words: readonly string[]): Promise<{ out: string; err: string }> =>
  new Promise((resolve) => {
    const options = { timeout: SCENARIO_MILLISECONDS_MAX, maxBuffer: OUTPUT_BYTES_MAX };
    // A rehearsal that is ended from outside removes its processes and its folder only when it may.
    owned(
      execFile(process.execPath, ['--import', 'tsx', PROGRAM, ...words], options, (_, out, err) =>
        resolve({ out, err }),
      ),
      'SIGTERM',
    );
  });
