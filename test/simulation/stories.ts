import type { Verb } from '../../lib/domain/verbs';
import type { Simulation } from './simulation';

/** A story without its faults, and what must be true once they are over. */
export interface Story {
  readonly verb: Verb;
  readonly because: string;
  /** Brings about what the verb is for, and lets it go as far as it goes. */
  begin(simulation: Simulation): Promise<void>;
  /** Whether all is as it should be. */
  isGood(simulation: Simulation): boolean;
  /** What a person does where it is not. */
  again(simulation: Simulation): void;
}

/** Longer than any run may take: Step Functions ends it by then. */
const RUN_MINUTES_MAX = 24 * 60;
/** The watch closes what was left behind, and a take-over waits until the world is quiet. */
const TIDY_MINUTES = 15;
/** How often a person starts again before they call the developers. */
const AGAIN_MAX = 4;

const lost: Story = {
  verb: 'failover',
  because: 'the active Region is lost, and the alarm starts a takeover',
  async begin(simulation) {
    const { home } = simulation;
    await simulation.loseRegion(home);
    await simulation.until(() => simulation.lastRun('failover') !== undefined, 60);
  },
  isGood: isServedBy(({ standby }) => standby),
  again: ({ start, standby }) => void start('failover', standby),
};

const switched: Story = {
  verb: 'switchover',
  because: 'a person moves the users to the other Region while all is well',
  async begin(simulation) {
    simulation.start('switchover', simulation.standby);
  },
  isGood: isServedBy(({ standby }) => standby),
  again: ({ start, standby }) => void start('switchover', standby),
};

const drilled: Story = {
  verb: 'drill',
  because: 'a drill proves the release in the Region that stands by',
  async begin(simulation) {
    simulation.start('drill', simulation.standby);
  },
  isGood: (simulation) =>
    isServedBy(({ home }) => home)(simulation) && simulation.lastRun('drill')?.lastState === 'Passed',
  again: ({ start, standby }) => void start('drill', standby),
};

export const STORIES = { lost, switched, drilled } satisfies Readonly<Record<string, Story>>;
export type StoryName = keyof typeof STORIES;

function isServedBy(where: (simulation: Simulation) => string) {
  return (simulation: Simulation): boolean => {
    const region = where(simulation);
    return simulation.writer() === region && simulation.served() === region;
  };
}

/**
 * Plays a story to its end: the faults come while it goes; then they stop, and a person who starts again must get there.
 */
export const played =
  (story: Story) =>
  async (simulation: Simulation): Promise<void> => {
    await story.begin(simulation);
    if (!(await simulation.quiet(RUN_MINUTES_MAX))) simulation.broken('I-23: a run has no end');
    simulation.stopFaults();
    await simulation.until(() => isSettled(story, simulation), TIDY_MINUTES);
    for (let again = 0; again < AGAIN_MAX && !story.isGood(simulation); again += 1) {
      story.again(simulation);
      await simulation.quiet(RUN_MINUTES_MAX);
      await simulation.until(() => isSettled(story, simulation), TIDY_MINUTES);
    }
    if (!story.isGood(simulation)) {
      simulation.broken(`liveness: writer in ${simulation.writer()}, users led to ${simulation.served()}`);
    }
  };

/** All is as it should be, and nobody is left behind who would have to be tidied up after. */
const isSettled = (story: Story, simulation: Simulation): boolean => story.isGood(simulation) && simulation.isTidy();
