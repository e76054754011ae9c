import type { Fault } from './faults';
import type { Job } from './lanes';
import type { Prepared } from './prepare';
import { type Outcome, simulate } from './simulation';
import { played, STORIES, type StoryName } from './stories';

/** What is kept of an outcome: no timeline, which a replay shows. */
export interface Played extends Pick<Outcome, 'ends' | 'violations' | 'faultsInjected' | 'trace'> {
  /** Wall milliseconds. */
  readonly milliseconds: number;
}

/** Plays one job. */
export async function playJob(prepared: Prepared, { seed, story, faults }: Job): Promise<Played> {
  const beganAt = performance.now();
  const { ends, violations, faultsInjected, trace } = await simulate({
    prepared,
    seed,
    faults: faults as readonly Fault[],
    story: played(STORIES[story as StoryName]),
  });
  return { ends, violations, faultsInjected, trace, milliseconds: Math.round(performance.now() - beganAt) };
}
