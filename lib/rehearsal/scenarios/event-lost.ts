import type { Scenario } from '../scenario';

/** The alarm's event never reaches its function. The watch looks at the alarm itself and starts the run. */
export const scenario: Scenario = {
  // F-16, F-17
  story: "the alarm's event is lost; the watch starts the takeover",
  expected: 'Serving',
  timeline: ['World: is lost', 'AdmitRun: admitted', 'Serving:'],
  async play(stage) {
    await stage.settle();
    await stage.ordersFlow();
    stage.silence(stage.standby, 'on-alarm');
    await stage.loseRegion(stage.home);
    const run = await stage.storyEnds(stage.standby);
    await stage.ordersRecover();
    const { trigger } = run.input as { trigger?: { kind: string } };
    stage.holds('the watch has started it', trigger?.kind === 'watch');
  },
};
