import type { Verb } from '../../../lib/domain/verbs';
import type { Simulation } from '../../simulation/simulation';
import { STORIES } from '../../simulation/stories';
import { pass } from '../../simulation/stories/story';

type Course = (simulation: Simulation) => Promise<void>;

/** Longer than anything takes that a run waits for: a database is rebuilt for hours, and no run waits for that. */
const WORK_MINUTES = 120;
/** What was left behind is closed within it. */
const TIDY_MINUTES = 15;
/** Every order has been answered by then. */
const LAST_ORDERS_MINUTES = 0.2;

const hasEnded = ({ lastRun }: Simulation, verb: Verb): boolean => (lastRun(verb)?.status ?? 'RUNNING') !== 'RUNNING';

/** The lost Region comes back once all is quiet, and does what is left to do there. */
async function returned(simulation: Simulation): Promise<void> {
  const { home, until } = simulation;
  await STORIES.lost.begin(simulation);
  await simulation.quiet(WORK_MINUTES);
  await simulation.regionReturns(home);
  await until(() => hasEnded(simulation, 'stand-down') && hasEnded(simulation, 'settle'), WORK_MINUTES);
}

/** What goes well without a fault, for as long as it takes. */
const toItsEnd =
  (begin: Course): Course =>
  async (simulation) => {
    await begin(simulation);
    await simulation.quiet(WORK_MINUTES);
    await simulation.until(() => simulation.isTidy(), TIDY_MINUTES);
    simulation.close();
    await pass(simulation, LAST_ORDERS_MINUTES);
  };

/** The stories in which verbs are measured. */
export const COURSES = {
  lost: toItsEnd(STORIES.lost.begin),
  switched: toItsEnd(STORIES.switched.begin),
  drilled: toItsEnd(STORIES.drilled.begin),
  retired: toItsEnd(STORIES.retired.begin),
  checked: toItsEnd(STORIES.checked.begin),
  returned: toItsEnd(returned),
} satisfies Readonly<Record<string, Course>>;
export type CourseName = keyof typeof COURSES;
