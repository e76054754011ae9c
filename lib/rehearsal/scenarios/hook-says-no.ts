import type { Scenario } from '../scenario';

/**
 * A function of the team refuses before the promotion: a payment provider must not see two writers. The run goes no
 * further; what it deployed is retired, and nothing was promoted.
 */
export const scenario: Scenario = {
  story: 'a hook of the team says no before the promotion; nothing is promoted, and what was deployed is retired',
  expected: 'HandedToOperator',
  plan: (plan) => ({
    ...plan,
    hooks: {
      ...plan.hooks,
      beforePromotion: [{ function: 'team-gate', timeoutSeconds: 60, onFailure: 'stop' }],
    },
  }),
  timeline: [
    'World: is lost',
    'BeforePromotion: the payments of the day are not settled',
    'RetireStacks: deleted',
    'HandedToOperator:',
  ],
  async play(stage) {
    stage.teamFunction(
      'team-gate',
      "return { status: 'refused', because: 'the payments of the day are not settled' };",
    );
    await stage.settle();
    await stage.ordersFlow();
    const before = await stage.picture();
    await stage.loseRegion(stage.home);
    const run = await stage.runIsAdmitted(stage.standby);
    // It would start one run after the other, each refused like the first.
    stage.silence(stage.standby, 'watch-region');
    stage.isAbout(run);
    await stage.runEnds(run);
    await stage.everyRunEnds();
    const after = await stage.picture();
    stage.holds('the writer is where it was', JSON.stringify(after.writers) === JSON.stringify(before.writers));
    stage.holds('the stacks are as they were', JSON.stringify(after.stacks) === JSON.stringify(before.stacks));
    stage.holds('nothing was promoted', !stage.wasCalled('FailoverGlobalCluster'));
    stage.holds('the operators are told why', stage.wasTold(run, 'the payments of the day are not settled'));
  },
};
