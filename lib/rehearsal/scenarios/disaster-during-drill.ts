import type { Scenario } from '../scenario';

/** Longer than any alarm on the Region needs: the drill is at its deployment when the failover begins. */
const SERVICE_SECONDS = 600;

/**
 * The home Region is lost while a drill deploys in the standby. The failover takes the lock from the drill at once; the
 * drill stops at its next change and is in nobody's way.
 */
export const scenario: Scenario = {
  // F-122
  story: 'the home Region is lost in the middle of a drill; the failover goes first',
  expected: 'Serving',
  timeline: [
    'World: a person starts the drill',
    'DeployStacks: creating drill-',
    'World: is lost',
    'ConfirmOutage: is down',
    'ShiftTraffic: claims the traffic',
    'Serving:',
    'World: orders flow again',
  ],
  async play(stage) {
    const { home, standby } = stage;
    await stage.settle();
    await stage.everyRegionIsKnown();
    await stage.ordersFlow();
    const slow = { region: standby, logicalId: 'Service', seconds: SERVICE_SECONDS };
    stage.world.services.cloudformation.slowCreation(slow);
    const drill = stage.starts(standby, { reason: 'the weekly drill' }, 'drill');
    await stage.isSaid('DeployStacks', 'creating drill-');
    await stage.loseRegion(home);
    await stage.storyEnds(standby);
    await stage.ordersRecover();
    const ended = await stage.runEnds(drill);
    stage.holds(`the drill joined the failover (it ended ${ended.lastState})`, ended.lastState === 'Joined');
  },
};
