import type { Scenario } from '../scenario';

/**
 * After the takeover somebody edits a failover record by hand. Settling would overwrite it, so it stops and shows both
 * values; a person decides.
 */
export const scenario: Scenario = {
  // F-88
  story: 'somebody edits a failover record by hand; settling stops and shows both values',
  expected: 'HandedToOperator',
  timeline: ['World: is lost', 'Serving:', 'World: somebody edits', 'SettleTraffic: ', 'HandedToOperator:'],
  async play(stage) {
    await stage.settle();
    await stage.ordersFlow();
    await stage.loseRegion(stage.home);
    await stage.runEnds(await stage.runIsAdmitted(stage.standby));
    await stage.editRecord();
    const edited = (await stage.picture()).records;
    stage.regionIsReachable(stage.home);
    const run = await stage.storyEnds(stage.standby, { verb: 'settle' });
    const after = await stage.picture();
    stage.holds('the edit is still there', after.records === edited);
    stage.holds('the message shows the value that was found', stage.wasTold(run.arn, 'expected'));
  },
};
