import { isDeepStrictEqual } from 'node:util';
import type { Scenario } from '../scenario';

const FLAPS = 20;

/** Twenty runs are started meanwhile, each in processes of its own: all of them come while the first still looks. */
const CONFIRM_SECONDS = 30;

/** The alarm goes off and clears again and again while the home Region serves: one run looks, and nothing changes. */
export const scenario: Scenario = {
  // F-07
  story: 'the alarm flaps while the home Region serves',
  expected: 'Refused',
  timeline: ['AdmitRun: admitted', 'ConfirmOutage: not confirmed within', 'Refused:'],
  plan: (plan) => ({ ...plan, watch: { ...plan.watch, confirmWithinSeconds: CONFIRM_SECONDS } }),
  async play(stage) {
    await stage.settle();
    await stage.ordersFlow();
    const before = await stage.picture();
    stage.faultIs(`the alarm flaps ${FLAPS} times`);
    for (let flap = 0; flap < FLAPS; flap++) {
      await stage.setAlarm(stage.standby, 'ALARM');
      await stage.setAlarm(stage.standby, 'OK');
    }
    const { arn: first } = await stage.storyEnds(stage.standby);
    await stage.everyRunEnds();
    stage.holds(
      'every other run has joined the first',
      stage
        .runs(stage.standby)
        .filter(({ arn }) => arn !== first)
        .every(({ lastState }) => lastState === 'Joined'),
    );
    stage.holds('nothing has changed', isDeepStrictEqual(await stage.picture(), before));
  },
};
