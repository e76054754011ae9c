import type { Scenario } from '../scenario';

/**
 * A run is aborted while it deploys; a person breaks its lock and starts another, which takes over. Then somebody
 * redrives the first one. It no longer owns its epoch and changes nothing.
 */
export const scenario: Scenario = {
  // F-26
  story: 'an aborted run is redriven after another has taken over; it changes nothing',
  expected: 'Serving',
  timeline: [
    'World: is lost',
    'World: the run is aborted',
    'World: on-call types: understudy break-lock',
    'Serving:',
    'World: the aborted run is redriven',
  ],
  async play(stage) {
    await stage.settle();
    await stage.ordersFlow();
    for (const deaf of ['on-alarm', 'watch-region', 'close-left-behind']) stage.silence(stage.standby, deaf);
    await stage.loseRegion(stage.home);
    const first = stage.starts(stage.standby, { reason: 'the Region is gone' });
    await stage.isSaid('DeployStacks', 'creating');
    stage.aborts(first);
    await stage.runEnds(first);
    const epoch = String(await stage.epochIn(stage.standby));
    const words = ['break-lock', epoch, '--region', stage.standby, '--because', 'I have aborted its run'];
    const early = await stage.understudy('on-call', ...words);
    stage.holds('a call that the dead run may have under way is waited for', early.code === 1);
    await stage.until('the lock to be broken', async () => (await stage.understudy('on-call', ...words)).code === 0);
    const second = stage.starts(stage.standby, { reason: 'again, after the abort' });
    stage.isAbout(second);
    await stage.runEnds(second);
    await stage.ordersRecover();
    const changes = stage.changesMade().length;
    const before = await stage.picture();
    stage.redrives(first);
    const redriven = await stage.runEnds(first);
    const after = await stage.picture();
    stage.holds('the redriven run has ended badly', redriven.status === 'FAILED');
    stage.holds('it has changed nothing', stage.changesMade().length === changes);
    stage.holds('users are where they were', after.answers[stage.publicName] === before.answers[stage.publicName]);
  },
};
