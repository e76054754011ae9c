import type { Scenario } from '../scenario';

/**
 * The home Region was lost and the standby serves. Home comes back: it stands down by itself, Aurora rebuilds its
 * database behind the new writer, and a person who has looked at what may be missing takes the application home.
 */
export const scenario: Scenario = {
  // F-48
  story: 'after a failover the home Region returns, stands down, and is switched back to without losing an order',
  expected: 'Serving',
  timeline: [
    'World: is lost',
    'Serving:',
    'World: is back',
    'FenceRegion: ',
    'StoodDown:',
    'World: on-call types: understudy acknowledge-divergence',
    'World: a person starts the switchover',
    'FenceRegion: ',
    'PromoteDatabase: the writer of orders is in',
    'SettleTraffic: say for good',
    'Serving:',
  ],
  async play(stage) {
    const { home, standby } = stage;
    await stage.settle();
    await stage.ordersFlow();
    await stage.loseRegion(home);
    await stage.storyEnds(standby);
    await stage.ordersRecover();
    await stage.regionReturns(home);
    await stage.runEnds(await stage.runIsAdmitted(home, { verb: 'stand-down' }));
    await stage.isSettledFor(standby);
    await stage.isSynchronized(home);
    await stage.everyRegionIsKnown();
    const type = (...words: string[]) => stage.understudy('on-call', ...words);
    const { code, out, err } = await type(
      'acknowledge-divergence',
      '--region',
      home,
      '--because',
      'we have compared it',
    );
    stage.holds(`the divergence is acknowledged: ${out}${err}`, code === 0);
    stage.starts(home, { reason: 'going home' }, 'switchover');
    const before = stage.acknowledgedBy(standby);
    await stage.storyEnds(home, { verb: 'switchover' });
    await stage.ordersStop();
    const held = await stage.ordersIn(home);
    stage.holds(
      'what the standby acknowledged before is home',
      before.every((id) => held.has(id)),
    );
    stage.holds(
      'what it acknowledged meanwhile is home too',
      stage.acknowledgedBy(standby).every((id) => held.has(id)),
    );
    const { writers } = await stage.picture();
    stage.holds(
      'the writer is at home',
      Object.values(writers).every((at) => at === home),
    );
  },
};
