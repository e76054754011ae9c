import type { Scenario } from '../scenario';

/** Two persons start the takeover in the same moment. One run does the work, the other joins it and names it. */
export const scenario: Scenario = {
  // F-19
  story: 'two persons start the takeover in the same moment',
  expected: 'Serving',
  timeline: ['World: is lost', 'AdmitRun: admitted', 'Serving:'],
  async play(stage) {
    await stage.settle();
    await stage.ordersFlow();
    stage.silence(stage.standby, 'on-alarm');
    stage.silence(stage.standby, 'watch-region');
    await stage.loseRegion(stage.home);
    const runs = ['I am first', 'no, I am'].map((reason) => stage.starts(stage.standby, { reason }));
    const ended = await Promise.all(runs.map((run) => stage.runEnds(run)));
    const [joined, ...moreJoined] = ended.filter(({ lastState }) => lastState === 'Joined');
    const serving = ended.find(({ lastState }) => lastState === 'Serving');
    stage.isAbout(serving?.arn ?? runs[0] ?? '');
    stage.holds('exactly one has joined the other', joined !== undefined && moreJoined.length === 0);
    stage.holds('it names the run it joined', serving !== undefined && stage.wasTold(joined?.arn ?? '', serving.arn));
    await stage.ordersRecover();
  },
};
