import type { Scenario } from '../scenario';

/**
 * The standby has taken over and its claim is read from its signal. Then the signal dies. The health check that
 * remembers keeps users where they are.
 */
export const scenario: Scenario = {
  // F-94, F-95
  story: 'the signal that moved the traffic is lost after the takeover; traffic stays',
  expected: 'Serving',
  timeline: ['World: is lost', 'ShiftTraffic: claims the traffic', 'World: the signal of'],
  async play(stage) {
    await stage.settle();
    await stage.ordersFlow();
    await stage.loseRegion(stage.home);
    await stage.storyEnds(stage.standby);
    await stage.ordersRecover();
    const before = await stage.picture();
    await stage.modelSeconds(120);
    await stage.loseSignal(stage.standby);
    await stage.modelSeconds(300);
    const after = await stage.picture();
    stage.holds('users are where they were', after.answers[stage.publicName] === before.answers[stage.publicName]);
  },
};
