import { CALL_FAULTS, type CallFault, type PlacedFault, RUN_FAULTS } from './faults';
import type { Job } from './lanes';
import type { Outcome } from './simulation';

/** Operations that only look; of these it is the same whether an error comes before or after. */
const LOOKS = /:(Get|Describe|List|Query|Scan|Head|Simulate)/;
const SAME_AS_BEFORE: readonly CallFault[] = ['errorAfter', 'timeoutAfter'];

/** Every single fault of a story: each state stopped in each way, each call of each state failing in each way. */
export function singleFaults({ places, states }: Pick<Outcome, 'places' | 'states'>): PlacedFault[] {
  const ofRuns = states.flatMap((step) => RUN_FAULTS.map((fault): PlacedFault => ({ at: { step }, fault })));
  const ofCalls = [...places].flatMap(([step, operations]) =>
    [...operations].flatMap((operation) =>
      CALL_FAULTS.filter((fault) => !(LOOKS.test(operation) && SAME_AS_BEFORE.includes(fault))).map(
        (fault): PlacedFault => ({ at: { step, operation }, fault }),
      ),
    ),
  );
  return [...ofRuns, ...ofCalls];
}

/** Stories that are swept at every place; the others only where none before them has been. */
const WHOLE: readonly string[] = ['lost', 'switched', 'drilled'];

/**
 * The sweep's jobs: every single fault of the first stories, and of the others those at places that are new. A story
 * that is swept alone is swept at every place.
 */
export function sweepJobs(places: Readonly<Record<string, Pick<Outcome, 'places' | 'states'>>>, seed: number): Job[] {
  const stories = Object.entries(places);
  const seen = new Set<string>();
  return stories.flatMap(([story, control]) => {
    const faults = singleFaults(control);
    const isWhole = stories.length === 1 || WHOLE.includes(story);
    const chosen = faults.filter((fault) => isWhole || !seen.has(JSON.stringify(fault)));
    for (const fault of faults) seen.add(JSON.stringify(fault));
    return chosen.map((fault) => ({ story, seed, faults: [fault] }));
  });
}
