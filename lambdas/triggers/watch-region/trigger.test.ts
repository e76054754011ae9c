import type { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { namesOf } from '../../../lib/domain/names';
import type { Plan } from '../../../lib/domain/plan';
import { HERE, LOST, NOW, plan, planWith } from '../../../test/fixtures';
import type { WebAnswer } from '../../edge/web';
import { decide, type SeenWriters } from './decide';
import { createHandler } from './handler';
import { takeTurns } from './pace';
import { watchRegion } from './trigger';

const WITNESS = 'eu-west-1';
const placeOf = (region = HERE, which = plan) => ({ plan: which, region, names: namesOf(which, region) });
const pacedPlan = (everySeconds: 10 | 30 | 60) => planWith({ watch: { ...plan.watch, everySeconds } });
const threeRegions = planWith({ regions: [LOST, HERE, 'eu-central-1'] });
const silence = 'RDS is away';

describe('WatchRegion decides', () => {
  test.each<[string, SeenWriters, Parameters<typeof placeOf>, string]>([
    ['to probe where the writer is', { writers: [LOST] }, [HERE], LOST],
    ['that there is nothing to watch while the writer is here', { writers: [HERE] }, [HERE], 'rest'],
    ['to rest at home, too', { writers: [LOST] }, [LOST], 'rest'],
    ['to probe what is still elsewhere of a half-done move', { writers: [HERE, LOST] }, [HERE], LOST],
    ['to probe it from home, too', { writers: [HERE, LOST] }, [LOST], HERE],
    ['to probe where the writer was while RDS is silent', { writers: [LOST], silence }, [HERE], LOST],
    ['to rest while RDS is silent and the writer was here', { writers: [HERE], silence }, [HERE], 'rest'],
    ['to probe the first other Region when nobody knows', { writers: undefined, silence }, [HERE], LOST],
    ['to probe the second Region from home when nobody knows', { writers: undefined, silence }, [LOST], HERE],
    [
      'to probe home from a third Region when nobody knows',
      { writers: undefined },
      ['eu-central-1', threeRegions],
      LOST,
    ],
    ['to probe from a witness, which is never active', { writers: [HERE] }, [WITNESS], HERE],
    ['to probe home when there are no databases', { writers: [] }, [HERE, planWith({ databases: [] })], LOST],
    ['to rest at home when there are no databases', { writers: [] }, [LOST, planWith({ databases: [] })], 'rest'],
  ])('%s', (_, seen, place, expected) => {
    const watching = decide(seen, placeOf(...place));
    expect(watching.kind === 'probe' ? watching.region : watching.kind).toBe(expected);
  });

  test("to probe with the plan's canary, on the Region's own name", () => {
    expect(decide({ writers: [LOST] }, placeOf())).toMatchObject({
      url: 'https://us-east-1.orders.example.com/catalogue',
    });
  });

  test('and says that it goes by what it last knew', () => {
    expect(decide({ writers: [LOST], silence }, placeOf()).because).toContain('as last known: RDS is away');
  });
});

const answered = (status: number): WebAnswer => ({
  outcome: 'answered',
  status,
  headers: {},
  body: '',
  latencyMilliseconds: 40,
});
const unreachable = (asked: boolean): WebAnswer => ({ outcome: 'unreachable', because: 'no connection', asked });

interface Weather {
  readonly plan?: Plan;
  readonly answers?: readonly WebAnswer[];
  /** How long RDS, a probe and a write of the metric take, seconds. */
  readonly rdsSeconds?: number;
  readonly probeSeconds?: number;
  readonly putSeconds?: number;
}

/** A world with one writer, a clock that only sleeping and waiting move, and CloudWatch that keeps what it is given. */
function smallWorld({ plan: which = plan, answers = [answered(200)], ...takes }: Weather = {}) {
  const { rdsSeconds = 0, probeSeconds = 0, putSeconds = 0 } = takes;
  const world = {
    writer: LOST as string | undefined,
    rdsAway: false,
    cloudwatchAway: false,
    now: Date.parse(NOW),
    urls: [] as string[],
    put: [] as NonNullable<PutMetricDataCommand['input']['MetricData']>,
    namespaces: new Set<string | undefined>(),
  };
  const pass = (seconds: number) => {
    world.now += seconds * 1000;
  };
  const rds = {
    async send() {
      pass(rdsSeconds);
      if (world.rdsAway) throw new Error('RDS is away');
      const arn = (region: string) => `arn:aws:rds:${region}:${plan.account}:cluster:orders-${region}`;
      const members = [LOST, HERE, 'sa-east-1'].map((region) => ({
        DBClusterArn: arn(region),
        IsWriter: region === world.writer,
      }));
      return { GlobalClusters: [{ GlobalClusterMembers: members }] };
    },
  };
  const cloudwatch = {
    async send({ input }: PutMetricDataCommand) {
      pass(putSeconds);
      if (world.cloudwatchAway) throw new Error('CloudWatch is away');
      world.namespaces.add(input.Namespace);
      world.put.push(...(input.MetricData ?? []));
    },
  };
  const web = {
    async ask({ url }: { url: string }) {
      world.urls.push(url);
      pass(probeSeconds);
      return answers[Math.min(world.urls.length, answers.length) - 1] ?? answered(200);
    },
  };
  const clock = {
    now: () => world.now,
    sleep: async (milliseconds: number) => pass(milliseconds / 1000),
  };
  const watch = createHandler({ rds, cloudwatch, web }, placeOf(HERE, which), { clock, log: () => {} });
  const seconds = () => (world.now - Date.parse(NOW)) / 1000;
  const secondsOf = () => world.put.map(({ Timestamp }) => (Number(Timestamp) - Date.parse(NOW)) / 1000);
  return { world, watch, seconds, secondsOf, values: () => world.put.map(({ Value }) => Value) };
}

describe('WatchRegion writes', () => {
  test.each<[string, WebAnswer, number[]]>([
    ['0 when the active Region answers', answered(200), [0]],
    ["0 when a firewall answers in the active Region's place", answered(403), [0]],
    ['0 when it shows a certificate that is not accepted', { ...unreachable(true), alive: true } as WebAnswer, [0]],
    ['1 when it answers 503', answered(503), [1]],
    ['1 when it cannot be reached', unreachable(true), [1]],
    ['nothing when nothing was asked', unreachable(false), []],
  ])('%s', async (_, answer, values) => {
    const small = smallWorld({ answers: [answer] });
    await small.watch();
    expect(small.values()).toEqual(values);
  });

  test("the plan's metric, at a resolution its alarm can look at", async () => {
    const usual = smallWorld();
    await usual.watch();
    expect([...usual.world.namespaces]).toEqual(['Understudy']);
    expect(usual.world.put).toMatchObject([
      { MetricName: 'RegionDown', Dimensions: [{ Name: 'Plan', Value: 'orders' }], StorageResolution: 60 },
    ]);
    const fast = smallWorld({ plan: pacedPlan(10) });
    await fast.watch();
    expect(new Set(fast.world.put.map(({ StorageResolution }) => StorageResolution))).toEqual(new Set([1]));
  });

  test.each<[10 | 30 | 60, number[]]>([
    [60, [0]],
    [30, [0, 30]],
    [10, [0, 10, 20, 30, 40, 50]],
  ])('at once after each probe, every %i s', async (everySeconds, due) => {
    const small = smallWorld({ plan: pacedPlan(everySeconds) });
    await small.watch();
    expect(small.secondsOf()).toEqual(due);
    expect(small.world.urls).toHaveLength(due.length);
  });

  test('each answer in its turn', async () => {
    const small = smallWorld({ plan: pacedPlan(30), answers: [answered(200), answered(500)] });
    await small.watch();
    expect(small.values()).toEqual([0, 1]);
  });

  test.each<[10 | 30 | 60, number]>([
    [60, 1],
    [30, 2],
    [10, 6],
  ])('0 for the whole minute while the writer is here, probing nothing, every %i s', async (everySeconds, count) => {
    const small = smallWorld({ plan: pacedPlan(everySeconds) });
    small.world.writer = HERE;
    await small.watch();
    expect(small.values()).toEqual(Array(count).fill(0));
    expect(small.world.urls).toEqual([]);
  });
});

describe('WatchRegion', () => {
  test.each<[string, Weather, number]>([
    ['every call takes as long as it may', { rdsSeconds: 10, probeSeconds: 5, putSeconds: 2.5 }, 5],
    ['probes and writes are slow', { probeSeconds: 5, putSeconds: 2.5 }, 6],
  ])('ends before its time-out when %s', async (_, weather, probes) => {
    const small = smallWorld({ plan: pacedPlan(10), ...weather });
    await small.watch();
    expect(small.world.urls).toHaveLength(probes);
    expect(small.seconds()).toBeLessThan(watchRegion.timeoutSeconds);
  });

  test('leaves out a turn that could no longer end in time', async () => {
    const clock = {
      at: 0,
      now: () => clock.at,
      sleep: async (milliseconds: number) => {
        clock.at += milliseconds;
      },
    };
    const began: number[] = [];
    await takeTurns(clock, { beganAt: 0, everyMilliseconds: 10_000, lastTurnAt: 52_000 }, async () => {
      began.push(clock.at);
      if (clock.at === 40_000) clock.at += 13_000;
    });
    expect(began).toEqual([0, 10_000, 20_000, 30_000, 40_000]);
  });

  test('goes by the writer it last saw while RDS is silent', async () => {
    const small = smallWorld();
    small.world.writer = HERE;
    await small.watch();
    small.world.rdsAway = true;
    await small.watch();
    expect(small.world.urls).toEqual([]);
    expect(small.values()).toEqual([0, 0]);
  });

  test.each<[string, string | undefined]>([
    ['in the middle of a failover, when no member is the writer', undefined],
    ['when the writer is in a Region that the plan does not name', 'sa-east-1'],
  ])('goes by the writer it last saw %s', async (_, writer) => {
    const small = smallWorld();
    await small.watch();
    small.world.writer = writer;
    await small.watch();
    expect(small.world.urls).toEqual(Array(2).fill('https://us-east-1.orders.example.com/catalogue'));
  });

  test('follows the writer when it moves', async () => {
    const small = smallWorld();
    await small.watch();
    small.world.writer = HERE;
    await small.watch();
    expect(small.world.urls).toHaveLength(1);
    expect(small.values()).toEqual([0, 0]);
  });

  test('goes on probing when the metric cannot be written, and fails at the end', async () => {
    const small = smallWorld({ plan: pacedPlan(30) });
    small.world.cloudwatchAway = true;
    await expect(small.watch()).rejects.toThrow('the metric was not written 2 times: Error: CloudWatch is away');
    expect(small.world.urls).toHaveLength(2);
  });
});
