import { LOST, plan, planWith } from '../../test/fixtures';
import { patientClock } from '../../test/patient-clock';
import { probeRegion } from './probe-region';
import type { WebAnswer } from './web';

const alive: WebAnswer = { outcome: 'answered', status: 403, headers: {}, body: '', latencyMilliseconds: 40 };
const down: WebAnswer = { outcome: 'unreachable', because: 'no connection', asked: true };

/** What becomes of a probe, and how long after it began. */
type Fate = readonly [milliseconds: number, answer: WebAnswer];

async function probing(...fates: Fate[]) {
  const clock = patientClock();
  const beganAt: number[] = [];
  const urls = new Set<string>();
  const web = {
    async ask({ url }: { url: string }) {
      const [milliseconds, answer] = fates[beganAt.length] ?? [0, alive];
      urls.add(url);
      beganAt.push(clock.now());
      await clock.sleep(milliseconds);
      return answer;
    },
  };
  const answers = await probeRegion({ web, clock }, { plan, region: LOST });
  return { answers, beganAt, at: clock.now(), urls: [...urls] };
}

test.each<[string, Fate[], object]>([
  ['once when it is alive', [[40, alive]], { answers: [alive], beganAt: [0], at: 40 }],
  [
    'again a second after it was down',
    [
      [40, down],
      [40, down],
    ],
    { answers: [down, down], beganAt: [0, 1040], at: 1080 },
  ],
  [
    'again beside a probe without an answer',
    [
      [4000, down],
      [4000, down],
    ],
    { answers: [down, down], beganAt: [0, 1000], at: 5000 },
  ],
  [
    'and the second one shows it alive',
    [
      [40, down],
      [40, alive],
    ],
    { answers: [down, alive], beganAt: [0, 1040], at: 1080 },
  ],
  [
    'and the second one shows it alive first',
    [
      [5000, down],
      [40, alive],
    ],
    { answers: [alive], beganAt: [0, 1000], at: 1040 },
  ],
  [
    'and a slow first one shows it alive',
    [
      [3000, alive],
      [5000, down],
    ],
    { answers: [alive], beganAt: [0, 1000], at: 3000 },
  ],
  [
    'and waits 6 s for one that hangs',
    [
      [5000, down],
      [5000, down],
    ],
    { answers: [down, down], beganAt: [0, 1000], at: 6000 },
  ],
])('probes a Region %s', async (_, fates, expected) => {
  expect(await probing(...fates)).toEqual({ ...expected, urls: ['https://us-east-1.orders.example.com/catalogue'] });
});

test('what comes after the answer changes nothing that was returned', async () => {
  const { answers } = await probing([1500, alive], [1600, down]);
  await new Promise((next) => setTimeout(next, 20));
  expect(answers).toEqual([alive]);
});

test('fails for a plan whose probe is none of its canaries', async () => {
  const other = planWith({ watch: { ...plan.watch, probe: 'tea' } });
  await expect(
    probeRegion({ web: { ask: async () => alive }, clock: patientClock() }, { plan: other, region: LOST }),
  ).rejects.toThrow('watch.probe is tea, which is no canary of the plan');
});
