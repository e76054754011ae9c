import type { Scenario } from '../scenario';

/**
 * The failover asks a person, and another person loses patience and promotes the database in the console. The run takes
 * it for done, promotes nothing itself, and brings the users.
 */
export const scenario: Scenario = {
  // F-30
  story: 'somebody promotes the database by hand while the run waits for approval; the run goes on from there',
  expected: 'Serving',
  plan: (plan) => ({ ...plan, automation: 'prepare' }),
  timeline: [
    'World: is lost',
    'AuthorizePromotion: waiting for',
    'World: a person promotes',
    'PromoteDatabase: the writer of orders is in',
    'ShiftTraffic: claims the traffic',
    'Serving:',
  ],
  async play(stage) {
    await stage.settle();
    await stage.ordersFlow();
    await stage.loseRegion(stage.home);
    const run = await stage.runIsAdmitted(stage.standby);
    stage.isAbout(run);
    await stage.isSaid('AuthorizePromotion', 'waiting for');
    await stage.promoteByHand(stage.standby);
    await stage.runEnds(run);
    await stage.ordersRecover();
    const own = stage.changesMade().filter(({ runId, operation }) => runId === run && /GlobalCluster/.test(operation));
    stage.holds('the run sent no promotion of its own', own.length === 0);
  },
};
