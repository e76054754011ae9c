import type { Simulation } from '../stage';
import { bringTogether, isServedBy, type Story } from './story';

/** Two stacks are created and removed in less. */
const WORK_MINUTES = 60;

const isAtHome = (simulation: Simulation) => isServedBy(simulation, simulation.home);

export const switched: Story = {
  verb: 'switchover',
  because: 'a person moves the users to the other Region while all is well',
  async begin({ start, standby }) {
    start('switchover', standby);
  },
  isGood: (simulation) => isServedBy(simulation, simulation.standby),
  again: bringTogether,
};

export const drilled: Story = {
  verb: 'drill',
  because: 'a drill proves the release in the Region that stands by',
  async begin({ start, standby }) {
    start('drill', standby);
  },
  isGood: (simulation) => isAtHome(simulation) && simulation.lastRun('drill')?.lastState === 'Passed',
  again: ({ start, standby }) => void start('drill', standby),
};

export const checked: Story = {
  verb: 'check',
  because: 'a check finds that a takeover would work now',
  async begin({ start, standby, until, lastRun }) {
    start('check', standby);
    await until(() => lastRun('check')?.status !== 'RUNNING', WORK_MINUTES);
  },
  isGood: (simulation) => isAtHome(simulation) && simulation.lastRun('check')?.lastState === 'Passed',
  again: ({ start, standby }) => void start('check', standby),
};

export const retired: Story = {
  verb: 'retire',
  because: 'what was made ready ahead of time is removed again',
  async begin({ start, standby, quiet, until, lastRun }) {
    start('prewarm', standby);
    await quiet(WORK_MINUTES);
    start('retire', standby);
    await until(() => lastRun('retire')?.status !== 'RUNNING', WORK_MINUTES);
  },
  isGood: (simulation) => isAtHome(simulation) && releaseStacksIn(simulation).length === 0,
  again: ({ start, standby }) => void start('retire', standby),
};

/** Names of the release's stacks in the Region that stands by. */
function releaseStacksIn({ world, plan, standby }: Simulation): readonly string[] {
  const isOfRelease = (name: string) => plan.release.stacks.some((stack) => name.startsWith(stack));
  const there = world.services.cloudformation.stacks().filter(({ region }) => region === standby);
  return there.map(({ name }) => name).filter(isOfRelease);
}
