import type { Scenario } from '../scenario';

/**
 * Aurora takes the switchover of the database and gives it up again: the writer stays where it was. The run promotes
 * nothing a second time; it lifts the fence and hands over. Once a promotion was sent nothing is undone by itself, so
 * what it deployed stays for the next try.
 */
export const scenario: Scenario = {
  story: 'Aurora gives the switchover up; the fence is lifted, and the other Region serves on',
  expected: 'HandedToOperator',
  timeline: [
    'World: Aurora will give the next promotion up',
    'FenceRegion: takes no more writes',
    'PromoteDatabase: ',
    'UnfenceRegion: ',
    'RetireStacks: ',
    'HandedToOperator:',
    'World: orders flow again',
  ],
  async play(stage) {
    const { home, standby } = stage;
    await stage.settle();
    await stage.everyRegionIsKnown();
    await stage.ordersFlow();
    const before = await stage.picture();
    stage.cancelPromotion();
    const run = stage.starts(standby, { reason: 'maintenance' }, 'switchover');
    await stage.isSaid('FenceRegion', 'takes no more writes');
    stage.faultIs('the home Region is fenced');
    await stage.storyEnds(standby, { verb: 'switchover' });
    await stage.ordersFlowAgain();
    const after = await stage.picture();
    stage.holds('the writer is at home', JSON.stringify(after.writers) === JSON.stringify(before.writers));
    stage.holds(
      'what was deployed stays',
      (after.stacks[standby]?.length ?? 0) > (before.stacks[standby]?.length ?? 0),
    );
    const sent = stage.changesMade().filter(({ operation, runId }) => runId === run && /GlobalCluster/.test(operation));
    stage.holds('the switchover was sent once', sent.length === 1);
    await stage.ordersStop();
    stage.holds('nothing is lost', await stage.nothingIsLost(home));
  },
};
