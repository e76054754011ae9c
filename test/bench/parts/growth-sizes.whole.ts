import type { Verb } from '../../../lib/domain/verbs';
import { invoked } from '../../simulation/permissions/doings';
import { type Prepared, prepare } from '../../simulation/prepare';
import { simulate } from '../../simulation/simulation';
import type { Simulation } from '../../simulation/stage';
import { temporaryDirectory } from '../../temporary';
import { growth, measured } from './growth';
import { grown, largestIn, type Size } from './growth-world';

const directory = temporaryDirectory('growth');
let prepared: Prepared;

beforeAll(async () => {
  prepared = await prepare(directory);
}, 120_000);

/** A story in a world of its own, with a plan and a release of this size. */
async function playedAt(size: Size, story: (simulation: Simulation) => Promise<void>) {
  const largest = await largestIn(prepared, directory, size);
  return simulate({
    prepared: await grown(prepared, largest, { size, directory }),
    seed: 1,
    faults: [],
    async story(simulation) {
      await story(simulation);
      simulation.close();
    },
  });
}

/** Waits for the end of the verb's last run. */
const ended = (simulation: Simulation, verb: Verb) =>
  simulation.until(() => (simulation.lastRun(verb)?.status ?? 'RUNNING') !== 'RUNNING', 120);

test('A failover of more stacks and databases ends as well, within the limits, and is turned away nowhere', async () => {
  const sizes = [
    { stacks: 30, databases: 1 },
    { stacks: 2, databases: 12 },
  ];
  const played = await measured({ directory, prepared: async () => prepared, tell: () => {} }, sizes);
  expect(played.growth).toMatchObject(sizes.map((size) => ({ ...size, ending: 'Serving', throttled: 0 })));
  expect(growth.broken(played)).toEqual([]);
  // Of the largest plan nothing is said that was not played.
  expect(played.largestPlan).toBeUndefined();
  expect(growth.lines(played).join('\n')).toContain('| 30 × 1 |');
}, 240_000);

test('A drill, a prewarm, a check and a failover of more stacks than are described one by one end well', async () => {
  const { runs, throttled } = await playedAt({ stacks: 30, databases: 1 }, async (simulation) => {
    for (const verb of ['drill', 'prewarm', 'check'] as const) {
      simulation.start(verb, simulation.standby);
      await ended(simulation, verb);
    }
    await simulation.loseRegion(simulation.home);
    await ended(simulation, 'failover');
  });
  const endings = Object.fromEntries(runs.map(({ verb, ending }) => [verb, ending]));
  expect(endings).toMatchObject({ drill: 'Passed', prewarm: 'Warm', check: 'Passed', failover: 'Serving' });
  expect(throttled).toEqual([]);
}, 240_000);

test('An outage of fifty databases that is there only after a while is confirmed, and RDS turns nothing away', async () => {
  const { runs, throttled } = await playedAt({ stacks: 2, databases: 50 }, async (simulation) => {
    simulation.start('failover', simulation.standby);
    simulation.later(45, () => void simulation.loseRegion(simulation.home));
    await ended(simulation, 'failover');
  });
  expect(throttled).toEqual([]);
  expect(runs.map(({ verb, ending }) => [verb, ending])).toEqual([['failover', 'Serving']]);
}, 240_000);

test('A check and a look for drift that are due while stacks are created leave CloudFormation to the failover', async () => {
  const { runs, throttled } = await playedAt({ stacks: 60, databases: 1, stacksAtOnce: 10 }, async (simulation) => {
    const { world, home, standby: region } = simulation;
    await simulation.loseRegion(home);
    await simulation.until(() => simulation.hasEntered('DeployStacks'), 120);
    await simulation.until(() => false, 4);
    const due = { verb: 'check', at: world.clock.iso() };
    await Promise.all([
      invoked(simulation, { region, slug: 'on-schedule' }, due),
      invoked(simulation, { region, slug: 'check-drift' }, {}),
    ]);
    await ended(simulation, 'failover');
  });
  expect(throttled).toEqual([]);
  expect(runs.map(({ verb, ending }) => [verb, ending])).toEqual([['failover', 'Serving']]);
}, 240_000);
