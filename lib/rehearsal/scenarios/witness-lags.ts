import type { Scenario } from '../scenario';

/**
 * The witness still sees the home Region when the standby no longer does. The first run is refused, because the two
 * disagree; the watch says down all the same, and the run it starts next finds the witness convinced.
 */
export const scenario: Scenario = {
  story: 'the witness sees the outage late; the takeover is late, and happens',
  expected: 'Serving',
  timeline: [
    'World: is lost',
    'ConfirmOutage: not confirmed within',
    'Refused:',
    'World: the witness sees it too',
    'ConfirmOutage: is down',
    'Serving:',
  ],
  plan: (plan) => ({ ...plan, watch: { ...plan.watch, confirmWithinSeconds: 20 } }),
  async play(stage) {
    await stage.settle();
    await stage.ordersFlow();
    const seesIt = stage.witnessIsFooled(stage.home);
    await stage.loseRegion(stage.home);
    const refused = await stage.runEnds(await stage.runIsAdmitted(stage.standby));
    stage.holds('the first run is refused', refused.lastState === 'Refused');
    seesIt();
    await stage.storyEnds(stage.standby, { nth: 2 });
    await stage.ordersRecover();
  },
};
