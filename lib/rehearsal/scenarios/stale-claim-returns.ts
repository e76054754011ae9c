import type { Scenario } from '../scenario';

const STALE_EPOCH = 900;

/**
 * Home is lost and the records are settled for the standby. Then home comes back, and it claims to serve under an epoch
 * above all that the others have seen. Nobody listens to it: its signal is not attached, and users stay.
 */
export const scenario: Scenario = {
  // F-48
  story: 'a Region comes back with a claim that nobody has seen; users stay where the database is',
  expected: 'Serving',
  timeline: [
    'World: is lost',
    'ShiftTraffic: claims the traffic',
    'SettleTraffic: say for good',
    'World: can be reached again',
  ],
  // Home stands away from us-east-1, where the control plane of Route 53 is: it is needed to settle.
  plan: (plan) => ({ ...plan, regions: [...plan.regions].reverse() }),
  async play(stage) {
    await stage.settle();
    await stage.ordersFlow();
    await stage.loseRegion(stage.home);
    await stage.storyEnds(stage.standby);
    await stage.ordersRecover();
    const settled = await stage.runEnds(await stage.runIsAdmitted(stage.standby, { verb: 'settle' }));
    stage.holds('the records are settled for the standby', settled.lastState === 'Settled');
    const before = await stage.picture();
    await stage.claimByHand(stage.home, STALE_EPOCH);
    stage.regionIsReachable(stage.home);
    await stage.modelSeconds(300);
    const after = await stage.picture();
    stage.holds('users are where they were', after.answers[stage.publicName] === before.answers[stage.publicName]);
    stage.holds('the records are as they were', after.records === before.records);
  },
};
