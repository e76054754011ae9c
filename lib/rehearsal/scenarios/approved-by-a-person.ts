import type { Scenario } from '../scenario';

/**
 * The plan prepares and then asks two persons. The first may not answer for the second; once both have said yes, the
 * outage is looked at again and the takeover goes on.
 */
export const scenario: Scenario = {
  story: 'the plan asks two persons before it promotes; both say yes',
  expected: 'Serving',
  timeline: [
    'World: is lost',
    'AuthorizePromotion: asking',
    'World: first-on-call types: understudy approve',
    'World: second-on-call types: understudy approve',
    'AuthorizePromotion: approved by',
    'ShiftTraffic: claims the traffic',
  ],
  plan: (plan) => ({ ...plan, automation: 'prepare', approval: { persons: 2, expirySeconds: 120 } }),
  async play(stage) {
    await stage.settle();
    await stage.ordersFlow();
    await stage.loseRegion(stage.home);
    const run = await stage.runIsAdmitted(stage.standby);
    stage.isAbout(run);
    await stage.isSaid('AuthorizePromotion', 'waiting');
    const first = await stage.understudy('first-on-call', 'approve', run, '--because', 'the Region is gone');
    stage.holds(`the first yes is taken: ${first.out}${first.err}`, first.code === 0);
    const again = await stage.understudy('first-on-call', 'approve', run, '--because', 'again');
    stage.holds('one person cannot be two', again.code === 1);
    const second = await stage.understudy('second-on-call', 'approve', run, '--because', 'I see the same');
    stage.holds(`the second yes is taken: ${second.out}${second.err}`, second.code === 0);
    await stage.runEnds(run);
    await stage.ordersRecover();
    stage.holds(
      'the evidence names both',
      ['first-on-call', 'second-on-call'].every((person) => stage.isInEvidence(run, person)),
    );
  },
};
