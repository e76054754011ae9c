import type { Scenario } from '../scenario';
import { DEPLOYER } from '../stage/people';

/**
 * A person attaches the public name to the signals, as after the first deployment. Later they switch automatic runs
 * off: the home Region is lost and nothing starts. They switch them on again, and the watch does the rest; then they
 * acknowledge the run.
 */
export const scenario: Scenario = {
  story: 'a person attaches the traffic, holds the automation back and lets it go on',
  expected: 'Serving',
  timeline: [
    'World: deployer types: understudy traffic attach',
    'World: on-call types: understudy automation off',
    'World: is lost',
    'World: on-call types: understudy automation on',
    'AdmitRun: admitted',
    'Serving:',
    'World: on-call types: understudy acknowledge',
  ],
  isAttached: false,
  async play(stage) {
    const run = async (person: string, ...words: string[]) => {
      const { code, out, err } = await stage.understudy(person, ...words);
      stage.holds(`${words.join(' ')} is done: ${out}${err}`, code === 0);
      return out;
    };
    await stage.settle();
    await stage.until('the watches to have told their signals', () => stage.arePresent());
    await run(DEPLOYER, 'traffic', 'attach', '--yes');
    const again = await run(DEPLOYER, 'traffic', 'attach', '--yes');
    stage.holds('attaching twice changes nothing', again.includes('the records are attached'));
    const wrong = await stage.understudy(DEPLOYER, 'traffic', 'attach', '--active', stage.standby, '--yes');
    stage.holds('users are never sent by hand to a Region without the writer', wrong.code === 1);
    await stage.ordersFlow();
    await run('on-call', 'automation', 'off', '--because', 'we are testing the switch');
    await stage.loseRegion(stage.home);
    await stage.alarmGoesOff(stage.standby);
    await stage.modelSeconds(180);
    stage.holds('nothing starts while automation is off', stage.runs(stage.standby).length === 0);
    await run('on-call', 'automation', 'on', '--region', stage.standby, '--because', 'the Region is really gone');
    const { arn } = await stage.storyEnds(stage.standby);
    await stage.ordersRecover();
    await run('on-call', 'acknowledge', arn, '--because', 'we have looked at it');
  },
};
