import type { Scenario } from '../scenario';

/**
 * The team has functions of its own at two points of the failover. One is not ready twice, and the run waits for it
 * before the promotion; the other fails once users are served, which the plan allows: it is told, and ends nothing.
 */
export const scenario: Scenario = {
  story: 'hooks of the team are asked until they are done; one that may fail is told and stops nothing',
  expected: 'Serving',
  plan: (plan) => ({
    ...plan,
    hooks: {
      ...plan.hooks,
      beforePromotion: [{ function: 'team-gate', timeoutSeconds: 60, onFailure: 'stop' }],
      afterTraffic: [{ function: 'team-report', timeoutSeconds: 10, onFailure: 'continue' }],
    },
  }),
  timeline: [
    'World: is lost',
    'BeforePromotion: the queue is not drained',
    'BeforePromotion: the queue is drained',
    'PromoteDatabase: promoting',
    'ShiftTraffic: claims the traffic',
    'AfterTraffic: team-report',
    'Serving:',
  ],
  async play(stage) {
    stage.teamFunction(
      'team-gate',
      "return asked < 3 ? { status: 'pending', because: 'the queue is not drained' } " +
        ": { status: 'done', because: 'the queue is drained for epoch ' + input.epoch };",
    );
    stage.teamFunction('team-report', "throw new Error('the report has no paper');");
    await stage.settle();
    await stage.ordersFlow();
    await stage.loseRegion(stage.home);
    const run = await stage.storyEnds(stage.standby);
    await stage.ordersRecover();
    stage.holds('people are told what failed', stage.wasTold(run.arn, 'the report has no paper'));
    stage.holds('the evidence holds what the hook said', stage.isInEvidence(run.arn, 'the queue is drained for epoch'));
  },
};
