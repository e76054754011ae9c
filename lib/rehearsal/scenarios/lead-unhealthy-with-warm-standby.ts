import type { Scenario } from '../scenario';

/**
 * The standby runs the release already, healthy, when every target at home is sick for a while. Only a run moves users:
 * a sick target group is no claim, so the name answers with home all the time.
 */
export const scenario: Scenario = {
  // F-93
  story: 'the targets at home are sick while the standby is warm; users are not moved by it',
  expected: 'NoRun',
  plan: (plan) => ({ ...plan, automation: 'notify' }),
  async play(stage) {
    await stage.warm(stage.standby);
    await stage.settle();
    await stage.ordersFlow();
    const before = await stage.picture();
    stage.faultIs('the tasks at home die, and so does each that replaces them');
    const wasSick = await stage.keepTasksDown(stage.home, { modelSeconds: 300 });
    const after = await stage.picture();
    stage.holds('no target at home was healthy', wasSick);
    stage.holds('the name is answered with home', after.answers[stage.publicName] === before.answers[stage.publicName]);
    stage.holds('the name was never answered with the standby', !stage.wasAnswered(stage.standby));
  },
};
