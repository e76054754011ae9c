import { isDeepStrictEqual } from 'node:util';
import type { Scenario } from '../scenario';

/**
 * A drill runs beside production, under load: the release is deployed under names of its own, read canaries pass on a
 * reader, a write is refused as it must be, and everything is removed again.
 */
export const scenario: Scenario = {
  story: 'a drill deploys, proves and retires the release in the standby, and production feels nothing',
  expected: 'Passed',
  timeline: [
    'World: a person starts the drill',
    'AdmitRun: admitted',
    'ConfirmActive: is active',
    'DeployStacks: complete',
    'ProveStacks: read-catalogue',
    'RetireStacks: deleted',
    'Passed:',
  ],
  async play(stage) {
    const { home, standby } = stage;
    await stage.settle();
    await stage.everyRegionIsKnown();
    await stage.ordersFlow();
    const before = await stage.picture();
    stage.faultIs('an ordinary day');
    const run = stage.starts(standby, { reason: 'the weekly drill' }, 'drill');
    await stage.storyEnds(standby, { verb: 'drill' });
    const acknowledged = await stage.ordersStop();
    const after = await stage.picture();
    stage.holds('stacks, records, writers and claims are as before', isDeepStrictEqual(after, before));
    stage.holds('every order was taken', stage.ordersFailed() === 0 && acknowledged.length > 20);
    const own = stage.changesMade().filter(({ runId }) => runId === run);
    const stacks = own.filter(({ operation }) => ['CreateStack', 'DeleteStack'].includes(operation));
    stage.holds('it changed stacks of the drill lane alone', own.length === stacks.length && stacks.length >= 4);
    stage.holds(
      'each of them is a drill stack',
      stacks.every(({ resource }) => resource?.includes('drill-') === true),
    );
    stage.holds('no canary of the drill reached the database', await stage.nothingIsLost(home));
    const verified = await stage.understudy('on-call', 'evidence', 'verify', run);
    stage.holds(`its evidence is whole: ${verified.out}${verified.err}`, verified.code === 0);
    const { code, out, err } = await stage.understudy('on-call', 'status');
    stage.holds(`its status is told: ${out}${err}`, code === 0 && out.includes('drill ended Passed'));
  },
};
