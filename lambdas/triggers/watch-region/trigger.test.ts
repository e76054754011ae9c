import { DescribeAlarmsCommand, type PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { type StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { sha256Of } from '../../../lib/domain/canonical-json';
import { chained, type EvidenceRecord } from '../../../lib/domain/evidence';
import { namesOf } from '../../../lib/domain/names';
import type { Plan } from '../../../lib/domain/plan';
import { readRequest } from '../../../lib/domain/request';
import { settlementText } from '../../../lib/domain/settlement';
import { attributesOf, type Item } from '../../../lib/domain/table-items';
import { recordOf } from '../../../test/dead-run';
import { HERE, LOST, NOW, plan, planWith, RUN_ID } from '../../../test/fixtures';
import type { WebAnswer } from '../../edge/web';
import { decide, type SeenWriters } from './decide';
import { takeTurns } from './pace';
import { createHandler } from './region';
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
    [
      'to rest when there are no databases and its own claim is not settled yet',
      { writers: [], served: { claimed: 101, settlement: undefined } },
      [HERE, planWith({ databases: [] })],
      'rest',
    ],
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
    const watching = decide({ writers: [LOST], silence }, placeOf());
    expect(watching.because).toContain('as last known: RDS is away');
    expect(watching.isOld).toBe(true);
    expect(decide({ writers: [LOST] }, placeOf())).not.toHaveProperty('isOld');
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
  /** Whether a table answers before the Region that is probed, as it does over a longer way. */
  readonly isProbeSlow?: true;
}

const addresses = {
  signalUrl: 'https://signal.lambda-url.us-west-2.on.aws/',
  approvalUrl: 'https://approval.lambda-url.us-west-2.on.aws/',
  controlsUrl: 'https://controls.lambda-url.us-west-2.on.aws/',
};
const SETTLED_HERE = settlementText({ epoch: 101, serial: 1, active: HERE, attached: [LOST, HERE] });

type Command = { readonly input: Record<string, unknown> };

/** A world with one writer, a clock that only sleeping and waiting move, and services that keep what they are given. */
function smallWorld({ plan: which = plan, answers = [answered(200)], ...takes }: Weather = {}) {
  const { rdsSeconds = 0, probeSeconds = 0, putSeconds = 0 } = takes;
  const names = namesOf(which, HERE);
  const world = {
    writer: LOST as string | undefined,
    away: new Set<string>(),
    alarm: 'OK',
    /** Items of each Region's table by their sort keys. */
    items: { [HERE]: {}, [LOST]: {} } as Record<string, Record<string, object>>,
    /** Items that were asked for, each with its Region. */
    read: [] as string[],
    txt: [SETTLED_HERE],
    now: Date.parse(NOW),
    urls: [] as string[],
    put: [] as NonNullable<PutMetricDataCommand['input']['MetricData']>,
    /** Calls of PutMetricData, each as the names of its metrics. */
    calls: [] as string[][],
    namespaces: new Set<string | undefined>(),
    executions: new Map<string, string>(),
    stopped: [] as StopExecutionCommand['input'][],
    /** What runs have recorded. */
    records: [] as EvidenceRecord[],
    log: [] as Record<string, unknown>[],
  };
  const pass = (seconds: number) => {
    world.now += seconds * 1000;
  };
  const needs = (service: string) => {
    // As the SDK says that nothing answered.
    if (world.away.has(service)) throw Object.assign(new Error(`${service} is away`), { name: 'TimeoutError' });
  };
  const rds = {
    async send() {
      pass(rdsSeconds);
      needs('RDS');
      const arn = (region: string) => `arn:aws:rds:${region}:${plan.account}:cluster:orders-${region}`;
      const members = [LOST, HERE, 'sa-east-1'].map((region) => ({
        DBClusterArn: arn(region),
        IsWriter: region === world.writer,
      }));
      return { GlobalClusters: [{ GlobalClusterMembers: members }] };
    },
  };
  const cloudwatch = {
    async send(command: PutMetricDataCommand | DescribeAlarmsCommand) {
      if (command instanceof DescribeAlarmsCommand) {
        needs('alarms');
        expect(command.input.AlarmNames).toEqual([names.alarm]);
        return { MetricAlarms: [{ StateValue: world.alarm }] };
      }
      const { Namespace, MetricData = [] } = command.input;
      if (MetricData.some(({ MetricName }) => MetricName === 'RegionDown')) pass(putSeconds);
      needs('CloudWatch');
      world.calls.push(MetricData.map(({ MetricName = '' }) => MetricName));
      world.namespaces.add(Namespace);
      world.put.push(...MetricData);
      return {};
    },
  };
  const dynamoOf = (region: string) => ({
    async send({ input }: Command) {
      needs(`DynamoDB in ${region}`);
      const { TableName, Key, Item } = input as { TableName: string; Key?: Item; Item?: Item };
      expect(TableName).toBe(namesOf(which, region).table);
      const items = world.items[region] ?? {};
      if (Item) items[String(Item.sk?.S)] = Item;
      if (Key) world.read.push(`${region} ${Key.sk?.S}`);
      if (!Key && !Item) return { Items: world.records.map((record) => ({ record: { S: JSON.stringify(record) } })) };
      return Key ? { Item: items[String(Key.sk?.S)] } : {};
    },
  });
  const states = {
    async send(command: StartExecutionCommand | StopExecutionCommand) {
      needs('Step Functions');
      if (command instanceof StopExecutionCommand) {
        world.stopped.push(command.input);
        return {};
      }
      const { name = '', stateMachineArn = '', input } = command.input;
      if (world.executions.has(name)) throw Object.assign(new Error(name), { name: 'ExecutionAlreadyExists' });
      expect(readRequest(JSON.parse(input ?? ''))).toHaveProperty('request');
      world.executions.set(name, stateMachineArn);
      return {};
    },
  };
  const dns = {
    async texts(asked: readonly string[]) {
      expect(asked).toEqual(['_understudy.orders.example.com']);
      return world.away.has('DNS')
        ? [{ outcome: 'unreachable', because: 'no name server answers' } as const]
        : [{ outcome: 'answered', values: world.txt, silent: [] } as const];
    },
  };
  // Its own parameter is right; what follows where it is not stands in announcing.test.ts.
  const ssm = { send: async () => ({ Parameter: { Value: world.writer } }) };
  const events = { send: async () => ({}) };
  const web = {
    async ask({ url }: { url: string }) {
      world.urls.push(url);
      pass(probeSeconds);
      if (takes.isProbeSlow) await new Promise(setImmediate);
      return answers[Math.min(world.urls.length, answers.length) - 1] ?? answered(200);
    },
  };
  const clock = {
    now: () => world.now,
    sleep: async (milliseconds: number) => pass(milliseconds / 1000),
  };
  const watch = createHandler(
    { rds, cloudwatch, web, dynamoOf, states, dns, ssm, events },
    { place: placeOf(HERE, which), addresses },
    { clock, log: (line) => world.log.push(line) },
  );
  const seconds = () => (world.now - Date.parse(NOW)) / 1000;
  const metric = (name: string) => world.put.filter(({ MetricName }) => MetricName === name);
  const downs = () => metric('RegionDown');
  const secondsOf = () => downs().map(({ Timestamp }) => (Number(Timestamp) - Date.parse(NOW)) / 1000);
  const values = (name = 'RegionDown') => metric(name).map(({ Value }) => Value);
  const started = () => [...world.executions].map(([name, arn]) => `${name.split('-')[0]} ${arn.split('-').at(-1)}`);
  return { world, watch, seconds, secondsOf, downs, values, started };
}

/** How the log says that the lost Region's items could not be read. */
const unheard = {
  ...{ trigger: 'WatchRegion', kind: 'unread' },
  because: `dynamodb:GetItem in ${LOST} failed: TimeoutError, DynamoDB in ${LOST} is away`,
};

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

  test.each<[string, WebAnswer, number[]]>([
    ['after how long it answered', answered(200), [40]],
    ['after how long it said that it fails', answered(503), [40]],
    ['no time where nothing answered', unreachable(true), []],
    ['nothing when nothing was asked', unreachable(false), []],
  ])('for the risk alarm %s', async (_, answer, latency) => {
    const small = smallWorld({ answers: [answer] });
    await small.watch();
    expect(small.values('ProbeLatency')).toEqual(latency);
  });

  test('nothing for risk alarms in a plan without prewarming', async () => {
    const { prewarm: _, ...without } = plan;
    const small = smallWorld({ plan: without });
    await small.watch();
    expect(small.values()).toEqual([0]);
    expect(small.values('ProbeLatency')).toEqual([]);
  });

  test("the plan's metric, at a resolution its alarm can look at", async () => {
    const usual = smallWorld();
    await usual.watch();
    expect([...usual.world.namespaces]).toEqual(['Understudy']);
    expect(usual.downs()).toMatchObject([
      { MetricName: 'RegionDown', Dimensions: [{ Name: 'Plan', Value: 'orders' }], StorageResolution: 60 },
    ]);
    const fast = smallWorld({ plan: pacedPlan(10) });
    await fast.watch();
    expect(new Set(fast.downs().map(({ StorageResolution }) => StorageResolution))).toEqual(new Set([1]));
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
    // F-114
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
    small.world.away.add('RDS');
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

  test.each<[string, Record<string, object>, number]>([
    ['rests without databases while its own claim is above the settled epoch', { claim: { epoch: { N: '102' } } }, 0],
    ['probes home without databases while it claims nothing above it', {}, 1],
  ])('%s', async (_, items, probes) => {
    const { world, watch } = smallWorld({ plan: planWith({ databases: [] }) });
    world.txt = [settlementText({ epoch: 101, serial: 1, active: LOST, attached: [LOST, HERE] })];
    world.items[HERE] = items;
    await watch();
    expect(world.urls).toHaveLength(probes);
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
    small.world.away.add('CloudWatch');
    await expect(small.watch()).rejects.toThrow(/^failed 2 times in this minute; first metric: .*CloudWatch is away$/);
    expect(small.world.urls).toHaveLength(2);
  });
});

describe('WatchRegion pays for few calls', () => {
  const watched = ['RegionDown', 'ProbeLatency'];

  test.each<[10 | 30 | 60, string[][]]>([
    [60, [[...watched, 'ClaimedEpoch']]],
    [30, [[...watched, 'ClaimedEpoch'], watched]],
    [10, [[...watched, 'ClaimedEpoch'], ...Array(5).fill(watched)]],
  ])('one for each probe, every %i s, and the first takes along what can wait', async (everySeconds, calls) => {
    const small = smallWorld({ plan: pacedPlan(everySeconds), isProbeSlow: true });
    await small.watch();
    expect(small.world.calls).toEqual(calls);
  });

  test('one for the whole minute while the writer is here', async () => {
    const small = smallWorld({ plan: pacedPlan(30) });
    small.world.writer = HERE;
    await small.watch();
    expect(small.world.calls).toEqual([['RegionDown', 'RegionDown', 'ClaimedEpoch', 'Unsettled']]);
  });

  test('and writes what can wait although nothing could be asked', async () => {
    const small = smallWorld({ answers: [unreachable(false)] });
    await small.watch();
    expect(small.world.calls.flat()).toEqual(['ClaimedEpoch']);
  });

  test('and writes nothing of a minute in the next', async () => {
    const small = smallWorld();
    small.world.away.add('CloudWatch');
    await expect(small.watch()).rejects.toThrow('CloudWatch is away');
    small.world.away.clear();
    await small.watch();
    expect(small.world.calls.flat().sort()).toEqual(['ClaimedEpoch', ...watched].sort());
  });
});

describe('WatchRegion, each minute,', () => {
  const claim = (epoch: number) => ({ claim: { epoch: { N: String(epoch) } } });

  test('tells the other Regions where this one is found', async () => {
    const { world, watch } = smallWorld();
    await watch();
    expect(world.items[HERE]?.presence).toMatchObject({
      ...Object.fromEntries(Object.entries(addresses).map(([name, url]) => [name, { S: url }])),
      planSha256: { S: sha256Of(plan) },
      at: { S: NOW },
    });
  });

  test.each<[string, Record<string, object>, number]>([
    ['the epoch that this Region claims', claim(101), 101],
    ['0 when it has never claimed', {}, 0],
  ])('writes %s', async (_, items, epoch) => {
    const { world, watch, values } = smallWorld();
    world.items[HERE] = items;
    await watch();
    expect(values('ClaimedEpoch')).toEqual([epoch]);
  });

  test.each<[string, string]>([
    ['the table', `DynamoDB in ${HERE}`],
    ['Step Functions', 'Step Functions'],
  ])('probes although %s is away, and fails at the end', async (_, service) => {
    const small = smallWorld({ plan: pacedPlan(30), answers: [answered(500)] });
    small.world.alarm = 'ALARM';
    small.world.away.add(service);
    await expect(small.watch()).rejects.toThrow(`${service} is away`);
    expect(small.values()).toEqual([1, 1]);
  });
});

describe('WatchRegion may', () => {
  const linesOf = (actions: readonly string[], which = plan) =>
    watchRegion
      .permissions(placeOf(HERE, which))
      .filter((permission) => permission.actions.some((action) => actions.includes(action)))
      .map(({ actions, resources, conditions }) => JSON.stringify({ actions, resources, conditions }));
  const here = namesOf(plan, HERE);

  test('start the machines of this Region that keep it as it should be', () => {
    expect(linesOf(['states:StartExecution'])).toEqual([
      JSON.stringify({
        actions: ['states:StartExecution'],
        resources: (['failover', 'settle', 'stand-down', 'retire'] as const).map((verb) => here.machineArn(verb)),
      }),
    ]);
  });

  test.each<[string, Plan]>([
    ['the other', plan],
    ['each other', threeRegions],
  ])("read only claim, lock and automation of %s Region's table", (_, which) => {
    const tables = which.regions.filter((region) => region !== HERE).map((region) => namesOf(which, region).tableArn);
    const of = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:Query'];
    expect(linesOf(of, which).filter((line) => tables.some((table) => line.includes(table)))).toEqual([
      JSON.stringify({
        actions: ['dynamodb:GetItem'],
        resources: tables,
        conditions: {
          'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['claim#orders', 'lock#orders', 'automation#orders'] },
        },
      }),
    ]);
  });

  test('end switchovers of this Region, and nothing else', () => {
    expect(linesOf(['states:StopExecution'])).toEqual([
      JSON.stringify({ actions: ['states:StopExecution'], resources: [here.executionsArn('switchover')] }),
    ]);
  });

  test('write no lock and no record, archive nothing and tell nobody: that is for CloseLeftBehind', () => {
    const places = [HERE, LOST].map((region) => ({ plan, region, names: namesOf(plan, region) }));
    const all = places.flatMap((place) => watchRegion.permissions(place));
    expect(all.flatMap(({ actions }) => actions).filter((action) => /^(s3|sns):|:UpdateItem$/.test(action))).toEqual(
      [],
    );
    const written = all.filter(({ actions }) => actions.includes('dynamodb:PutItem'));
    expect(JSON.stringify(written)).not.toMatch(/lock#|run#/);
  });

  test('write no claim, no switch and no approval', () => {
    const written = linesOf(['dynamodb:PutItem', 'dynamodb:UpdateItem']).join();
    expect(written).toContain('presence#orders');
    expect(written).not.toMatch(/claim#|automation#|approval#/);
  });
});

describe('WatchRegion, while the active Region is down,', () => {
  const downIn = (which: Plan) => {
    const small = smallWorld({ plan: which, answers: [answered(500)] });
    small.world.alarm = 'ALARM';
    return small;
  };
  const down = (everySeconds: 10 | 30 | 60 = 60) => downIn(pacedPlan(everySeconds));
  const held = attributesOf({
    ...{ owner: RUN_ID, verb: 'failover', state: 'held', epoch: 101, version: 1 },
    ...{ since: NOW, quietAt: NOW },
  });

  test('starts one failover in a minute, however often it probes and whenever it begins', async () => {
    const { watch, started, world } = down(10);
    world.now += 30_000;
    await watch();
    expect(world.urls).toHaveLength(6);
    expect(started()).toEqual(['watch failover']);
  });

  test('starts it once when the minute is delivered twice', async () => {
    const { watch, started, world } = down();
    await watch();
    world.now = Date.parse(NOW);
    await watch();
    expect(started()).toEqual(['watch failover']);
    expect(world.log).toContainEqual(expect.objectContaining({ kind: 'duplicate' }));
  });

  test('starts it as soon as the alarm rings', async () => {
    const { watch, started, world } = down();
    world.alarm = 'OK';
    await watch();
    expect(started()).toEqual([]);
    world.alarm = 'ALARM';
    world.now += 60_000;
    await watch();
    expect(started()).toEqual(['watch failover']);
  });

  test('starts it again a minute later when nothing came of it', async () => {
    const { watch, started, world } = down();
    await watch();
    world.now += 60_000;
    await watch();
    expect(started()).toEqual(['watch failover', 'watch failover']);
  });

  test('tries again with its next probe when Step Functions did not answer', async () => {
    const { watch, started, world } = down(30);
    world.away.add('Step Functions');
    await expect(watch()).rejects.toThrow('Step Functions is away');
    expect(world.log.filter(({ because }) => String(because).startsWith('start: '))).toHaveLength(2);
    expect(started()).toEqual([]);
  });

  test('starts nothing while a failover has the lock, and says so', async () => {
    const { watch, started, world } = down();
    world.items[HERE] = { lock: held };
    await watch();
    expect(started()).toEqual([]);
    expect(world.log).toContainEqual(
      expect.objectContaining({ kind: 'hold', because: expect.stringContaining(RUN_ID) }),
    );
  });

  const sentences = ({ log }: { log: readonly Record<string, unknown>[] }) =>
    log.flatMap(({ kind, because }) => (kind === 'hold' ? [String(because)] : []));

  test.each<[string, Plan, string]>([
    ['two', plan, LOST],
    ['three', threeRegions, 'eu-central-1'],
  ])('of %s Regions, starts nothing that would only join a run of another one', async (_, which, there) => {
    const { watch, started, world } = downIn(which);
    world.items[there] = { lock: { ...held, owner: { S: RUN_ID.replace(HERE, there) } } };
    await watch();
    expect(started()).toEqual([]);
    expect(sentences(world).join()).toContain(`does this work in ${there}`);
  });

  test('starts nothing so soon after a change of another Region, until a person there acknowledges it', async () => {
    const { watch, started, world } = down();
    const change = { lastChange: { S: JSON.stringify({ id: RUN_ID, endedAt: NOW }) } };
    world.items[LOST] = { lock: { ...held, state: { S: 'free' }, ...change } };
    await watch();
    expect(started()).toEqual([]);
    expect(sentences(world).join()).toContain(`in ${LOST}, ${RUN_ID} ended`);
    world.items[LOST] = { ...world.items[LOST], automation: { state: { S: 'on' }, acknowledgedRun: { S: RUN_ID } } };
    await watch();
    expect(started()).toEqual(['watch failover']);
  });

  test.each<[string, Plan]>([
    ['two', plan],
    ['three', threeRegions],
  ])('of %s Regions, waits for none that it cannot hear', async (_, which) => {
    const { watch, started, world } = downIn(which);
    for (const region of which.regions) if (region !== HERE) world.away.add(`DynamoDB in ${region}`);
    await watch();
    expect(started()).toEqual(['watch failover']);
    expect(world.log).toContainEqual(expect.objectContaining(unheard));
  });

  test.each<[string, string, string[]]>([
    ['another Region only when it is about to start', 'ALARM', ['automation', 'lock']],
    ['no other Region while something here holds it back', 'OK', []],
  ])('asks %s', async (_, alarm, read) => {
    const { watch, world } = down();
    world.alarm = alarm;
    await watch();
    const there = world.read.filter((item) => item.startsWith(LOST)).map((item) => item.split(' ')[1]);
    expect(there.sort()).toEqual(read);
  });

  test('starts nothing while automatic runs are switched off', async () => {
    const { watch, started, world } = down();
    world.items[HERE] = { automation: { state: { S: 'off' } } };
    await watch();
    expect(started()).toEqual([]);
  });

  const switching = (more: Record<string, object> = {}) => ({ ...held, verb: { S: 'switchover' }, ...more });

  test('ends a switchover of its own once in a minute, and starts the failover when that one is closed', async () => {
    const { watch, started, world } = down(10);
    world.items[HERE] = { lock: switching() };
    world.items[LOST] = { lock: switching() };
    await watch();
    expect(world.stopped).toEqual([{ executionArn: RUN_ID, cause: expect.stringContaining(`${LOST} is down`) }]);
    expect(started()).toEqual([]);
    const lastRun = { S: JSON.stringify({ id: RUN_ID, endedAt: NOW, changed: false }) };
    world.items[HERE] = { lock: switching({ state: { S: 'free' }, lastRun }) };
    world.now = Date.parse(NOW) + 60_000;
    await watch();
    expect(started()).toEqual(['watch failover']);
  });

  test.each<[string, Partial<Record<'step', string>>, Record<string, object>]>([
    ['one that has begun to fence', { step: 'FenceRegion' }, {}],
    ['one that has sent the promotion', { step: 'PromoteDatabase' }, {}],
    ['one of which a call may be under way', {}, { quietAt: { S: '2026-11-21T12:02:00.000Z' } }],
    ['one of another Region', {}, { owner: { S: RUN_ID.replace(HERE, LOST) } }],
  ])('does not end %s', async (_, { step }, more) => {
    const { watch, world } = down();
    world.items[HERE] = { lock: switching(more) };
    if (step) world.records = [chained(undefined, recordOf('called', step))];
    await watch();
    expect(world.stopped).toEqual([]);
  });

  test('does not end it within the cooldown of another Region, where no failover would follow', async () => {
    const { watch, world } = down();
    world.items[HERE] = { lock: switching() };
    const lastChange = { S: JSON.stringify({ id: 'a run', endedAt: NOW }) };
    world.items[LOST] = { lock: switching({ lastChange }) };
    await watch();
    expect(world.stopped).toEqual([]);
  });

  test('tries again to end it with its next probe when Step Functions did not answer', async () => {
    const { watch, world } = down(30);
    world.items[HERE] = { lock: switching() };
    world.away.add('Step Functions');
    await expect(watch()).rejects.toThrow('Step Functions is away');
    expect(world.log.filter(({ because }) => String(because).startsWith('start: '))).toHaveLength(2);
  });

  test.each<[string, WebAnswer]>([
    ['while the Region answers', answered(200)],
    ['while nothing was asked', unreachable(false)],
  ])('starts nothing %s, whatever the alarm says', async (_, answer) => {
    const small = smallWorld({ answers: [answer] });
    small.world.alarm = 'ALARM';
    await small.watch();
    expect(small.started()).toEqual([]);
  });

  test.each<[number, string[]]>([
    [52, ['watch failover']],
    [52.1, []],
  ])('considers no start so late that it could not be made in time: after %d s %j', async (probeSeconds, started) => {
    const small = smallWorld({ plan: pacedPlan(60), answers: [answered(500)], probeSeconds });
    small.world.alarm = 'ALARM';
    await small.watch();
    expect(small.started()).toEqual(started);
  });
});

describe('WatchRegion, while this Region is active,', () => {
  const active = (which = plan) => {
    const small = smallWorld({ plan: which });
    small.world.writer = HERE;
    small.world.items[HERE] = { claim: { epoch: { N: '101' } } };
    return small;
  };

  test('writes 0 while the records say so for good', async () => {
    const { watch, values, started } = active();
    await watch();
    expect(values('Unsettled')).toEqual([0]);
    expect(started()).toEqual([]);
  });

  test('writes 1 and starts a settle when they do not', async () => {
    const { world, watch, values, started } = active();
    world.items[HERE] = { claim: { epoch: { N: '201' } } };
    await watch();
    expect(values('Unsettled')).toEqual([1]);
    expect(started()).toEqual(['settle settle']);
  });

  test('starts one settle in a quarter of an hour', async () => {
    const { world, watch, values, started } = active();
    world.txt = ['something else'];
    for (let minute = 0; minute < 15; minute++) {
      world.now = Date.parse(NOW) + minute * 60_000;
      await watch();
    }
    expect(values('Unsettled')).toEqual(Array(15).fill(1));
    expect(started()).toEqual(['settle settle']);
    world.now = Date.parse(NOW) + 900_000;
    await watch();
    expect(started()).toEqual(['settle settle', 'settle settle']);
  });

  test('writes 1 and starts nothing before the names were attached', async () => {
    const { world, watch, values, started } = active();
    world.txt = [];
    await watch();
    expect(values('Unsettled')).toEqual([1]);
    expect(started()).toEqual([]);
    expect(world.log).toContainEqual(
      expect.objectContaining({ kind: 'hold', because: expect.stringContaining('traffic attach') }),
    );
  });

  test('waits for no Region that it cannot hear', async () => {
    const { world, watch, values } = active();
    world.txt = [settlementText({ epoch: 101, serial: 1, active: HERE, attached: [HERE] })];
    world.away.add(`DynamoDB in ${LOST}`);
    await watch();
    expect(values('Unsettled')).toEqual([0]);
    expect(world.log).toContainEqual(unheard);
    world.away.clear();
    await watch();
    expect(values('Unsettled')).toEqual([0, 1]);
  });

  test('starts the settle although the metric cannot be written', async () => {
    const { world, watch, started } = active();
    world.items[HERE] = { claim: { epoch: { N: '201' } } };
    world.away.add('CloudWatch');
    await expect(watch()).rejects.toThrow('CloudWatch is away');
    expect(started()).toEqual(['settle settle']);
  });

  test('writes nothing and fails while the servers of the zone are silent', async () => {
    const { world, watch, values } = active();
    world.away.add('DNS');
    await expect(watch()).rejects.toThrow('no name server answers');
    expect(values('Unsettled')).toEqual([]);
  });

  test('has nothing to settle by another strategy, and asks no name server', async () => {
    const { world, watch, values } = active(planWith({ traffic: { ...plan.traffic, strategy: 'record-update' } }));
    world.away.add('DNS');
    world.txt = [];
    await watch();
    expect(values('Unsettled')).toEqual([0]);
  });

  test('has nothing to settle while another Region is active', async () => {
    const { world, watch, values, started } = active();
    world.writer = LOST;
    world.txt = [];
    await watch();
    expect(values('Unsettled')).toEqual([]);
    expect(started()).toEqual([]);
  });
});
