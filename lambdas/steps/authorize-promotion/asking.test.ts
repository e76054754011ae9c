import { GetItemCommand, type PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { PublishCommand } from '@aws-sdk/client-sns';
import type { Answer, Approval } from '../../../lib/domain/approval';
import type { EvidenceEntry } from '../../../lib/domain/evidence';
import type { Plan } from '../../../lib/domain/plan';
import { document, EPOCH, HERE, LOST, NOW, plan, planWith, RUN_ID } from '../../../test/fixtures';
import type { Edge } from '../../edge/step-handler';
import type { Web, WebAnswer } from '../../edge/web';
import { createHandler } from './handler';

const ALICE = `arn:aws:sts::${plan.account}:assumed-role/OnCall/alice`;
const ONCALL = `arn:aws:sns:${HERE}:${plan.account}:oncall`;
const OPERATORS = `arn:aws:sns:${HERE}:${plan.account}:understudy-orders`;
const prepare = planWith({ automation: 'prepare' });

const named = (name: string, members: object = {}) => Object.assign(new Error(name), { name, ...members });

type Broken = 'read' | 'topics' | 'oncall' | 'rds';

/** A Region that asks: a request, two topics, a database, the web. What is in `broken` fails until it is taken out. */
function smallWorld({ leadAnswers = false }: { leadAnswers?: boolean } = {}) {
  const world = {
    broken: new Set<Broken>(),
    approval: undefined as Approval | undefined,
    leadAnswers,
    writer: LOST,
    messages: [] as { topic: string; subject: string; message: string }[],
    probes: [] as string[],
    strong: true,
    beforeWrite: [] as (() => void)[],
    duringLook: [] as (() => void)[],
    records: [] as EvidenceEntry[],
    log: [] as Readonly<Record<string, unknown>>[],
    now: Date.parse(NOW),
  };
  const failing = (what: Broken, error: Error) => {
    if (world.broken.has(what)) throw error;
  };
  const put = ({ Item = {}, ExpressionAttributeValues }: PutItemCommand['input']) => {
    world.beforeWrite.shift()?.();
    const observed = ExpressionAttributeValues?.[':observed']?.N;
    if (String(world.approval?.version) !== String(observed)) throw named('ConditionalCheckFailedException');
    world.approval = JSON.parse(Item.approval?.S ?? '');
    return {};
  };
  const dynamo = {
    async send(command: GetItemCommand | PutItemCommand) {
      if (!(command instanceof GetItemCommand)) return put(command.input);
      failing('read', named('TimeoutError'));
      world.strong &&= command.input.ConsistentRead === true;
      return world.approval ? { Item: { approval: { S: JSON.stringify(world.approval) } } } : {};
    },
  };
  const sns = {
    async send({ input: { TopicArn = '', Subject = '', Message = '' } }: PublishCommand) {
      failing('topics', named('InternalErrorException'));
      if (TopicArn === ONCALL) failing('oncall', named('NotFoundException'));
      world.messages.push({ topic: TopicArn, subject: Subject, message: Message });
    },
  };
  const rds = {
    async send() {
      world.duringLook.shift()?.();
      failing('rds', named('Throttling'));
      const DBClusterArn = `arn:aws:rds:${world.writer}:${plan.account}:cluster:orders`;
      return { GlobalClusters: [{ GlobalClusterMembers: [{ IsWriter: true, DBClusterArn }] }] };
    },
  };
  const web: Web = {
    async ask({ url }): Promise<WebAnswer> {
      world.probes.push(new URL(url).hostname);
      return url.includes(LOST) && !world.leadAnswers
        ? { outcome: 'unreachable', because: 'no connection', asked: true }
        : { outcome: 'answered', status: 200, headers: {}, body: '', latencyMilliseconds: 40 };
    },
  };
  const edge: Edge = {
    clock: {
      now: () => world.now,
      sleep: async (milliseconds) => {
        world.now += milliseconds;
      },
    },
    log: (line) => world.log.push(line),
    lock: () => {
      throw new Error('a step that is not fenced touches no lock');
    },
    evidence: () => ({ read: async () => [], append: async (entry) => void world.records.push(entry) }),
  };
  return { world, handler: createHandler({ dynamo, sns, rds }, edge, web) };
}

const record = (output: object) => ({
  status: 'done',
  looks: 1,
  because: '',
  firstLookAt: NOW,
  lookAgainSeconds: 0,
  said: [],
  output,
});
const run = (under: Plan = prepare) => ({
  ...document,
  plan: under,
  admitRun: record({
    epoch: EPOCH,
    reason: 'the alarm rings',
    trigger: { kind: 'alarm', alarmArn: 'arn:a', eventId: 'e', at: NOW },
  }),
  confirmOutage: record({ lostRegion: LOST, witness: 'down', signals: ['the alarm says ALARM'] }),
  checkReadiness: record({
    lags: [{ globalCluster: 'orders', lagSeconds: 2, at: NOW }],
    release: { id: 'r-1', commit: 'c0ffee', versionId: 'v', sha256: 'x' },
  }),
});

/** As decide-approval writes it. */
function answers({ world }: ReturnType<typeof smallWorld>, kind: Answer['kind']) {
  const { approval } = world;
  if (!approval) throw new Error('nothing was asked');
  const said = { kind, by: ALICE, because: 'I looked', at: new Date(world.now).toISOString() };
  world.approval = { ...approval, answers: [...approval.answers, said], version: approval.version + 1 };
}

describe('AuthorizePromotion', () => {
  test('asks, tells every topic once, and waits', async () => {
    const { world, handler } = smallWorld();
    const pending = await handler(run());
    expect(pending).toMatchObject({ status: 'pending', because: expect.stringContaining('waiting for 1 person') });
    expect(world.messages.map(({ topic }) => topic)).toEqual([OPERATORS, ONCALL]);
    expect(world.approval).toMatchObject({ runId: RUN_ID, version: 2, toldAt: [NOW] });
    await handler({ ...run(), authorizePromotion: pending });
    expect(world.messages).toHaveLength(2);
    expect(world.strong).toBe(true);
  });

  test('shows a person what each read canary answers here, and asks nothing of the writing ones', async () => {
    const { world, handler } = smallWorld();
    await handler(run());
    expect(world.approval?.facts.canaries).toEqual(['read-catalogue: it answered 200 after 40 ms']);
    expect(world.probes).toEqual(['us-west-2.orders.example.com']);
  });

  test('looks at the Region once more when a person has approved, uses the approval, and goes on', async () => {
    const small = smallWorld();
    const pending = await small.handler(run());
    answers(small, 'approve');
    small.world.probes.length = 0;
    const record = await small.handler({ ...run(), authorizePromotion: pending });
    expect(record).toMatchObject({
      status: 'done',
      output: { by: 'approval', approvers: [ALICE], confirmedAt: expect.any(String), databases: ['orders'] },
    });
    expect(small.world.approval?.usedAt).toBeDefined();
    expect(new Set(small.world.probes)).toEqual(new Set(['us-east-1.orders.example.com']));
    expect(small.world.records).toMatchObject([{ kind: 'decided', because: expect.stringContaining(ALICE) }]);
  });

  // F-05, F-47, F-120
  test('refuses when the Region answers again, and uses nothing', async () => {
    const small = smallWorld();
    await small.handler(run());
    answers(small, 'approve');
    small.world.leadAnswers = true;
    await expect(small.handler(run())).rejects.toMatchObject({
      name: 'Understudy.Refused',
      message: expect.stringContaining('answers again'),
    });
    expect(small.world.approval).not.toHaveProperty('usedAt');
  });

  test('refuses after a no', async () => {
    const small = smallWorld();
    await small.handler(run());
    answers(small, 'decline');
    await expect(small.handler(run())).rejects.toMatchObject({ name: 'Understudy.Refused' });
  });

  test.each(['duringLook', 'beforeWrite'] as const)('does not go on when a no comes late: %s', async (moment) => {
    const small = smallWorld();
    await small.handler(run());
    answers(small, 'approve');
    small.world[moment].push(() => answers(small, 'decline'));
    await expect(small.handler(run())).rejects.toMatchObject({ message: expect.stringContaining('declined by') });
    expect(small.world.approval).not.toHaveProperty('usedAt');
  });

  // F-30
  test('goes on when somebody promotes by hand while it waits, and probes nobody', async () => {
    const small = smallWorld();
    const pending = await small.handler(run());
    expect(pending).toMatchObject({ status: 'pending' });
    small.world.probes.length = 0;
    small.world.writer = HERE;
    expect(await small.handler({ ...run(), authorizePromotion: pending })).toMatchObject({
      status: 'done',
      output: { by: 'person', databases: [] },
    });
    expect(small.world.probes).toEqual([]);
  });

  test('waits while the writers cannot be seen, and goes on once they can', async () => {
    const small = smallWorld();
    await small.handler(run());
    answers(small, 'approve');
    small.world.broken.add('rds');
    expect(await small.handler(run())).toMatchObject({ status: 'pending' });
    small.world.broken.clear();
    expect(await small.handler(run())).toMatchObject({ status: 'done' });
  });

  test('asks nobody and reads no request when the plan goes on by itself', async () => {
    const small = smallWorld();
    small.world.broken.add('read');
    expect(await small.handler(run(plan))).toMatchObject({ status: 'done', output: { by: 'plan', approvers: [] } });
    expect(small.world).toMatchObject({ approval: undefined, messages: [], probes: [] });
  });

  test('waits while the request cannot be read', async () => {
    const small = smallWorld();
    small.world.broken.add('read');
    expect(await small.handler(run())).toMatchObject({
      status: 'pending',
      because: expect.stringContaining('Timeout'),
    });
  });
});

describe('AuthorizePromotion tells people', () => {
  test('of a deaf topic nothing, and everybody else once', async () => {
    const { world, handler } = smallWorld();
    world.broken.add('oncall');
    const pending = await handler(run());
    await handler({ ...run(), authorizePromotion: pending });
    expect(world.messages.map(({ topic }) => topic)).toEqual([OPERATORS]);
    expect(world.log).toContainEqual(
      expect.objectContaining({ kind: 'untold', because: 'NotFoundException: NotFoundException' }),
    );
  });

  test('at the next invocation when no topic took it, with one try in each', async () => {
    const { world, handler } = smallWorld();
    world.broken.add('topics');
    const pending = await handler(run());
    expect(pending).toMatchObject({ status: 'pending', because: expect.stringContaining('nobody could be told') });
    expect(world.log.filter(({ kind }) => kind === 'untold')).toHaveLength(2);
    expect(world.approval?.toldAt).toEqual([]);
    world.broken.clear();
    await handler({ ...run(), authorizePromotion: pending });
    expect(world.messages).toHaveLength(2);
  });

  // F-119
  test('once more at half of the time, and no third time', async () => {
    const { world, handler } = smallWorld();
    let pending = await handler(run());
    for (const seconds of [1799, 1800, 1805, 3000]) {
      world.now = Date.parse(NOW) + seconds * 1000;
      pending = await handler({ ...run(), authorizePromotion: pending });
    }
    expect(world.messages.map(({ subject }) => subject.includes('still waiting'))).toEqual([false, false, true, true]);
  });

  test('and loses no answer that is given in that moment', async () => {
    const small = smallWorld();
    small.world.beforeWrite.push(() => {});
    small.world.beforeWrite.push(() => answers(small, 'approve'));
    expect(await small.handler(run())).toMatchObject({ status: 'done' });
    expect(small.world.approval).toMatchObject({ answers: [{ by: ALICE }], toldAt: [NOW] });
  });
});
