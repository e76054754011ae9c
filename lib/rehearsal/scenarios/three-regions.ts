import type { Plan } from '../../domain/plan';
import type { Scenario } from '../scenario';

const THIRD = 'eu-central-1';

const ofThree = (plan: Plan): Plan => ({
  ...plan,
  regions: [...plan.regions, THIRD],
  databases: plan.databases.map((database) => ({
    ...database,
    clusters: { ...database.clusters, [THIRD]: `orders-${THIRD}` },
  })),
});

/**
 * Of three Regions two are lost together. The third hears no majority, so nothing goes on by itself there; a person who
 * knows that both are gone says so, and it takes over.
 */
export const scenario: Scenario = {
  story: 'two of three Regions are lost; the third takes over on a word of a person',
  expected: 'Serving',
  plan: ofThree,
  timeline: [
    'World: is lost',
    'AdmitRun: which is no majority',
    'World: a person starts the failover',
    'AdmitRun: needs no majority of the Regions',
    'PromoteDatabase: the writer of orders is in eu-central-1',
    'ShiftTraffic: claims the traffic',
    "VerifyTraffic: the zone's name servers answer",
    'Serving:',
  ],
  async play(stage) {
    await stage.settle();
    await stage.ordersFlow();
    await stage.loseRegion(stage.standby);
    await stage.loseRegion(stage.home);
    await stage.isSaid('AdmitRun', 'which is no majority');
    // One automatic run after the other would be refused like the first.
    for (const deaf of ['on-alarm', 'watch-region']) stage.silence(THIRD, deaf);
    await stage.everyRunEnds();
    const request = { reason: 'both are gone', withoutMajority: 'the status pages of both say so' };
    stage.starts(THIRD, request);
    await stage.storyEnds(THIRD);
    await stage.ordersRecover();
  },
};
