import type { Scenario } from '../scenario';

/**
 * The release breaks its contract: its services know no reader, so in a standby they cannot start before the database
 * is promoted. A takeover would wait for the one with the other. The drill finds it on an ordinary day, and names it.
 */
export const scenario: Scenario = {
  story: "the release's services need a writer to start; the drill names it",
  expected: 'Failed',
  plan: (plan) => ({
    ...plan,
    release: { ...plan.release, parameters: { DatabaseReaderHost: 'no-reader.orders.example.com' } },
  }),
  timeline: ['World: a person starts the drill', 'DeployStacks: drill-orders-data', 'RetireStacks: deleted', 'Failed:'],
  async play(stage) {
    await stage.settle();
    await stage.everyRegionIsKnown();
    await stage.ordersFlow();
    const before = await stage.picture();
    stage.faultIs('an ordinary day');
    const run = stage.starts(stage.standby, { reason: 'the weekly drill' }, 'drill');
    await stage.storyEnds(stage.standby, { verb: 'drill' });
    const after = await stage.picture();
    stage.holds('people are told which service it is', stage.wasTold(run, 'Service'));
    stage.holds('nothing of the drill is left', JSON.stringify(after.stacks) === JSON.stringify(before.stacks));
    await stage.ordersStop();
    stage.holds('every order was taken', stage.ordersFailed() === 0);
  },
};
