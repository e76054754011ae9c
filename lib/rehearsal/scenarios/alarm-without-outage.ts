import { isDeepStrictEqual } from 'node:util';
import type { Scenario } from '../scenario';

/**
 * Somebody sets the alarm of the standby by hand, or its data is wrong: the home Region serves all the while. The run
 * that this starts looks for itself, does not find what the alarm says, and changes nothing.
 */
export const scenario: Scenario = {
  // F-09, F-12, F-53
  story: 'the alarm goes off although the home Region serves',
  expected: 'Refused',
  timeline: [
    'AdmitRun: admitted',
    'ConfirmOutage: not confirmed yet',
    'ConfirmOutage: not confirmed within',
    'Refused:',
  ],
  plan: (plan) => ({ ...plan, watch: { ...plan.watch, confirmWithinSeconds: 10 } }),
  async play(stage) {
    await stage.settle();
    await stage.ordersFlow();
    const before = await stage.picture();
    stage.faultIs('somebody sets the alarm of the standby by hand');
    await stage.setAlarm(stage.standby, 'ALARM');
    await stage.storyEnds(stage.standby);
    await stage.everyRunEnds();
    stage.holds('nothing has changed', isDeepStrictEqual(await stage.picture(), before));
    stage.holds('no call was made that changes database, stacks or records', stage.changesMade().length === 0);
  },
};
