import type { Scenario } from '../scenario';

/**
 * The control plane of Route 53 is gone for the whole takeover, as its Region is. Traffic moves all the same. When it
 * is back, the records are made to say so for good.
 */
export const scenario: Scenario = {
  // F-86
  story: 'the control plane of Route 53 is down for the whole takeover; the records are settled afterwards',
  expected: 'Serving',
  timeline: ['World: is lost', 'Serving:', 'World: can be reached again', 'SettleTraffic: say for good', 'Settled:'],
  async play(stage) {
    await stage.settle();
    await stage.ordersFlow();
    const before = await stage.picture();
    await stage.loseRegion(stage.home);
    await stage.storyEnds(stage.standby);
    await stage.ordersRecover();
    const moved = await stage.picture();
    stage.holds('the records were not touched by the takeover', moved.records === before.records);
    stage.regionIsReachable(stage.home);
    const run = await stage.runEnds(await stage.runIsAdmitted(stage.standby, { verb: 'settle' }));
    const after = await stage.picture();
    stage.holds('it ends Settled', run.lastState === 'Settled');
    stage.holds('the records say so now', after.records !== before.records);
    stage.holds('users feel nothing of it', after.answers[stage.publicName] === moved.answers[stage.publicName]);
  },
};
