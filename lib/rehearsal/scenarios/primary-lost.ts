import type { Scenario } from '../scenario';

/**
 * Customers order in the home Region. Its database and tasks are killed and the whole Region is cut off: its endpoints,
 * its control plane, and Route 53's control plane with it. Nobody does anything.
 *
 * The standby's watch finds the Region down, its alarm starts the failover, and orders flow again. What the dead
 * database had acknowledged and replication had not yet carried over is lost, and counted.
 */
export const scenario: Scenario = {
  story: 'the home Region is lost under load; the standby notices and takes over by itself',
  expected: 'Serving',
  async play(stage) {
    const [home = '', standby = ''] = stage.plan.regions;
    await stage.settle();
    await stage.ordersFlow();
    await stage.loseRegion(home);
    await stage.runEnds(standby);
    await stage.ordersRecover();
  },
};
