import { isDeepStrictEqual } from 'node:util';
import type { Scenario } from '../scenario';

/**
 * The line between the Regions is slow when the home Region is lost: the standby lacks more rows than the plan allows
 * to lose. A person is asked, and nobody answers. What was deployed meanwhile is retired; database and DNS are
 * untouched.
 */
export const scenario: Scenario = {
  // F-43, F-119
  story: 'the standby is further behind than the plan allows, and nobody answers the question',
  expected: 'HandedToOperator',
  timeline: [
    'World: is lost',
    'AuthorizePromotion: asking',
    'AuthorizePromotion: nobody answered',
    'RetireStacks: deleting',
    'HandedToOperator:',
  ],
  plan: (plan) => ({
    ...plan,
    databases: plan.databases.map((database) => ({ ...database, dataLossSecondsMax: 1 })),
    approval: { ...plan.approval, expirySeconds: 20 },
  }),
  async play(stage) {
    stage.slowReplication(4000);
    await stage.settle();
    await stage.ordersFlow();
    await stage.lagAbove(2);
    await stage.loseRegion(stage.home);
    const before = await stage.picture();
    await stage.storyEnds(stage.standby);
    stage.holds('writer, DNS, stacks and claims are as they were', isDeepStrictEqual(await stage.picture(), before));
  },
};
