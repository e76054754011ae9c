import { type Chance, chanceFrom } from '../../lib/rehearsal/world/chance';
import { type Fault, WORLD_FAULT_KINDS } from './faults';
import type { Job } from './lanes';
import type { Outcome } from './simulation';
import { singleFaults } from './sweep';

/** By story: where its control run showed that faults can be put. */
export type Places = Readonly<Record<string, Pick<Outcome, 'places' | 'states'>>>;

/** Most faults of one plan, one in so many of which is of the world itself. */
const FAULTS_MAX = 5;
const OF_THE_WORLD = 0.25;
/** A place is met again and again; which time it is that goes wrong. */
const NTH_MAX = 4;
/** Most stories are over by then. */
const STORY_SECONDS = 600;

/**
 * The story and the faults of a seed: the same for the same seed. Each plan draws from few kinds of faults, so that some
 * plans have many of one kind, which a draw from all kinds would never have.
 */
export function swarmJob(seed: number, places: Places): Job {
  const chance = chanceFrom(seed);
  const story = pick(chance, drawnFrom(Object.keys(places)));
  const all = singleFaults(places[story] as Pick<Outcome, 'places' | 'states'>);
  const kinds = new Set(all.map(({ fault }) => fault).filter(() => chance() < 0.4));
  const some = all.filter(({ fault }) => kinds.has(fault));
  const count = 1 + Math.floor(chance() * FAULTS_MAX);
  const faults = Array.from({ length: count }, (): Fault => {
    if (chance() < OF_THE_WORLD) {
      return { at: { seconds: Math.floor(chance() * STORY_SECONDS) }, fault: pick(chance, WORLD_FAULT_KINDS) };
    }
    const { at, fault } = pick(chance, some.length > 0 ? some : all);
    return { at: { ...at, nth: 1 + Math.floor(chance() * NTH_MAX) }, fault } as Fault;
  });
  return { story, seed, faults };
}

/** Stories of hours with several runs, which take as long to play as four others. */
const LONG: readonly string[] = [
  ...['failedBack', 'lostAfterPromotion', 'lostBeforePromotion', 'lostInDrill', 'returned', 'unanswered', 'warmed'],
];
/** How much more often each other story is drawn. */
const SHORT_WEIGHT = 4;

const drawnFrom = (stories: readonly string[]): readonly string[] =>
  stories.flatMap((story) => (LONG.includes(story) ? [story] : Array.from({ length: SHORT_WEIGHT }, () => story)));

const pick = <Value>(chance: Chance, from: readonly Value[]): Value =>
  from[Math.floor(chance() * from.length)] as Value;

/**
 * The fewest faults with which a job still breaks a promise: each is left out in turn, and stays out where it still
 * breaks.
 */
export async function shrunk(job: Job, breaks: (job: Job) => Promise<boolean>): Promise<Job> {
  let smallest = job;
  for (let index = job.faults.length - 1; index >= 0; index -= 1) {
    const without = { ...smallest, faults: smallest.faults.filter((_, at) => at !== index) };
    if (await breaks(without)) smallest = without;
  }
  return smallest;
}
