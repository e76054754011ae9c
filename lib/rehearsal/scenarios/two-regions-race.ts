import type { Plan } from '../../domain/plan';
import type { Scenario } from '../scenario';

const THIRD = 'eu-central-1';

/** A second standby: it takes over as well as the first. */
const withThird = (plan: Plan): Plan => ({
  ...plan,
  regions: [...plan.regions, THIRD],
  databases: plan.databases.map((database) => ({
    ...database,
    clusters: { ...database.clusters, [THIRD]: `${database.globalCluster}-${THIRD}` },
  })),
});

/** Two standbys notice the loss in the same moment and both begin. Only one of them takes over. */
export const scenario: Scenario = {
  // F-19
  story: 'two standby Regions race to take over',
  expected: 'Serving',
  timeline: ['World: is lost', 'AdmitRun: admitted', 'Serving:'],
  plan: withThird,
  async play(stage) {
    await stage.settle();
    await stage.ordersFlow();
    await stage.loseRegion(stage.home);
    const racing = [stage.standby, THIRD];
    await Promise.all(racing.map((region) => stage.runStarts(region)));
    // Alarm and watch of one Region may both start a run; whichever is first, the other joins it.
    const runs = () => racing.flatMap((region) => stage.runs(region));
    await stage.until('every failover to end', () => runs().every(({ status }) => status !== 'RUNNING'));
    const ended = runs();
    const serving = ended.filter(({ lastState }) => lastState === 'Serving');
    stage.isAbout(serving[0]?.arn ?? ended[0]?.arn ?? '');
    stage.holds('one Region serves', serving.length === 1);
    stage.holds(
      'no other run went further than a refusal',
      ended.every(({ lastState = '' }) => ['Serving', 'Joined', 'Refused'].includes(lastState)),
    );
    stage.holds(
      'one promotion was sent',
      stage.changesMade().filter(({ operation, ok }) => operation === 'FailoverGlobalCluster' && ok).length === 1,
    );
    await stage.ordersRecover();
  },
};
