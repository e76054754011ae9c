import type { Scenario } from '../scenario';

/**
 * On an ordinary day a person moves the application to the standby, under load, while rows take a quarter of a second
 * from Region to Region. The old Region is fenced before the database moves, and every order that a customer was told
 * of is there afterwards.
 */
export const scenario: Scenario = {
  story: 'a planned switchover under load; to the row, what was acknowledged is what is kept',
  expected: 'Serving',
  timeline: [
    'World: a person starts the switchover',
    'ConfirmActive: is active',
    'DeployStacks: complete',
    'ProveStacks: serves',
    'FenceRegion: orders-web',
    'PromoteDatabase: the writer of orders is in',
    'ShiftTraffic: claims the traffic',
    "VerifyTraffic: the zone's name servers answer",
    'SettleTraffic: say for good',
    'Serving:',
    'World: orders flow again',
  ],
  async play(stage) {
    stage.slowReplication(250);
    await stage.settle();
    await stage.everyRegionIsKnown();
    await stage.ordersFlow();
    stage.faultIs('on an ordinary day');
    stage.starts(stage.standby, { reason: 'maintenance in the home Region' }, 'switchover');
    await stage.storyEnds(stage.standby, { verb: 'switchover' });
    await stage.ordersRecover();
    const acknowledged = await stage.ordersStop();
    const after = await stage.picture();
    stage.holds('customers ordered all the time', acknowledged.length > 20);
    stage.holds('the new writer holds every acknowledged order', await stage.nothingIsLost(stage.standby));
    stage.holds(
      'the writer is in the standby',
      Object.values(after.writers).every((at) => at === stage.standby),
    );
    stage.holds('nothing was promoted with possible loss', !stage.wasCalled('FailoverGlobalCluster'));
    for (const region of [stage.home, stage.standby]) {
      const announced = await stage.announcedIn(region);
      stage.holds(`pipelines in ${region} know which Region is active: ${announced}`, announced === stage.standby);
    }
    await stage.everyRunEnds();
    stage.holds('no failover was started', stage.runs(stage.standby).length === 0);
  },
};
