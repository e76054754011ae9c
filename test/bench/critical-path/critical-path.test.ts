import { criticalPath, lastSteps } from './critical-path';
import { type Made, madeRun } from './made-run';

const stack = (name: string, ...dependsOn: string[]) => ({
  name,
  dependsOn,
  subjects: [`${name}-r1`, `drill-${name}-r1`],
});

/** Side by side: a promotion of 100 s, and two stacks of 30 and 50 s that need each other. */
const failover: Made = {
  ...{ verb: 'failover', outageAt: -200, alarmedAt: -2, endsAt: 140 },
  stacks: [stack('data'), stack('web', 'data')],
  steps: [
    ['ConfirmOutage', 1, 9, ['web', 2, 6, 'here'], ['web', 3, 8, 'here']],
    ['PromoteDatabase', 10, 115],
    ['DeployStacks', 10, 100],
    [
      'ShiftTraffic',
      116,
      118,
      ['call', 116, 116.5, 'dynamodb:Query'],
      ['call', 116.5, 117, 'dynamodb:PutItem'],
      ['call', 117, 117.5, 'dynamodb:PutItem'],
    ],
    ['VerifyTraffic', 118, 130],
  ],
  spans: [
    ['promotion', 'cluster', 11, 111],
    ['stackCreation', 'data-r1', 11, 41],
    ['stackCreation', 'web-r1', 45, 95],
    ['healthCheck', 'check', 112, 125],
    ['healthCheck', 'later', 120, 135],
  ],
};
const secondsOf = (made: Made) => criticalPath(madeRun(made)).milliseconds / 1000;
const longStacks: Made['spans'] = [
  ['stackCreation', 'data-r1', 11, 71],
  ['stackCreation', 'web-r1', 72, 132],
];

describe('the critical path', () => {
  it('of a failover is detection, probes, the longer one of promotion and stacks, and the flip since the claim', () => {
    const path = criticalPath(madeRun(failover));
    expect(path.works).toEqual({
      ...{ detection: 198_000, confirmation: 6000, promotion: 100_000, stacks: 80_000, flip: 7500 },
    });
    expect(path.milliseconds).toBe(198_000 + 6000 + 100_000 + 7500);
  });

  it('takes the stacks where their chain is longer than the promotion', () => {
    const spans = [...failover.spans.filter(([kind]) => kind !== 'stackCreation'), ...longStacks];
    const steps = failover.steps.map((step): Made['steps'][number] =>
      step[0] === 'DeployStacks' ? ['DeployStacks', 10, 133] : step,
    );
    expect(secondsOf({ ...failover, steps, spans })).toBe(198 + 6 + 120 + 7.5);
  });

  it('is the same where the run had its work done one after the other', () => {
    const apart: Made = {
      ...failover,
      endsAt: 300,
      steps: [...failover.steps.filter(([state]) => state !== 'DeployStacks'), ['DeployStacks', 200, 290]],
      spans: failover.spans.map(([kind, subject, from, to]) =>
        kind === 'stackCreation' ? [kind, subject, from + 190, to + 190] : [kind, subject, from, to],
      ),
    };
    expect(secondsOf(apart)).toBe(secondsOf(failover));
  });

  it('has AWS at its work from the arrival of the call that began it, and of that call alone', () => {
    const asked = (what: string, to: number): Made => ({
      ...failover,
      steps: failover.steps.map((step): Made['steps'][number] =>
        step[0] === 'PromoteDatabase'
          ? [...step, ['call', 10, 12, `${what} us-west-2`, { served: [10.25, to] }]]
          : step,
      ),
    });
    const promotion = (made: Made) => criticalPath(madeRun(made)).works.promotion;
    expect(promotion(asked('rds:FailoverGlobalCluster', 11))).toBe(100_750);
    expect(promotion(asked('rds:FailoverGlobalCluster', 11.5))).toBe(100_000);
    expect(promotion(asked('rds:DescribeGlobalClusters', 11))).toBe(100_000);
  });

  it('does not add up stacks that need each other no more', () => {
    expect(criticalPath(madeRun({ ...failover, stacks: [stack('data'), stack('web')] })).works.stacks).toBe(50_000);
  });

  it('counts the whole way to the start of a run as detection where no alarm told of the outage', () => {
    const { alarmedAt, ...untold } = failover;
    expect(alarmedAt).toBeDefined();
    expect(criticalPath(madeRun(untold)).works.detection).toBe(200_000);
  });

  it('of a drill is its stacks, there and away again, under the names of its lane', () => {
    const made: Made = {
      ...{ verb: 'drill', endsAt: 100, stacks: failover.stacks ?? [] },
      steps: [
        ['DeployStacks', 0, 50],
        ['RetireStacks', 50, 100],
      ],
      spans: [
        ...([
          ['stackCreation', 'drill-data-r1', 1, 20],
          ['stackCreation', 'drill-web-r1', 21, 49],
        ] as const),
        ...([
          ['stackDeletion', 'drill-web-r1', 55, 65],
          ['stackDeletion', 'drill-data-r1', 66, 99],
        ] as const),
      ],
    };
    expect(secondsOf(made)).toBe(19 + 28 + 10 + 33);
  });

  it('of a settle is the observation of its new checks and the change of the records, whatever other checks say', () => {
    const made: Made = {
      ...{ verb: 'settle', endsAt: 130 },
      steps: [['SettleTraffic', 0, 120]],
      spans: [
        ['checkObserved', 'signal', 1, 61],
        ['checkObserved', 'calculated', 3, 61],
        ['healthCheck', 'signal', 55, 59],
        ['recordChange', 'www', 64, 94],
      ],
    };
    expect(secondsOf(made)).toBe(60 + 30);
  });

  it('of a settle is what led to its end, and no check that changed its mind beside it', () => {
    const made: Made = {
      ...{ verb: 'settle', endsAt: 95, steps: [['SettleTraffic', 0, 95]] },
      spans: [
        ['healthCheck', 'other', 0, 60],
        ['healthCheck', 'new', 20, 69],
        ['recordChange', 'orders.example.com', 70, 90],
      ],
    };
    expect(secondsOf(made)).toBe(49 + 20);
  });

  it('of a check is its calls, each moment once', () => {
    const made: Made = {
      ...{ verb: 'check', endsAt: 20, spans: [] },
      steps: [
        ['CheckReadiness', 0, 10, ['coldStart', 0, 1], ['call', 1, 4, 'rds:Describe'], ['call', 2, 6, 'ecr:List']],
      ],
    };
    expect(secondsOf(made)).toBe(5);
  });
});

describe('the steps that an end has waited for', () => {
  it('are of two beside each other the one that was done last', () => {
    const names = lastSteps(madeRun(failover).run).map(({ state }) => state);
    expect(names).toEqual(['ConfirmOutage', 'PromoteDatabase', 'ShiftTraffic', 'VerifyTraffic']);
  });
});
