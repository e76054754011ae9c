import type { Scenario } from '../scenario';

/** Two of the minutes in which CloudWatch is told a lag. */
const LAG_SECONDS = 120;

/**
 * The application was switched to the standby and goes home again, but this time the control plane of Route 53 is away:
 * users move by the claim alone, and the records are not settled. Then home is lost. The second move wins as well,
 * without Route 53's API and although the run at home still held the lock of the standby.
 */
export const scenario: Scenario = {
  // F-92
  story: 'home is lost before its failback could settle the records; the standby takes over all the same',
  expected: 'Serving',
  timeline: [
    'SettleTraffic: say for good',
    'Serving:',
    'World: the control plane of Route 53 is down',
    "VerifyTraffic: the zone's name servers answer",
    'SettleTraffic: ',
    'World: is lost',
    'AdmitRun: ',
    'ShiftTraffic: claims the traffic',
    "VerifyTraffic: the zone's name servers answer",
    'Serving:',
    'World: orders flow again',
  ],
  async play(stage) {
    const { home, standby } = stage;
    await stage.settle();
    await stage.everyRegionIsKnown();
    await stage.ordersFlow();
    const away = stage.starts(standby, { reason: 'an exercise' }, 'switchover');
    await stage.runEnds(away);
    await stage.isSynchronized(home);
    await stage.everyRegionIsKnown();
    stage.loseRoute53();
    const back = stage.starts(home, { reason: 'going home' }, 'switchover');
    await stage.stepIsReached(back, 'SettleTraffic');
    // The standby follows home by then, and how far behind it is was measured.
    await stage.isSynchronized(standby);
    await stage.modelSeconds(LAG_SECONDS);
    const { records } = await stage.picture();
    await stage.loseRegion(home);
    await stage.alarmGoesOff(standby);
    // Nothing starts by itself so soon after a run that moved users; a person does.
    stage.starts(standby, { reason: 'home is gone, and its records were never settled' });
    const run = await stage.storyEnds(standby);
    await stage.ordersRecover();
    const after = await stage.picture();
    stage.holds('it ends Serving', run.lastState === 'Serving');
    stage.holds('no record was touched since the API was down', after.records === records);
    stage.holds(
      'the writer is in the standby',
      Object.values(after.writers).every((at) => at === standby),
    );
  },
};
