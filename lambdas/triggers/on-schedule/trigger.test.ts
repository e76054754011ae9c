import type { GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Lock } from '../../../lib/domain/lock';
import { namesOf } from '../../../lib/domain/names';
import { ALARM_AGE_SECONDS_MAX, readRequest } from '../../../lib/domain/request';
import { attributesOf } from '../../../lib/domain/table-items';
import { HERE, NOW, plan, planWith, RUN_ID } from '../../../test/fixtures';
import { awsError } from '../../../test/standby';
import { CLOCK_SKEW_SECONDS_MAX } from '../../edge/alarm-event';
import { decide } from './decide';
import { createHandler } from './handler';

const names = namesOf(plan, HERE);
/** As EventBridge writes it: no fractions. */
const ago = (seconds: number) => new Date(Date.parse(NOW) - seconds * 1000).toISOString().replace('.000Z', 'Z');
const held: Lock = {
  ...{ owner: RUN_ID, verb: 'failover', state: 'held', epoch: 101, version: 3 },
  ...{ since: ago(600), quietAt: ago(0) },
};
const blackout = (from: string, to: string) =>
  planWith({ drill: { ...plan.drill, blackouts: [{ from, to, because: 'holidays' }] } });

describe('OnSchedule decides', () => {
  it.each<[string, object]>([
    ['to start a check that is due', { verb: 'check', at: ago(0) }],
    ['to start a drill that is due', { verb: 'drill', at: ago(0) }],
    ['to start at exactly the allowed age', { verb: 'drill', at: ago(ALARM_AGE_SECONDS_MAX) }],
    ['to start within the skew of clocks', { verb: 'check', at: ago(-CLOCK_SKEW_SECONDS_MAX) }],
  ])('%s', (_, event) => {
    expect(decide(event, { plan, now: NOW })).toMatchObject({
      kind: 'start',
      ...('verb' in event && { verb: event.verb }),
    });
  });

  it.each<[string, unknown, string]>([
    ['one second beyond the allowed age', { verb: 'check', at: ago(ALARM_AGE_SECONDS_MAX + 1) }, 'due 901 s ago'],
    ['of the future', { verb: 'drill', at: ago(-CLOCK_SKEW_SECONDS_MAX - 1) }, 'due 61 s from now'],
    ['that moves users', { verb: 'failover', at: ago(0) }, 'event.verb'],
    ['that makes a Region warm', { verb: 'prewarm', at: ago(0) }, 'event.verb'],
    ['without a verb', { at: ago(0) }, 'event.verb'],
    ['without a moment', { verb: 'check' }, 'event.at'],
    ['with a moment that is none', { verb: 'check', at: 'tomorrow' }, 'event.at'],
    ['with anything else', { verb: 'check', at: ago(0), reason: 'mine' }, 'reason'],
    ['that is none', null, 'not a verb that is due'],
    ['that is text', 'drill', 'not a verb that is due'],
  ])('to start nothing for an event %s', (_, event, because) => {
    expect(decide(event, { plan, now: NOW })).toEqual({ kind: 'ignore', because: expect.stringContaining(because) });
  });

  it.each<[string, string, string, boolean]>([
    ['at the first second of a blackout', ago(0), ago(-3600), false],
    ['at the last second of a blackout', ago(3600), ago(-1), false],
    ['as soon as a blackout is over', ago(3600), ago(0), true],
    ['one second before a blackout', ago(-1), ago(-3600), true],
  ])('%s: a drill is due', (_, from, to, starts) => {
    const context = { plan: blackout(from, to), now: NOW };
    const decision = decide({ verb: 'drill', at: ago(0) }, context);
    expect(decision.kind).toBe(starts ? 'start' : 'ignore');
    if (!starts) expect(decision.because).toContain(`no drill is started from ${from} to ${to}: holidays`);
    expect(decide({ verb: 'check', at: ago(0) }, context).kind).toBe('start');
  });

  it('by the moment at which a drill was due, however late it is handed over', () => {
    const context = { plan: blackout(ago(0), ago(-3600)), now: NOW };
    expect(decide({ verb: 'drill', at: ago(60) }, context).kind).toBe('start');
  });

  it('to start no drill in a plan without a schedule', () => {
    const context = { plan: planWith({ drill: { blackouts: [] } }), now: NOW };
    expect(decide({ verb: 'drill', at: ago(0) }, context)).toMatchObject({
      kind: 'ignore',
      because: expect.stringContaining('no schedule for drills'),
    });
    expect(decide({ verb: 'check', at: ago(0) }, context).kind).toBe('start');
  });

  it('to start no check while a run moves users here; a drill does not get the lock then', () => {
    const context = { plan, now: NOW, lock: held };
    expect(decide({ verb: 'check', at: ago(0) }, context)).toEqual({
      kind: 'ignore',
      because: expect.stringMatching(/^the failover .*-failover:run-1 is under way .* the next check is due/),
    });
    expect(decide({ verb: 'drill', at: ago(0) }, context).kind).toBe('start');
    expect(decide({ verb: 'check', at: ago(0) }, { ...context, lock: { ...held, state: 'free' } }).kind).toBe('start');
  });

  it('on an input that the machine understands, under a name that the moment gives', () => {
    const decision = decide({ verb: 'drill', at: ago(0) }, { plan, now: NOW });
    if (decision.kind !== 'start') throw new Error(decision.because);
    expect(readRequest(decision.input)).toMatchObject({ request: { trigger: { kind: 'schedule', at: ago(0) } } });
    expect(decision.name).toBe('schedule-drill-2026-11-21T12-00-00-000Z');
    const sameMoment = decide({ verb: 'drill', at: '2026-11-21T13:00:00+01:00' }, { plan, now: NOW });
    expect(sameMoment).toMatchObject({ name: decision.name });
  });
});

interface Small {
  readonly away?: boolean;
  /** What a strong read of the lock says. @default no run ever had it */
  readonly lock?: () => Lock | undefined;
}

/** Step Functions that knows names, and is sometimes away. */
function smallWorld({ away = false, lock = () => undefined }: Small = {}) {
  const started = new Map<string, string>();
  const states = {
    async send({ input: { name = '', stateMachineArn = '' } }: StartExecutionCommand) {
      if (away) throw Object.assign(new Error('try later'), { name: 'ServiceUnavailable' });
      if (started.has(name)) throw Object.assign(new Error(name), { name: 'ExecutionAlreadyExists' });
      started.set(name, stateMachineArn);
      return {};
    },
  };
  const dynamo = {
    async send({ input: { TableName, ConsistentRead } }: GetItemCommand) {
      expect([TableName, ConsistentRead]).toEqual([names.table, true]);
      const found = lock();
      return found ? { Item: attributesOf(found) } : {};
    },
  };
  const clock = { now: () => Date.parse(NOW), sleep: async () => {} };
  const log: Record<string, unknown>[] = [];
  const place = { plan, region: HERE, names };
  return { started, log, handler: createHandler({ states, dynamo }, place, { clock, log: (line) => log.push(line) }) };
}

describe('OnSchedule', () => {
  it.each(['check', 'drill'])('starts one %s however often its moment is delivered', async (verb) => {
    const { started, log, handler } = smallWorld();
    const told = [];
    for (let delivery = 1; delivery <= 3; delivery++) told.push((await handler({ verb, at: ago(0) })).started);
    expect(told).toEqual([true, false, false]);
    expect([...started.values()]).toEqual([names.machineArn(verb)]);
    expect(log.filter(({ kind }) => kind === 'duplicate')).toHaveLength(2);
  });

  it('starts the next one too', async () => {
    const { started, handler } = smallWorld();
    await handler({ verb: 'check', at: ago(0) });
    await handler({ verb: 'check', at: ago(60) });
    expect(started.size).toBe(2);
  });

  it('logs why it starts nothing, and does not ask for the event again', async () => {
    const { started, log, handler } = smallWorld();
    await expect(handler({ verb: 'failover', at: ago(0) })).resolves.toMatchObject({ started: false });
    expect(log).toMatchObject([{ trigger: 'OnSchedule', kind: 'ignore', because: expect.any(String) }]);
    expect(started.size).toBe(0);
  });

  it('leaves CloudFormation to a run that moves users here, and says so', async () => {
    const { started, log, handler } = smallWorld({ lock: () => held });
    await expect(handler({ verb: 'check', at: ago(0) })).resolves.toMatchObject({ started: false });
    expect(log).toMatchObject([{ kind: 'ignore', because: expect.stringContaining('is under way since') }]);
    expect(started.size).toBe(0);
  });

  it('starts a check where nobody can tell whether a run is under way, and says that', async () => {
    const lock = () => {
      throw awsError('InternalServerError', 500);
    };
    const { log, handler } = smallWorld({ lock });
    await expect(handler({ verb: 'check', at: ago(0) })).resolves.toMatchObject({ started: true });
    expect(log[0]).toMatchObject({
      kind: 'unread',
      because: expect.stringContaining('of the lock failed: InternalServerError'),
    });
  });

  it('fails when Step Functions is away, so that the moment is delivered again', async () => {
    await expect(smallWorld({ away: true }).handler({ verb: 'check', at: ago(0) })).rejects.toThrow('try later');
  });
});
