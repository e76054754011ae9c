import { LOST, plan, planWith } from '../../test/fixtures';
import { probeRegion } from './probe-region';
import type { WebAnswer } from './web';

const alive: WebAnswer = { outcome: 'answered', status: 403, headers: {}, body: '', latencyMilliseconds: 40 };
const down: WebAnswer = { outcome: 'unreachable', because: 'no connection', asked: true };

/** Probes with these answers, one after the other. */
async function probing(...answers: WebAnswer[]) {
  const done: string[] = [];
  const web = {
    ask: async ({ url }: { url: string }) => {
      done.push(url);
      return answers.shift() ?? alive;
    },
  };
  const clock = { now: () => 0, sleep: async (milliseconds: number) => void done.push(`${milliseconds} ms`) };
  return { answers: await probeRegion({ web, clock }, { plan, region: LOST }), done };
}
const URL_THERE = 'https://us-east-1.orders.example.com/catalogue';

test.each<[string, WebAnswer[], string[]]>([
  ['once when it is alive', [alive], [URL_THERE]],
  ['twice when it is down, with a pause', [down, down], [URL_THERE, '1000 ms', URL_THERE]],
  ['twice when the second answer shows it alive', [down, alive], [URL_THERE, '1000 ms', URL_THERE]],
])('probes a Region %s', async (_, answers, done) => {
  expect(await probing(...answers)).toEqual({ answers, done });
});

test('fails for a plan whose probe is none of its canaries', async () => {
  const other = planWith({ watch: { ...plan.watch, probe: 'tea' } });
  const clock = { now: () => 0, sleep: async () => {} };
  await expect(probeRegion({ web: { ask: async () => alive }, clock }, { plan: other, region: LOST })).rejects.toThrow(
    'watch.probe is tea, which is no canary of the plan',
  );
});
