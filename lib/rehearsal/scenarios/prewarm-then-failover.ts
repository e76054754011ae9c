import type { Scenario } from '../scenario';

/**
 * The active Region looks sick, and the alarm on its risk has the standby made ready. When the Region is lost a moment
 * later, its stacks stand already: the failover adopts them and creates none.
 */
export const scenario: Scenario = {
  story: 'the standby was warmed by the alarm on the risk; the failover finds its stacks complete',
  expected: 'Serving',
  timeline: [
    'World: somebody sets the alarm on the risk',
    'KeepWarm: is kept warm',
    'Warm:',
    'World: is lost',
    'DeployStacks: adopted',
    'Serving:',
    'World: orders flow again',
  ],
  async play(stage) {
    const { home, standby } = stage;
    await stage.settle();
    await stage.everyRegionIsKnown();
    await stage.ordersFlow();
    await stage.setRiskAlarm(standby);
    const warming = await stage.runIsAdmitted(standby, { verb: 'prewarm' });
    const warm = await stage.runEnds(warming);
    stage.holds('the prewarm ends Warm', warm.lastState === 'Warm');
    await stage.loseRegion(home);
    const { arn } = await stage.storyEnds(standby);
    await stage.ordersRecover();
    const created = stage.changesMade().filter(({ runId, operation }) => runId === arn && operation === 'CreateStack');
    stage.holds('the failover created no stack', created.length === 0);
    const cold = stage.stepSeconds(warming, 'DeployStacks');
    const adopted = stage.stepSeconds(arn, 'DeployStacks');
    stage.holds(`deploying took a quarter of the time: ${adopted} of ${cold} s`, adopted * 4 <= cold);
  },
};
