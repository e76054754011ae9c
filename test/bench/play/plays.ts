import { join } from 'node:path';
import type { Verb } from '../../../lib/domain/verbs';
import { inLanes } from '../../simulation/lanes';
import type { Bench } from '../part';
import type { CourseName } from './courses';
import type { Job, Measured, MeasuredRun } from './play';
import type { Habit } from './usual-machine';

/** The story in which each verb's run is measured: the same one may have several. */
const STORY_OF: Readonly<Record<Verb, CourseName>> = {
  failover: 'lost',
  switchover: 'switched',
  drill: 'drilled',
  prewarm: 'retired',
  check: 'checked',
  settle: 'returned',
  'stand-down': 'returned',
  retire: 'retired',
};

const LANE = join(__dirname, 'lane.ts');
const played = new WeakMap<Bench, Map<string, Promise<readonly Measured[]>>>();

/** One world of a story for each seed, in as many processes as there are processors; each is played once for a bench. */
export function playsOf(bench: Bench, story: CourseName, habits: readonly Habit[] = []): Promise<readonly Measured[]> {
  const known = played.get(bench) ?? new Map<string, Promise<readonly Measured[]>>();
  played.set(bench, known);
  const key = [story, ...habits].join();
  const plays = known.get(key) ?? playedNow(bench, story, habits);
  known.set(key, plays);
  return plays;
}

async function playedNow(bench: Bench, story: CourseName, habits: readonly Habit[]): Promise<readonly Measured[]> {
  const { directory, seeds } = bench;
  // Lanes find what is prepared; two at once would prepare it twice.
  await bench.prepared();
  const jobs = Array.from({ length: seeds }, (_, index): Job => ({ story, seed: index + 1, habits }));
  const measured: Measured[] = [];
  const keep = (index: number, result: Measured) => {
    measured[index] = result;
  };
  await inLanes<Measured>(directory, jobs, keep, LANE);
  bench.tell(`${[story, ...habits].join(', ')}: ${seeds} worlds played`);
  return measured;
}

/** Calls that AWS turned away, by story, in all worlds in which verbs are measured. */
export async function throttledIn(bench: Bench): Promise<Readonly<Record<string, number>>> {
  const stories = [...new Set(Object.values(STORY_OF))];
  const counts = new Map<string, number>();
  for (const story of stories) {
    const worlds = await playsOf(bench, story);
    counts.set(
      story,
      worlds.reduce((sum, { throttled }) => sum + throttled, 0),
    );
  }
  return Object.fromEntries(counts);
}

/** The run of a verb in each of its worlds. @throws Error when one of them did not do what it is for */
export async function runsOf(bench: Bench, verb: Verb): Promise<readonly MeasuredRun[]> {
  const story = STORY_OF[verb];
  const worlds = await playsOf(bench, story);
  return worlds.map(({ runs }, index) => {
    const run = runs.find((one) => one.verb === verb);
    if (!run) throw new Error(`no ${verb} ended well in the story ${story} with the seed ${index + 1}`);
    return run;
  });
}
