import { isDeepStrictEqual } from 'node:util';
import type { Scenario } from '../scenario';

/**
 * The plan asks two persons. One no is enough: the run stops before the promotion, and what it had deployed is retired.
 */
export const scenario: Scenario = {
  story: 'a person declines the promotion',
  expected: 'HandedToOperator',
  timeline: [
    'World: is lost',
    'AuthorizePromotion: asking',
    'World: on-call types: understudy decline',
    'AuthorizePromotion: declined by',
    'RetireStacks: deleting',
    'HandedToOperator:',
  ],
  plan: (plan) => ({ ...plan, automation: 'prepare', approval: { persons: 2, expirySeconds: 120 } }),
  async play(stage) {
    await stage.settle();
    await stage.ordersFlow();
    await stage.loseRegion(stage.home);
    const before = await stage.picture();
    const run = await stage.runIsAdmitted(stage.standby);
    stage.isAbout(run);
    await stage.isSaid('DeployStacks', 'are complete');
    const said = await stage.understudy('on-call', 'decline', run, '--because', 'the provider says ten minutes');
    stage.holds(`the no is taken: ${said.out}${said.err}`, said.code === 0);
    await stage.runEnds(run);
    stage.holds('everything is as it was', isDeepStrictEqual(await stage.picture(), before));
    stage.holds('the evidence names who declined', stage.isInEvidence(run, 'on-call'));
  },
};
