import { type Fault, isPlaced } from './faults';
import type { Job } from './lanes';
import type { Prepared } from './prepare';
import { type Outcome, simulate } from './simulation';
import { played, STORIES, type StoryName } from './stories';

/** Where faults can be put: what two processes can tell each other of an outcome's places. */
export interface Placed {
  readonly places: readonly (readonly [step: string, operations: readonly string[]])[];
  readonly states: readonly string[];
}

/** What is kept of an outcome: no timeline, which a replay shows. */
export interface Played extends Pick<Outcome, 'ends' | 'violations' | 'faultsInjected' | 'trace'> {
  /** Wall milliseconds. */
  readonly milliseconds: number;
  /** Of a story without faults: where they could be put. */
  readonly placed?: Placed;
}

/** Plays one job to its whole outcome. */
export const outcomeOf = (prepared: Prepared, { seed, story, faults }: Job): Promise<Outcome> =>
  simulate({
    prepared,
    seed,
    faults: faults as readonly Fault[],
    story: played(STORIES[story as StoryName], !(faults as readonly Fault[]).every(isPlaced)),
  });

/** Plays one job. */
export async function playJob(prepared: Prepared, job: Job): Promise<Played> {
  const beganAt = performance.now();
  const { ends, violations, faultsInjected, trace, places, states } = await outcomeOf(prepared, job);
  const milliseconds = Math.round(performance.now() - beganAt);
  const placed = { places: [...places].map(([step, operations]) => [step, [...operations]] as const), states };
  return { ends, violations, faultsInjected, trace, milliseconds, ...(job.faults.length === 0 && { placed }) };
}
