import { type Place, whereItGoes, wholeOf } from './added';
import { criticalPath } from './critical-path';
import { lengthOf } from './intervals';
import { type Made, madeRun } from './made-run';

const stacks = [{ name: 'data', dependsOn: [], subjects: ['data'] }];

function spent(made: Made): Partial<Record<Place, number>> {
  const worked = madeRun(made);
  const found: Partial<Record<Place, number>> = {};
  for (const { place, milliseconds } of whereItGoes(worked, criticalPath(worked))) {
    found[place] = (found[place] ?? 0) + milliseconds / 1000;
  }
  return Object.fromEntries(Object.entries(found).filter(([, seconds]) => seconds !== 0));
}

/** A stack of 20 s, seen 4 s after it was complete. */
const prewarm: Made = {
  ...{ verb: 'prewarm', endsAt: 30, stacks },
  steps: [
    [
      ...(['DeployStacks', 1, 29] as const),
      ...([
        ['transition', 0, 1],
        ['coldStart', 1, 2],
        ['call', 2, 2.5, 'dynamodb:UpdateItem us-west-2'],
      ] as const),
      ...([
        ['call', 2.5, 3, 'cloudformation:CreateStack us-west-2'],
        ['wait', 3.5, 26],
      ] as const),
      ...([
        ['warmStart', 26, 27],
        ['call', 27, 28, 'cloudformation:DescribeStacks us-west-2'],
      ] as const),
    ],
  ],
  spans: [['stackCreation', 'data', 3, 23]],
};

describe('what a run adds to its critical path', () => {
  it('is told by place: each moment once, from the end of the work to the look that saw it as not yet looked', () => {
    expect(spent(prewarm)).toEqual({
      ...{ transitions: 1, coldStarts: 1, guards: 0.5, calls: 1.5, quantisation: 4, waits: 1, rest: 1 },
    });
  });

  it('adds up to the difference, whatever the run did', () => {
    for (const endsAt of [30, 31.5, 300]) {
      const worked = madeRun({ ...prewarm, endsAt });
      const path = criticalPath(worked);
      const sum = whereItGoes(worked, path).reduce((all, { milliseconds }) => all + milliseconds, 0);
      expect(sum).toBe(lengthOf(wholeOf(worked)) - path.milliseconds);
    }
  });

  it('is nothing where a look sees the end of the work at once', () => {
    const [[state, from, to, ...doings] = ['DeployStacks', 1, 29]] = prewarm.steps;
    const early = doings.map((doing) => (doing[0] === 'warmStart' ? (['warmStart', 22, 23] as const) : doing));
    expect(spent({ ...prewarm, steps: [[state, from, to, ...early]] }).quantisation).toBeUndefined();
  });

  it('names work done one after the other that could have been done side by side', () => {
    const serial: Made = {
      ...{ verb: 'failover', outageAt: -10, alarmedAt: -1, endsAt: 100, stacks },
      steps: [
        ['PromoteDatabase', 0, 60],
        ['DeployStacks', 60, 100],
      ],
      spans: [
        ['promotion', 'cluster', 0, 60],
        ['stackCreation', 'data', 60, 100],
      ],
    };
    expect(spent(serial)).toEqual({ trigger: 1, order: 40 });
  });

  it('has no look wait for a probe, which its own step has asked', () => {
    const made: Made = {
      ...{ verb: 'failover', outageAt: -10, endsAt: 10, spans: [] },
      steps: [['ConfirmOutage', 0, 10, ['web', 2, 6, 'orders.example.com'], ['warmStart', 8, 9]]],
    };
    expect(spent(made)).toEqual({ waits: 5, transitions: 1 });
  });

  it('tells a call that nobody answered from those that were answered, DynamoDB among them', () => {
    const unanswered = ['call', 0, 3, 'dynamodb:GetItem us-east-1', { isTimeout: true }] as const;
    const answered = ['call', 3, 4, 'dynamodb:GetItem us-west-2'] as const;
    const made: Made = {
      ...{ verb: 'prewarm', endsAt: 4, spans: [] },
      steps: [['AdmitRun', 0, 4, unanswered, answered]],
    };
    expect(spent(made)).toEqual({ timeouts: 3, guards: 1 });
  });

  it('tells what came between the alarm and the run apart', () => {
    const made: Made = { verb: 'failover', outageAt: -10, alarmedAt: -3, endsAt: 1, steps: [], spans: [] };
    expect(spent(made)).toEqual({ trigger: 3, rest: 1 });
  });
});
