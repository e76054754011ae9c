import type { Scenario } from '../scenario';

/**
 * Each function of the takeover dies once after each kind of change it makes, before it hears that it worked. Looking
 * again finds what was done; nothing is done twice.
 */
export const scenario: Scenario = {
  // F-20, F-33, F-72, F-102, F-110
  story: 'every function dies once after each kind of change it makes',
  expected: 'Serving',
  timeline: ['World: is lost', 'Serving:', 'World: orders flow again'],
  async play(stage) {
    await stage.settle();
    await stage.ordersFlow();
    stage.world.faults.killAfterEachChange();
    await stage.loseRegion(stage.home);
    await stage.storyEnds(stage.standby);
    await stage.ordersRecover();
    const { kills } = stage.world.faults;
    stage.holds(
      `functions died after promoting and after claiming; they died after ${kills.join(', ')}`,
      [
        'promote-database rds:FailoverGlobalCluster',
        'shift-traffic dynamodb:PutItem',
        'deploy-stacks cloudformation:CreateStack',
      ].every((change) => kills.some((kill) => kill.endsWith(change))),
    );
  },
};
