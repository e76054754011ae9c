/**
 * Every interleaving of some runs over the locks of one, two and three Regions, explored breadth first with the
 * product's own protocol (`test/lock-model/`).
 *
 * A run looks, writes its intent, reads the other Regions one after the other, confirms, and changes the world: a guard
 * write and, later, its effect. Runs are aborted at any moment and their Lambdas go on all the same; runs are redriven;
 * the watch closes the dead ones; links between Regions break and heal. In every world that can come about:
 *
 * - no two runs are admitted at once that heard each other, and none takes what a planned one holds whose Region it hears;
 * - no settle and no drill is admitted beside a planned run, and neither keeps a failover out nor takes from the other;
 * - nothing takes effect for an epoch below one that changed the world, nor for a run that was closed;
 * - no epoch is given twice; a settle keeps the epoch, a drill has one of its own;
 * - what was lost once is promoted away from at most once;
 * - every lock can become free again, and of runs that race one is admitted.
 *
 * One window remains: runs of two Regions may both be admitted while neither hears the other, in a plan of two Regions,
 * or of three when the partition changes between two admissions or is not the same from every side. Then the fence is
 * the promotion itself, which is refused once the writer is no longer where the run confirmed it lost.
 *
 * Each weaker protocol must be caught: `test/lock-model-mutants.test.ts`.
 */
import { type Explored, explore } from './lock-model/explore';
import { SETTINGS } from './lock-model/settings';

/** Fewer worlds than these would mean that the model no longer explores what it was made for. */
const WORLDS_MIN: Readonly<Record<keyof typeof SETTINGS, number>> = {
  oneRegion: 9_000,
  besideSettle: 9_000,
  twoRegions: 6_000,
  race: 8_000,
  linkThatFlaps: 20_000,
  raceOfThree: 40_000,
  threeApart: 50_000,
  threeWhileLinksMove: 10_000,
  besideDrills: 10_000,
  drillAndSettle: 4_000,
  planned: 3_000,
  plannedBesideDrill: 7_000,
  plannedThenLost: 8_000,
  plannedTwice: 5_000,
  plannedInThree: 10_000,
  afterSettling: 5,
};

const explored = new Map<string, Explored>();
/** Each setting is explored once for all that is asked of it. */
function exploredIn(name: keyof typeof SETTINGS): Explored {
  const found = explored.get(name) ?? explore(SETTINGS[name]);
  explored.set(name, found);
  return found;
}

test.each(Object.keys(WORLDS_MIN) as (keyof typeof SETTINGS)[])(
  'the lock protocol is safe in every world of %s',
  (name) => {
    const { violation, worlds, stuck } = exploredIn(name);
    expect(violation).toBe('');
    expect(stuck).toBeUndefined();
    expect(worlds).toBeGreaterThan(WORLDS_MIN[name]);
  },
);

// F-19
test.each(['race', 'raceOfThree'] as const)('of the runs in %s one is admitted', (name) => {
  expect(exploredIn(name).idle).toBeUndefined();
});
