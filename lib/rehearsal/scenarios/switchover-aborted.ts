import type { Scenario } from '../scenario';

/**
 * A person ends a switchover in the console right after the home Region was fenced, and nobody is left to lift the
 * fence. The watch at home finds a fence where the writers are, and has it lifted: customers order again.
 */
export const scenario: Scenario = {
  // F-97
  story: 'a switchover is aborted between fence and promotion; the fence does not stay where the writers are',
  expected: 'ABORTED',
  timeline: [
    'World: a person starts the switchover',
    'World: the run is aborted',
    'UnfenceRegion: ',
    'Settled:',
    'World: orders flow again',
  ],
  async play(stage) {
    const { home, standby } = stage;
    await stage.settle();
    await stage.everyRegionIsKnown();
    await stage.ordersFlow();
    const run = stage.starts(standby, { reason: 'maintenance' }, 'switchover');
    stage.isAbout(run);
    // A fence goes up within one invocation: what that says is heard when the promotion is on its way.
    await stage.until('the services at home to be stopped', () => stage.servicesRunning(home, 'orders-web') === 0);
    stage.faultIs('the home Region is fenced');
    stage.aborts(run);
    await stage.runEnds(run);
    await stage.runEnds(await stage.runIsAdmitted(home, { verb: 'settle' }));
    await stage.ordersFlowAgain();
    const { writers } = await stage.picture();
    stage.holds(
      'the writer is at home',
      Object.values(writers).every((at) => at === home),
    );
    stage.holds('the services at home run again', stage.servicesRunning(home, 'orders-web') > 0);
  },
};
