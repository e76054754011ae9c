import type { Scenario } from '../scenario';

/**
 * The home Region is lost while a switchover still deploys in the standby. A switchover has no way to lose data, so it
 * cannot go on: it gives up or the watch ends it, what it deployed stays, and the failover takes over by itself.
 */
export const scenario: Scenario = {
  story: 'the active Region is lost in the middle of a switchover, which gives way to the failover',
  expected: 'Serving',
  timeline: [
    'World: a person starts the switchover',
    'DeployStacks: creating',
    'World: is lost',
    'AdmitRun: admitted under epoch',
    'ConfirmOutage: is down',
    'ShiftTraffic: claims the traffic',
    'Serving:',
    'World: orders flow again',
  ],
  async play(stage) {
    const { home, standby } = stage;
    await stage.settle();
    await stage.everyRegionIsKnown();
    await stage.ordersFlow();
    const planned = stage.starts(standby, { reason: 'maintenance' }, 'switchover');
    await stage.isSaid('DeployStacks', 'creating');
    await stage.loseRegion(home);
    await stage.storyEnds(standby);
    await stage.ordersRecover();
    const ended = await stage.runEnds(planned);
    stage.holds('the switchover did not serve', ended.lastState !== 'Serving');
  },
};
