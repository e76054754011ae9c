import { namesOf } from '../../../lib/domain/names';
import type { Verb } from '../../../lib/domain/verbs';
import { personRequest } from '../../person-request';
import type { Simulation } from '../simulation';
import { STORIES } from '../stories';
import { invoked, lockIn, setAlarm } from './doings';

/** What happens in a world. Whatever it waits for, it goes on when that does not come. */
export type Tale = (simulation: Simulation) => Promise<void>;

const WHOLE_RUN_MINUTES = 90;
const BECAUSE = 'a person of the simulation';

const wait = (simulation: Simulation, minutes: number) => simulation.until(() => false, minutes);

/** Until the last run of a verb has ended. */
const ended = (simulation: Simulation, verb: Verb, minutes = WHOLE_RUN_MINUTES) =>
  simulation.until(() => !['RUNNING', undefined].includes(simulation.lastRun(verb)?.status), minutes);

/** What a run says, or does, in a state: until it is in it. */
const inState = (simulation: Simulation, verb: Verb, state: string) =>
  simulation.until(
    () =>
      simulation.lastRun(verb)?.events.some(({ type, name }) => type === 'TaskStateEntered' && name === state) === true,
    WHOLE_RUN_MINUTES,
  );

async function lost(simulation: Simulation): Promise<void> {
  await STORIES.lost.begin(simulation);
  await simulation.quiet(WHOLE_RUN_MINUTES);
}

/** The standby is further behind than the plan allows, so that a person is asked. */
async function asked(simulation: Simulation): Promise<void> {
  const { plan, world, standby, home } = simulation;
  const link = world.services.rds.linkOf(standby, plan.databases[0]?.clusters[standby] ?? '');
  if (link) link.latencyMilliseconds = 90_000;
  await wait(simulation, 5);
  await simulation.loseRegion(home);
  await inState(simulation, 'failover', 'AuthorizePromotion');
  await wait(simulation, 3);
}

const answered =
  (kind: 'approve' | 'decline'): Tale =>
  async (simulation) => {
    await asked(simulation);
    const run = simulation.lastRun('failover')?.arn ?? '';
    const body = personRequest({ kind, run, because: BECAUSE });
    await invoked(simulation, { region: simulation.standby, slug: 'decide-approval' }, body);
    await simulation.quiet(WHOLE_RUN_MINUTES);
  };

const scheduled =
  (verb: 'check' | 'drill'): Tale =>
  async (simulation) => {
    const { standby: region, world } = simulation;
    await invoked(simulation, { region, slug: 'on-schedule' }, { verb, at: world.clock.iso() });
    await ended(simulation, verb);
  };

async function returned(simulation: Simulation): Promise<void> {
  const { home, world } = simulation;
  world.services.rds.isolate(home);
  world.services.network.cut(home);
  await simulation.until(() => simulation.lastRun('failover') !== undefined, 60);
  await simulation.quiet(WHOLE_RUN_MINUTES);
  await simulation.regionReturns(home);
  await ended(simulation, 'stand-down', 300);
  await ended(simulation, 'settle');
  await wait(simulation, 10);
  // Where a fence stands, a check asks who serves.
  simulation.start('check', home);
  await simulation.quiet(WHOLE_RUN_MINUTES);
  const body = personRequest({ kind: 'acknowledge-divergence', because: BECAUSE });
  await invoked(simulation, { region: home, slug: 'change-controls' }, body);
  simulation.start('switchover', home);
  await simulation.quiet(WHOLE_RUN_MINUTES);
  await wait(simulation, 10);
}

async function warmed(simulation: Simulation): Promise<void> {
  const { standby, plan } = simulation;
  setAlarm(simulation, standby, namesOf(plan, standby).riskAlarm);
  await ended(simulation, 'prewarm');
}

/** What was warm for as long as the plan allows is removed. */
async function cooled(simulation: Simulation): Promise<void> {
  const { plan, world } = simulation;
  await warmed(simulation);
  const slugs = ['watch-region', 'close-left-behind', 'on-alarm', 'on-schedule'];
  const targets = [...plan.regions, plan.watch.witness ?? ''].flatMap((region) =>
    slugs.map((slug) => ({ region, functionName: namesOf(plan, region).lambda(slug) })),
  );
  // Hours in which nothing happens would take the longest of all.
  for (const target of targets) world.services.events.pause(target);
  await wait(simulation, plan.prewarmSeconds / 60 + 5);
  for (const target of targets) world.services.events.resume(target);
  await ended(simulation, 'retire');
}

/** A switchover is stopped while it fences the Region at home. */
async function unfenced(simulation: Simulation): Promise<void> {
  const { start, standby, home, world } = simulation;
  const run = start('switchover', standby);
  // What it says is heard when the whole fence stands, and the promotion is on its way.
  const { ecs } = world.services;
  await simulation.until(() => ecs.desiredCountOf({ region: home, stack: 'orders-web' }) === 0, WHOLE_RUN_MINUTES);
  world.services.states.stop(run);
  await simulation.until(() => lockIn(simulation, home)?.state === 'free', 15);
  await ended(simulation, 'settle', 30);
  await wait(simulation, 5);
}

const drifted =
  (where: 'home' | 'standby'): Tale =>
  async (simulation) => {
    await invoked(simulation, { region: simulation[where], slug: 'check-drift' }, {});
  };

/** Who closes a run that was stopped, and how they come to do it. */
const CLOSERS: Readonly<Record<string, (simulation: Simulation, run: string, region: string) => Promise<unknown>>> = {
  minute: async (simulation, _, region) => {
    const functionName = namesOf(simulation.plan, region).lambda('close-left-behind');
    simulation.world.services.events.resume({ region, functionName });
    await wait(simulation, 3);
  },
  ended: async (simulation, run, region) => {
    const detail = {
      executionArn: run,
      stateMachineArn: simulation.world.services.states.execution(run)?.machineArn,
      status: 'ABORTED',
    };
    const event = { source: 'aws.states', 'detail-type': 'Step Functions Execution Status Change', detail };
    await invoked(simulation, { region, slug: 'on-run-ended' }, event);
  },
  person: async (simulation, _, region) => {
    const epoch = lockIn(simulation, region)?.epoch ?? 0;
    await invoked(
      simulation,
      { region, slug: 'change-controls' },
      personRequest({ kind: 'break-lock', epoch, because: BECAUSE }),
    );
  },
  next: async (simulation, _, region) => {
    const verb = lockIn(simulation, region)?.verb ?? 'switchover';
    // Whatever gives way to others asks only for its like.
    const next = simulation.start(verb, region);
    await simulation.until(() => simulation.world.services.states.execution(next)?.status !== 'RUNNING', 15);
  },
};

/** A run is stopped as soon as it has the lock, nobody hears of it, and somebody closes it when the world is quiet. */
const stopped =
  (verb: Verb, closer: keyof typeof CLOSERS): Tale =>
  async (simulation) => {
    const { plan, world, standby } = simulation;
    const region = standby;
    const { events, states } = world.services;
    for (const slug of ['watch-region', 'on-run-ended', 'close-left-behind']) {
      events.pause({ region, functionName: namesOf(plan, region).lambda(slug) });
    }
    await wait(simulation, 1);
    const run = simulation.start(verb, region);
    await simulation.until(() => lockIn(simulation, region)?.owner === run, 10);
    states.stop(run);
    await wait(simulation, 5);
    await CLOSERS[closer]?.(simulation, run, region);
  };

const LOCKING: readonly Verb[] = ['failover', 'switchover', 'drill', 'prewarm', 'settle', 'stand-down', 'retire'];

const stops = Object.fromEntries(
  LOCKING.flatMap((verb) => Object.keys(CLOSERS).map((closer) => [`stopped-${verb}-${closer}`, stopped(verb, closer)])),
);

/** The alarm's event is lost; the watch starts the takeover. */
async function unheard(simulation: Simulation): Promise<void> {
  const { plan, world, standby: region } = simulation;
  world.services.events.pause({ region, functionName: namesOf(plan, region).lambda('on-alarm') });
  await lost(simulation);
}

/** A switchover waits for a Region that is lost meanwhile. */
async function lostInSwitchover(simulation: Simulation): Promise<void> {
  const { home, standby } = simulation;
  simulation.start('switchover', standby);
  await inState(simulation, 'switchover', 'FenceRegion');
  await simulation.loseRegion(home);
  await simulation.until(() => simulation.lastRun('failover') !== undefined, 60);
  await simulation.quiet(WHOLE_RUN_MINUTES);
}

/** A person switches what happens by itself off, and looks after it. */
async function switchedOff(simulation: Simulation): Promise<void> {
  const body = personRequest({ kind: 'automation', state: 'off', because: BECAUSE });
  await invoked(simulation, { region: simulation.standby, slug: 'change-controls' }, body);
}

const plain =
  (name: keyof typeof STORIES): Tale =>
  async (simulation) => {
    await STORIES[name].begin(simulation);
    await simulation.quiet(WHOLE_RUN_MINUTES);
    await wait(simulation, 3);
  };

/** Every use of every permission happens in one of them; the first that shows a use is the one that is played for it. */
export const TALES: Readonly<Record<string, Tale>> = {
  drilled: plain('drilled'),
  lost: plain('lost'),
  switched: plain('switched'),
  'check-scheduled': scheduled('check'),
  'drill-scheduled': scheduled('drill'),
  'drifted-home': drifted('home'),
  drifted: drifted('standby'),
  warmed,
  'switched-off': switchedOff,
  approved: answered('approve'),
  declined: answered('decline'),
  unfenced,
  returned,
  cooled,
  unheard,
  'lost-in-switchover': lostInSwitchover,
  ...stops,
};
