import type { Scenario } from '../scenario';

/**
 * An operator aborts the takeover while it deploys. The run is closed in its place: recorded, told about, its lock
 * given back; and no other starts by itself, because it had changed something.
 */
export const scenario: Scenario = {
  // F-24, F-97
  story: 'an operator aborts the run; it is closed in its place, and nothing starts by itself',
  expected: 'ABORTED',
  timeline: ['World: is lost', 'DeployStacks: creating', 'World: the run is aborted'],
  async play(stage) {
    await stage.settle();
    await stage.ordersFlow();
    await stage.loseRegion(stage.home);
    const run = await stage.runIsAdmitted(stage.standby);
    stage.isAbout(run);
    await stage.isSaid('DeployStacks', 'creating');
    stage.aborts(run);
    await stage.runEnds(run);
    await stage.lockIsFree(stage.standby);
    // What started beside it has joined it.
    const started = stage.runs(stage.standby).length;
    await stage.modelSeconds(180);
    stage.holds('nothing starts by itself', stage.runs(stage.standby).length === started);
    stage.holds('people are told what is safe to do next', stage.wasTold(run, 'acknowledge'));
  },
};
