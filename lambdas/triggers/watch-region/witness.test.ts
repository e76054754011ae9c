import type { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { namesOf } from '../../../lib/domain/names';
import { HERE, LOST, NOW, plan, planWith } from '../../../test/fixtures';
import type { WebAnswer } from '../../edge/web';
import { isWitness, watchRegion } from './trigger';
import { createWitness } from './witness';

const WITNESS = 'eu-west-1';
const witnessed = planWith({ watch: { ...plan.watch, everySeconds: 30, witness: WITNESS } });
const placeOf = (region: string) => ({ plan: witnessed, region, names: namesOf(witnessed, region) });

const alive: WebAnswer = { outcome: 'answered', status: 200, headers: {}, body: '', latencyMilliseconds: 40 };
const dead: WebAnswer = { outcome: 'unreachable', because: 'no connection', asked: true };
const unasked: WebAnswer = { outcome: 'unreachable', because: 'no such name', asked: false };

/** Regions that answer as they are told to, and CloudWatch that keeps what it is given, or is away. */
function smallWorld(answers: Record<string, WebAnswer>, cloudwatchAway = false) {
  const world = { now: Date.parse(NOW), calls: [] as PutMetricDataCommand['input'][], urls: [] as string[] };
  const cloudwatch = {
    async send({ input }: PutMetricDataCommand) {
      world.calls.push(input);
      if (cloudwatchAway) throw new Error('CloudWatch is away');
    },
  };
  const web = {
    async ask({ url }: { url: string }) {
      world.urls.push(url);
      return answers[Object.keys(answers).find((region) => url.includes(region)) ?? ''] ?? alive;
    },
  };
  const clock = {
    now: () => world.now,
    sleep: async (milliseconds: number) => {
      world.now += milliseconds;
    },
  };
  const watch = createWitness({ cloudwatch, web }, placeOf(WITNESS), { clock, log: () => {} });
  const values = () =>
    world.calls.map(({ MetricData = [] }) =>
      MetricData.map(({ Dimensions = [], Value }) => `${Dimensions.map((one) => one.Value).join(' ')} ${Value}`),
    );
  return { world, watch, values };
}

describe('A witness', () => {
  test('writes for every Region whether it answers, turn by turn', async () => {
    const { watch, values, world } = smallWorld({ [LOST]: dead });
    await watch();
    const turn = [`orders ${LOST} 1`, `orders ${HERE} 0`];
    expect(values()).toEqual([turn, turn]);
    expect(world.urls).toHaveLength(4);
    expect(world.calls[0]?.MetricData?.[0]).toMatchObject({ MetricName: 'RegionDown', StorageResolution: 1 });
  });

  test('writes nothing for a Region that it could not ask', async () => {
    const { watch, values } = smallWorld({ [LOST]: unasked });
    await watch();
    expect(values()).toEqual([[`orders ${HERE} 0`], [`orders ${HERE} 0`]]);
  });

  test('makes no call when it could ask nobody', async () => {
    const { watch, world } = smallWorld({ [LOST]: unasked, [HERE]: unasked });
    await watch();
    expect(world.calls).toEqual([]);
  });

  test('goes on probing when the metric cannot be written, and fails at the end', async () => {
    const { watch, world } = smallWorld({}, true);
    await expect(watch()).rejects.toThrow('failed 2 times');
    expect(world.urls).toHaveLength(4);
  });

  test('may write metrics, and nothing else', () => {
    expect(watchRegion.permissions(placeOf(WITNESS))).toMatchObject([{ actions: ['cloudwatch:PutMetricData'] }]);
  });

  test("stands outside the plan's Regions", () => {
    expect(isWitness(placeOf(WITNESS))).toBe(true);
    expect(isWitness(placeOf(HERE))).toBe(false);
  });
});
