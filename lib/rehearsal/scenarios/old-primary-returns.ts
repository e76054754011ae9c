import type { Scenario } from '../scenario';

/**
 * The home Region is cut off from the world while it lives on: its own clients go on writing to the old database. When
 * it can be reached again it fences itself, what only it holds is kept and counted, users stay where they are, and no
 * failback begins before a person has acknowledged what would be lost with it.
 */
export const scenario: Scenario = {
  // F-46, F-51, F-91, F-125
  story: 'the old Region returns with rows of its own; it stands down, and failback waits for a person',
  expected: 'StoodDown',
  timeline: [
    'World: is isolated',
    'Serving:',
    'World: is back',
    'FenceRegion: orders-web',
    'RecordDivergence: ',
    'StoodDown:',
    'World: a person starts the switchover',
    'ConfirmActive: acknowledge-divergence',
    'Refused:',
  ],
  async play(stage) {
    const { home, standby } = stage;
    await stage.settle();
    await stage.ordersFlow();
    stage.faultIs('the home Region is cut off');
    stage.isolateRegion(home);
    const failover = await stage.runIsAdmitted(standby);
    stage.isAbout(failover);
    await stage.runEnds(failover);
    await stage.ordersRecover();
    await stage.ordersInside(home, 3);
    const there = await stage.ordersIn(home);
    await stage.regionReturns(home);
    const down = await stage.runIsAdmitted(home, { verb: 'stand-down' });
    stage.isAbout(down);
    await stage.runEnds(down);
    const held = await stage.ordersIn(standby);
    const alone = [...there].filter((id) => !held.has(id));
    stage.holds('the old writer had orders that the new one has not', alone.length >= 3);
    stage.holds('people are told of the divergence', stage.wasTold(down, 'RecordDivergence'));
    stage.holds('the old Region runs no writer any more', stage.servicesRunning(home, 'orders-web') === 0);
    await stage.isSettledFor(standby);
    await stage.everyRegionIsKnown();
    await stage.until('the home Region to know which Region is active', async () => {
      return (await stage.announcedIn(home)) === standby;
    });
    const back = stage.starts(home, { reason: 'too early' }, 'switchover');
    const refused = await stage.runEnds(back);
    stage.holds('a failback is refused', refused.lastState === 'Refused');
    const { writers } = await stage.picture();
    stage.holds(
      'the writer stays',
      Object.values(writers).every((at) => at === standby),
    );
  },
};
