import type { GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Automation, Standing } from '../../../lib/domain/automation';
import { type Lock, lastOf } from '../../../lib/domain/lock';
import { namesOf } from '../../../lib/domain/names';
import { ALARM_AGE_SECONDS_MAX, readRequest } from '../../../lib/domain/request';
import { HERE, NOW, plan, planWith } from '../../../test/fixtures';
import { CLOCK_SKEW_SECONDS_MAX } from '../../edge/alarm-event';
import { decide } from './decide';
import { createHandler } from './handler';

const names = namesOf(plan, HERE);
const place = { plan, region: HERE, names };
const standing: Standing = { lock: undefined, automation: undefined };
const context = { ...place, standing, now: NOW };
const secondsAgo = (seconds: number) => new Date(Date.parse(NOW) - seconds * 1000).toISOString();

/** As EventBridge writes it: an offset without a colon. */
const stamp = (ageSeconds: number) => new Date(Date.parse(NOW) - ageSeconds * 1000).toISOString().replace('Z', '+0000');

interface Changes {
  readonly event?: object;
  readonly detail?: object;
  readonly state?: object;
}

const alarmEvent = ({ event, detail, state }: Changes = {}) => ({
  version: '0',
  id: 'c4c1c1c9-6542-e61b-6ef0-8c4d36933a92',
  'detail-type': 'CloudWatch Alarm State Change',
  source: 'aws.cloudwatch',
  account: plan.account,
  time: NOW,
  region: HERE,
  resources: [names.alarmArn],
  detail: {
    alarmName: names.alarm,
    state: { value: 'ALARM', reason: '3 datapoints were greater than 0', timestamp: stamp(5), ...state },
    previousState: { value: 'OK', timestamp: stamp(65) },
    ...detail,
  },
  ...event,
});

describe('OnAlarm decides', () => {
  test.each<[string, Changes, string]>([
    ['to start a failover when the alarm of this plan rings', {}, 'start'],
    ['to start at exactly the allowed age', { state: { timestamp: stamp(ALARM_AGE_SECONDS_MAX) } }, 'start'],
    ['to start within the skew of clocks', { state: { timestamp: stamp(-CLOCK_SKEW_SECONDS_MAX) } }, 'start'],
    ['to start without knowing the reason', { state: { reason: undefined } }, 'start'],
  ])('%s', (_, changes, kind) => {
    expect(decide(alarmEvent(changes), context).kind).toBe(kind);
  });

  test.each<[string, unknown, string]>([
    ['one second beyond the allowed age', { state: { timestamp: stamp(ALARM_AGE_SECONDS_MAX + 1) } }, '901 s ago'],
    // F-03
    ['twenty hours late', { state: { timestamp: stamp(72_000) } }, '72000 s ago'],
    ['of the future', { state: { timestamp: stamp(-CLOCK_SKEW_SECONDS_MAX - 1) } }, 'not genuine'],
    // F-04
    ['that says OK', { state: { value: 'OK' } }, 'the alarm is OK'],
    ['that lacks data', { state: { value: 'INSUFFICIENT_DATA' } }, 'the alarm is INSUFFICIENT_DATA'],
    // F-13
    ['of another alarm', { event: { resources: [`${names.alarmArn}-2`] } }, 'region-down-2, not'],
    ['of another Region', { event: { resources: [namesOf(plan, 'us-east-1').alarmArn] } }, 'us-east-1'],
    ['of another account', { event: { account: '999988887777' } }, '999988887777'],
    ['whose actions are suppressed', { state: { actionsSuppressedBy: 'WaitPeriod' } }, 'suppressed by WaitPeriod'],
    ['of a muted alarm', { detail: { muteDetail: { mutedByArn: 'arn:mute' } } }, 'muted by arn:mute'],
    ['of an alarm muted in its state', { state: { muteDetail: {} } }, 'muted by a mute rule'],
    // F-11
    ['that somebody put on the bus', { event: { source: 'my.app' } }, 'event.source'],
    ['of a contributor', { event: { 'detail-type': 'CloudWatch Alarm Contributor State Change' } }, 'detail-type'],
    ['without resources', { event: { resources: [] } }, 'event.resources'],
    ['with a second resource', { event: { resources: [names.alarmArn, 'arn:other'] } }, 'event.resources'],
    ['with a time that is none', { state: { timestamp: 'yesterday' } }, 'event.detail.state.timestamp'],
    ['without a state', { detail: { state: undefined } }, 'event.detail.state'],
  ])('to start nothing for an event %s', (_, changes, because) => {
    expect(decide(alarmEvent(changes as Changes), context)).toEqual({
      kind: 'ignore',
      because: expect.stringContaining(because),
    });
  });

  test.each([undefined, null, 'ALARM', [], {}])('to start nothing for %j', (event) => {
    expect(decide(event, context).kind).toBe('ignore');
  });

  test('to start nothing when the plan only wants people told', () => {
    const decision = decide(alarmEvent(), { ...context, plan: planWith({ automation: 'notify' }) });
    expect(decision).toMatchObject({ kind: 'ignore', because: expect.stringContaining('notify') });
  });

  test('to start when the plan wants all that is reversible prepared', () => {
    expect(decide(alarmEvent(), { ...context, plan: planWith({ automation: 'prepare' }) }).kind).toBe('start');
  });

  const endedAgo = (seconds: number, changed: boolean): Lock => ({
    owner: 'the last run',
    verb: 'failover',
    state: 'free',
    epoch: 101,
    version: 9,
    since: secondsAgo(seconds + 60),
    quietAt: secondsAgo(seconds),
    ...lastOf({ id: 'the last run', endedAt: secondsAgo(seconds), changed }),
  });
  const switched = (state: 'on' | 'off', acknowledgedRun?: string): Automation => ({
    state,
    ...(acknowledgedRun && { acknowledgedRun }),
    by: 'arn:ana',
    because: 'maintenance',
    at: NOW,
    version: 1,
  });
  const { cooldownSeconds, watch } = plan;

  test.each<[string, Standing | undefined, string | undefined]>([
    ['to start when the table cannot be read', undefined, undefined],
    ['to start when automatic runs are switched on', { lock: undefined, automation: switched('on') }, undefined],
    ['to start nothing while they are switched off', { lock: undefined, automation: switched('off') }, 'switched off'],
    // F-07
    [
      'to start nothing one second before the cooldown is over',
      { lock: endedAgo(cooldownSeconds - 1, true), automation: undefined },
      'ended',
    ],
    ['to start once the cooldown is over', { lock: endedAgo(cooldownSeconds, true), automation: undefined }, undefined],
    [
      'to start within the cooldown of a run that a person has acknowledged',
      { lock: endedAgo(1, true), automation: switched('on', 'the last run') },
      undefined,
    ],
    [
      'to start nothing right after a run that changed nothing',
      { lock: endedAgo(watch.confirmWithinSeconds - 1, false), automation: undefined },
      'changed nothing',
    ],
    [
      'to start soon after a run that changed nothing',
      { lock: endedAgo(watch.confirmWithinSeconds, false), automation: undefined },
      undefined,
    ],
  ])('%s', (_, standing, because) => {
    const decision = decide(alarmEvent(), { ...context, standing });
    expect(decision).toMatchObject(
      because ? { kind: 'ignore', because: expect.stringContaining(because) } : { kind: 'start' },
    );
  });

  test('on an input that the machine understands', () => {
    const hostile = { state: { reason: `x\u001b[2J${'y'.repeat(2000)}` } };
    const decision = decide(alarmEvent(hostile), context);
    expect(decision.kind === 'start' && readRequest(decision.input)).toMatchObject({
      request: { trigger: { kind: 'alarm', alarmArn: names.alarmArn, at: '2026-11-21T11:59:55.000+00:00' } },
    });
  });

  test('on one name for every delivery of one change of state, and another for the next', () => {
    const nameOf = (changes: Changes) => {
      const decision = decide(alarmEvent(changes), context);
      return decision.kind === 'start' ? decision.name : undefined;
    };
    expect(nameOf({})).toMatch(/^alarm-[0-9a-f]{32}$/);
    expect(nameOf({ event: { id: 'another delivery' } })).toBe(nameOf({}));
    expect(nameOf({ state: { timestamp: stamp(6) } })).not.toBe(nameOf({}));
  });
});

/** Step Functions that knows names, and a table; both are sometimes away. */
function smallWorld({ away = '', tableAway = false, item = {} as Record<string, object> } = {}) {
  const dynamo = {
    async send({ input }: GetItemCommand) {
      if (tableAway) throw new Error('the table is away');
      expect(input.ConsistentRead).toBe(true);
      return { Item: item[String(input.Key?.sk?.S)] };
    },
  };
  const world = { away, executions: new Map<string, string>(), log: [] as Record<string, unknown>[] };
  const states = {
    async send({ input: { name = '', stateMachineArn = '' } }: StartExecutionCommand) {
      if (world.away) throw Object.assign(new Error('try later'), { name: world.away });
      if (world.executions.has(name)) throw Object.assign(new Error(name), { name: 'ExecutionAlreadyExists' });
      world.executions.set(name, stateMachineArn);
      return {};
    },
  };
  const clock = { now: () => Date.parse(NOW), sleep: async () => {} };
  return { world, handler: createHandler({ states, dynamo }, place, { clock, log: (line) => world.log.push(line) }) };
}

describe('OnAlarm', () => {
  // F-01, F-02
  test('starts one failover however often the event is delivered', async () => {
    const { world, handler } = smallWorld();
    const started = [];
    for (let delivery = 1; delivery <= 5; delivery++) started.push((await handler(alarmEvent())).started);
    expect(started).toEqual([true, false, false, false, false]);
    expect([...world.executions.values()]).toEqual([names.machineArn('failover')]);
  });

  test('logs why it starts nothing, and does not ask for the event again', async () => {
    const { world, handler } = smallWorld();
    await expect(handler({ broken: true })).resolves.toMatchObject({ started: false });
    expect(world.log).toMatchObject([{ trigger: 'OnAlarm', kind: 'ignore', because: expect.any(String) }]);
    expect(world.executions.size).toBe(0);
  });

  test('starts nothing that a person has switched off', async () => {
    const { world, handler } = smallWorld({ item: { automation: { state: { S: 'off' }, by: { S: 'arn:ana' } } } });
    await expect(handler(alarmEvent())).resolves.toMatchObject({ started: false });
    expect(world.executions.size).toBe(0);
  });

  test('starts when the table is away, and says that it could not be read', async () => {
    const { world, handler } = smallWorld({ tableAway: true });
    await expect(handler(alarmEvent())).resolves.toMatchObject({ started: true });
    expect(world.log[0]).toMatchObject({ kind: 'unread', because: 'Error: the table is away' });
  });

  // F-16
  test.each(['ThrottlingException', 'ServiceUnavailable'])(
    'fails when StartExecution answers %s, and starts one run when the event is delivered again',
    async (away) => {
      const { world, handler } = smallWorld({ away });
      await expect(handler(alarmEvent())).rejects.toThrow('try later');
      world.away = '';
      await expect(handler(alarmEvent())).resolves.toMatchObject({ started: true });
      await expect(handler(alarmEvent())).resolves.toMatchObject({ started: false });
      expect(world.executions.size).toBe(1);
    },
  );
});
