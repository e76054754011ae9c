import type { Scenario } from '../scenario';

/**
 * A run is aborted while it holds the lock, and nothing hears of it. The next run finds its owner dead, closes it in
 * its place, and takes over.
 */
export const scenario: Scenario = {
  // F-24
  story: 'the run that holds the lock is dead; the next one closes it and takes over',
  expected: 'Serving',
  timeline: ['World: is lost', 'World: the run is aborted', 'AdmitRun: closing', 'AdmitRun: admitted', 'Serving:'],
  async play(stage) {
    await stage.settle();
    await stage.ordersFlow();
    for (const deaf of ['on-alarm', 'watch-region', 'on-run-ended', 'close-left-behind'])
      stage.silence(stage.standby, deaf);
    await stage.loseRegion(stage.home);
    const dead = stage.starts(stage.standby, { reason: 'the Region is gone' });
    await stage.isSaid('AdmitRun', 'admitted');
    stage.aborts(dead);
    await stage.runEnds(dead);
    const run = stage.starts(stage.standby, { reason: 'the first run is dead' });
    stage.isAbout(run);
    await stage.runEnds(run);
    await stage.ordersRecover();
  },
};
