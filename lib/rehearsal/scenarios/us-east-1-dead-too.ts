import type { Plan } from '../../domain/plan';
import type { Scenario } from '../scenario';

const HOME = 'us-east-2';
const STANDBY = 'us-west-2';
/** Where the control planes of Route 53, IAM and CloudFront stand. */
const GLOBAL = 'us-east-1';

const moved = (plan: Plan): Plan => ({
  ...plan,
  regions: [HOME, STANDBY],
  databases: plan.databases.map((database) => ({
    ...database,
    clusters: { [HOME]: `orders-${HOME}`, [STANDBY]: `orders-${STANDBY}` },
  })),
});

/**
 * The home Region and us-east-1 are lost together, and stay lost for the whole takeover: with us-east-1 go Route 53's
 * API, IAM's and every global control plane. Nothing of the takeover needs them.
 */
export const scenario: Scenario = {
  // F-75, F-86, F-131
  story: 'the home Region and us-east-1 are lost together; the takeover needs neither',
  expected: 'Serving',
  plan: moved,
  timeline: ['World: is lost', 'ConfirmOutage: is down', 'ShiftTraffic: claims the traffic', 'Serving:'],
  async play(stage) {
    await stage.settle();
    await stage.ordersFlow();
    stage.world.services.network.cut(GLOBAL);
    stage.say(`${GLOBAL} is lost, and every global control plane with it`);
    await stage.loseRegion(stage.home);
    await stage.storyEnds(stage.standby);
    await stage.ordersRecover();
    const answered = stage.world.history.filter(({ region, runId, ok }) => region === GLOBAL && runId !== null && ok);
    stage.holds('no call of the run was answered there', answered.length === 0);
  },
};
