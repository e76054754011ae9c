import type { Scenario } from '../scenario';

const REASON = 'The service was unable to place a task: no capacity in this zone';

/**
 * The home Region is lost, and a service of the release cannot be created in the standby. The run stops before it moves
 * any user and names the resource; its stack stays for people to read. A person starts the failover again: what failed
 * is created anew, what was created is adopted, and orders flow.
 */
export const scenario: Scenario = {
  // F-56
  story: 'a resource of the release fails in the standby; the next run goes through',
  expected: 'Serving',
  timeline: [
    'World: is lost',
    `DeployStacks: ${REASON}`,
    'HandedToOperator:',
    'World: a person starts the failover',
    'DeployStacks: deleting',
    'DeployStacks: are complete',
    'ShiftTraffic: claims the traffic',
    'World: orders flow again',
  ],
  async play(stage) {
    await stage.settle();
    await stage.ordersFlow();
    stage.failCreation(stage.standby, { logicalId: 'Service', reason: REASON });
    await stage.loseRegion(stage.home);
    const first = await stage.runIsAdmitted(stage.standby);
    await stage.runEnds(first);
    await stage.everyRunEnds();
    stage.holds('no user was moved by the first run', !stage.wasAnswered(stage.standby));
    stage.holds('the operators are told which resource failed', stage.wasTold(first, REASON));
    const second = stage.starts(stage.standby, { reason: 'the zone has capacity again' });
    stage.isAbout(second);
    await stage.runEnds(second);
    await stage.ordersRecover();
  },
};
