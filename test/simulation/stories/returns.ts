import { isConnected, isSettledFor } from '../promises';
import type { Simulation } from '../stage';
import { bringTogether, isServedBy, isServedSomewhere, type Story } from './story';

/** A takeover is over by then, and what follows the return of a Region: its rebuilding and its standing down. */
const WORK_MINUTES = 60;

/** Whether what came back has found its place behind the one that took over, and the records say so for good. */
function isInOrder(simulation: Simulation): boolean {
  const { plan, writer, isLost } = simulation;
  const at = writer() ?? '';
  const followers = plan.regions.filter((region) => region !== at && !isLost(region));
  return isSettledFor(simulation, at) && followers.every((region) => isConnected(simulation, region));
}

async function loseAndReturn(simulation: Simulation): Promise<void> {
  const { home, standby, until } = simulation;
  await simulation.loseRegion(home);
  await until(() => isServedBy(simulation, standby), WORK_MINUTES);
  await simulation.quiet(WORK_MINUTES);
  await simulation.regionReturns(home);
  await until(() => isInOrder(simulation) && hasStoodDown(simulation), WORK_MINUTES);
}

/** Where nothing took its place, nothing has to. */
const hasStoodDown = ({ lastRun, moves }: Simulation): boolean =>
  moves.length === 0 || lastRun('stand-down')?.lastState === 'StoodDown';

export const returned: Story = {
  verb: 'stand-down',
  because: 'the lost Region comes back after the takeover, fences itself and follows the new writer',
  begin: loseAndReturn,
  isGood: (simulation) => isServedSomewhere(simulation) && isInOrder(simulation) && hasStoodDown(simulation),
  again: (simulation) => {
    if (!isServedSomewhere(simulation)) return bringTogether(simulation);
    // The watch sees to the fence and to what is recorded; to the rest a person does, who was told how it ended.
    if (!hasStoodDown(simulation)) simulation.start('stand-down', simulation.home);
  },
};

/** A person answers for what the old writer may hold alone, and takes everything home. */
function goHome({ people, start, home }: Simulation): void {
  people.acknowledgesDivergence(home);
  start('switchover', home);
}

export const failedBack: Story = {
  verb: 'switchover',
  because: 'the lost Region comes back, and users are brought home again without a loss',
  async begin(simulation) {
    await loseAndReturn(simulation);
    if (!isServedBy(simulation, simulation.home)) goHome(simulation);
  },
  isGood: (simulation) => isServedBy(simulation, simulation.home) && isInOrder(simulation),
  again: (simulation) => (isServedSomewhere(simulation) ? goHome(simulation) : bringTogether(simulation)),
};
