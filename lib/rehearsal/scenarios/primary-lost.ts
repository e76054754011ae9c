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
  timeline: [
    'World: is lost',
    'ConfirmOutage: is down',
    'AuthorizePromotion: the plan allows the promotion',
    'PromoteDatabase: the writer of orders is in',
    'ShiftTraffic: claims the traffic',
    "VerifyTraffic: the zone's name servers answer",
    'World: orders flow again',
  ],
  async play(stage) {
    await stage.settle();
    await stage.ordersFlow();
    await stage.loseRegion(stage.home);
    await stage.storyEnds(stage.standby);
    await stage.ordersRecover();
  },
};
