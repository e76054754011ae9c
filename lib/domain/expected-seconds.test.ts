import { arrowsOf } from '../workflow/drawing';
import { failover } from '../workflow/failover';
import { stepsOf } from '../workflow/grammar';
import { criticalPath, expectedSeconds, nearestTimings } from './expected-seconds';
import type { Verb } from './verbs';

const names = stepsOf(failover).map(({ name }) => name);

describe('a step is expected to take', () => {
  it.each<[string, Record<string, Record<string, number[]>>, object]>([
    ['what the documentation says, where no run was measured', {}, { seconds: 300 }],
    [
      'the median of three runs, whatever the slowest took',
      { failover: { DeployStacks: [200, 90, 2000] } },
      { seconds: 200, measuredIn: 'failover' },
    ],
    [
      'the larger of the two in the middle of two runs',
      { failover: { DeployStacks: [90, 100] } },
      { seconds: 100, measuredIn: 'failover' },
    ],
    [
      'what a drill took, where no failover ever ran',
      { drill: { DeployStacks: [70] }, failover: { AdmitRun: [1] } },
      { seconds: 70, measuredIn: 'drill' },
    ],
    [
      'what the failover took, where both were measured',
      { drill: { DeployStacks: [70] }, failover: { DeployStacks: [80] } },
      { seconds: 80, measuredIn: 'failover' },
    ],
  ])('%s', (_, timings, expected) => {
    expect(expectedSeconds(['DeployStacks'], timings)).toEqual({ DeployStacks: expected });
  });

  it('something too where nobody has thought of it', () => {
    expect(expectedSeconds(['BeforeTraffic'], {})).toEqual({ BeforeTraffic: { seconds: 60 } });
  });
});

test.each<[string, Verb, object]>([
  ['what runs of the verb took', 'drill', { DeployStacks: [70], RetireStacks: [30] }],
  ['of a verb that hardly ever runs what the nearest took', 'failover', { DeployStacks: [80], RetireStacks: [30] }],
  ['of one that never ran all that is known', 'retire', { DeployStacks: [80], RetireStacks: [30] }],
])('the nearest times are %s', (_, verb, expected) => {
  const timings = { drill: { DeployStacks: [70], RetireStacks: [30] }, switchover: { DeployStacks: [80] } };
  expect(nearestTimings(verb, timings)).toEqual(expected);
});

describe('the critical path', () => {
  const path = (timings: Record<string, number>) => {
    const measured = Object.fromEntries(Object.entries(timings).map(([step, seconds]) => [step, [seconds]]));
    return criticalPath(arrowsOf(failover), expectedSeconds(names, { failover: measured }));
  };

  it('goes through the stacks where they take longer than the promotion, and counts the promotion no more', () => {
    const { steps } = path({ DeployStacks: 5000 });
    expect(steps).toContain('DeployStacks');
    expect(steps).not.toContain('PromoteDatabase');
  });

  it('goes through the promotion where that takes longer', () => {
    const { steps } = path({ PromoteDatabase: 5000 });
    expect(steps).toContain('PromoteDatabase');
    expect(steps).not.toContain('DeployStacks');
  });

  it('leads from the first step to the last, without what happens only after a failure', () => {
    const { steps } = path({});
    expect([steps[0], steps.at(-1)]).toEqual(['AdmitRun', 'CloseRun']);
    expect(steps).not.toContain('RetireStacks');
  });

  it('is the sum of its steps', () => {
    const ways = [
      { from: 'A', to: 'B', when: 'done' },
      { from: 'A', to: 'C', when: 'done' },
      { from: 'B', to: 'D', when: 'done' },
      { from: 'C', to: 'D', when: 'done' },
      { from: 'A', to: 'E', when: 'failed' },
    ];
    const expected = { A: { seconds: 1 }, B: { seconds: 5 }, C: { seconds: 7 }, D: { seconds: 2 }, E: { seconds: 99 } };
    expect(criticalPath(ways, expected)).toEqual({ steps: ['A', 'C', 'D'], seconds: 10 });
  });
});
