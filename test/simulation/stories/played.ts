import { secondWriters } from '../promises';
import type { Simulation } from '../stage';
import { bringTogether, isServedSomewhere, pass, type Story } from './story';

/** Longer than any run may take: Step Functions ends it by then. */
const RUN_MINUTES_MAX = 24 * 60;
/** What was left behind is closed within minutes, and a take-over waits until the world is quiet. */
const TIDY_MINUTES = 15;
/** How often a person starts again before they call the developers. */
const AGAIN_MAX = 4;
/** Every order has been answered by then, or never will be. */
const LAST_ORDERS_MINUTES = 0.2;

/**
 * What must be true of a story into which something else came as well: it may have ended in either Region, as long as
 * users are led to a writer and their orders are taken.
 */
const coherent = (story: Story): Story => ({ ...story, isGood: isServedSomewhere, again: bringTogether });

/**
 * Plays a story to its end: the faults come while it goes; then they stop, and a person who starts again must get there.
 *
 * @param isDisturbed whether something else comes into the story, so that it may end elsewhere
 */
export const played =
  (plain: Story, isDisturbed = false, story = isDisturbed ? coherent(plain) : plain) =>
  async (simulation: Simulation): Promise<void> => {
    await story.begin(simulation);
    if (!(await simulation.quiet(RUN_MINUTES_MAX))) simulation.broken('I-23: a run has no end');
    await simulation.stopFaults();
    await simulation.until(() => isSettled(story, simulation), TIDY_MINUTES);
    for (let again = 0; again < AGAIN_MAX && !story.isGood(simulation); again += 1) {
      simulation.people.approve();
      story.again(simulation);
      await simulation.quiet(RUN_MINUTES_MAX);
      await simulation.until(() => isSettled(story, simulation), TIDY_MINUTES);
    }
    if (!story.isGood(simulation)) {
      const { writer, served, customers } = simulation;
      const taken = `orders taken by ${customers.lastTakenBy}`;
      simulation.broken(`liveness: writer in ${writer()}, users led to ${served()}, ${taken}`);
    }
    simulation.close();
    await pass(simulation, LAST_ORDERS_MINUTES);
  };

/** All is as it should be, and nobody is left behind who would have to be tidied up after. */
const isSettled = (story: Story, simulation: Simulation): boolean =>
  story.isGood(simulation) && simulation.isQuiet() && simulation.isTidy() && secondWriters(simulation).length === 0;
