import type { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import type { GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Automation } from '../../../lib/domain/automation';
import { namesOf } from '../../../lib/domain/names';
import { ALARM_AGE_SECONDS_MAX, readRequest } from '../../../lib/domain/request';
import type { Span } from '../../../lib/domain/warm';
import { HERE, NOW, plan, planWith } from '../../../test/fixtures';
import { decide } from './decide';
import { createHandler } from './handler';

const names = namesOf(plan, HERE);
const place = { plan, region: HERE, names };
const context = {
  ...place,
  standing: { lock: undefined, automation: undefined },
  alarm: 'ALARM',
  history: [],
  now: NOW,
};
const hoursAgo = (hours: number) => new Date(Date.parse(NOW) - hours * 3_600_000).toISOString();
const stamp = (ageSeconds: number) => new Date(Date.parse(NOW) - ageSeconds * 1000).toISOString().replace('Z', '+0000');

/**
 * As CloudWatch writes it for a composite alarm.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 */
const riskEvent = ({ state = {}, event = {} }: { state?: object; event?: object } = {}) => ({
  version: '0',
  id: 'd3dfc86d-384d-24c8-0345-9f7986db0b80',
  'detail-type': 'CloudWatch Alarm State Change',
  source: 'aws.cloudwatch',
  account: plan.account,
  time: NOW,
  region: HERE,
  resources: [names.riskAlarmArn],
  detail: {
    alarmName: names.riskAlarm,
    state: { value: 'ALARM', reason: 'two alarms changed to ALARM', timestamp: stamp(5), ...state },
    previousState: { value: 'OK', timestamp: stamp(65) },
    configuration: { alarmRule: '(ALARM("one") AND ALARM("other"))' },
  },
  ...event,
});

describe('OnRisk decides', () => {
  it('to start a prewarm when the risk alarm of this plan goes off, and says what it costs', () => {
    const decision = decide(riskEvent(), context);
    expect(decision).toMatchObject({ kind: 'start', because: expect.stringMatching(/at risk; .*USD/) });
  });

  it.each<[string, object, string]>([
    ['one second beyond the allowed age', { state: { timestamp: stamp(ALARM_AGE_SECONDS_MAX + 1) } }, '901 s ago'],
    ['that says OK', { state: { value: 'OK' } }, 'the alarm is OK'],
    ['whose actions are suppressed', { state: { actionsSuppressedBy: 'Alarm' } }, 'suppressed by Alarm'],
    ['of the alarm that starts a failover', { event: { resources: [names.alarmArn] } }, `not ${names.riskAlarmArn}`],
    ['of another Region', { event: { resources: [namesOf(plan, 'us-east-1').riskAlarmArn] } }, 'us-east-1'],
    ['of another account', { event: { account: '999988887777' } }, '999988887777'],
    ['that somebody put on the bus', { event: { source: 'my.app' } }, 'event.source'],
  ])('to start nothing for an event %s', (_, changes, because) => {
    expect(decide(riskEvent(changes), context)).toEqual({ kind: 'ignore', because: expect.stringContaining(because) });
  });

  it.each([
    ['is OK now', 'OK', 'is OK, and not in ALARM'],
    ['has no data now', 'INSUFFICIENT_DATA', 'is INSUFFICIENT_DATA'],
    ['is not there', undefined, 'is not there'],
  ])('to start nothing when the event looks genuine and the alarm %s', (_, alarm, because) => {
    const decision = decide(riskEvent(), { ...context, alarm });
    expect(decision).toEqual({ kind: 'ignore', because: expect.stringContaining(because) });
  });

  it('to start nothing in a plan without prewarm', () => {
    const { prewarm: _, ...without } = plan;
    expect(decide(riskEvent(), { ...context, plan: without })).toMatchObject({
      kind: 'ignore',
      because: expect.stringContaining('the plan has no prewarm'),
    });
  });

  it('to start nothing when the plan only wants people told', () => {
    expect(decide(riskEvent(), { ...context, plan: planWith({ automation: 'notify' }) })).toMatchObject({
      kind: 'ignore',
      because: expect.stringContaining('notify'),
    });
  });

  it('to start nothing while automatic runs are switched off', () => {
    const automation: Automation = { state: 'off', by: 'arn:ana', because: 'maintenance', at: NOW, version: 1 };
    expect(decide(riskEvent(), { ...context, standing: { lock: undefined, automation } })).toMatchObject({
      kind: 'ignore',
      because: expect.stringContaining('switched off'),
    });
  });

  it('to start when the table of runs cannot be read: the run is judged again when it is admitted', () => {
    expect(decide(riskEvent(), { ...context, standing: undefined }).kind).toBe('start');
  });

  // 4 h more at 0.15 USD are 0.60 USD of the plan's 20 USD: 129.3 h may have been paid for, 129.4 h not.
  it.each<[string, Span[], string]>([
    ['to start while the month is paid for', [{ from: hoursAgo(139), until: hoursAgo(10) }], 'start'],
    ['to start nothing that the month does not pay for', [{ from: hoursAgo(140), until: hoursAgo(10) }], 'ignore'],
  ])('%s', (_, history, kind) => {
    const decision = decide(riskEvent(), { ...context, history });
    expect(decision.kind).toBe(kind);
    expect(decision.because).toContain('20.00 USD');
  });

  it('on an input that the machine understands', () => {
    const decision = decide(riskEvent({ state: { reason: `x\u001b[2J${'y'.repeat(2000)}` } }), context);
    expect(decision.kind === 'start' && readRequest(decision.input)).toMatchObject({
      request: { trigger: { kind: 'risk', alarmArn: names.riskAlarmArn, at: '2026-11-21T11:59:55.000+00:00' } },
    });
  });

  it('on one name for every delivery of one change of state, and another for the next', () => {
    const nameOf = (changes: object) => {
      const decision = decide(riskEvent(changes), context);
      return decision.kind === 'start' ? decision.name : undefined;
    };
    expect(nameOf({})).toMatch(/^risk-[0-9a-f]{32}$/);
    expect(nameOf({ event: { id: 'another delivery' } })).toBe(nameOf({}));
    expect(nameOf({ state: { timestamp: stamp(6) } })).not.toBe(nameOf({}));
  });
});

/** Step Functions that knows names, and a table; items that are asked for may be away. */
function smallWorld({ away = [] as string[], alarm = 'ALARM' } = {}) {
  const started = new Map<string, string>();
  const log: Record<string, unknown>[] = [];
  const dynamo = {
    async send({ input }: GetItemCommand) {
      if (away.includes(String(input.Key?.sk?.S))) throw new Error('the table is away');
      return {};
    },
  };
  const states = {
    async send({ input: { name = '', stateMachineArn = '' } }: StartExecutionCommand) {
      if (started.has(name)) throw Object.assign(new Error(name), { name: 'ExecutionAlreadyExists' });
      started.set(name, stateMachineArn);
      return {};
    },
  };
  const cloudwatch = {
    async send({ input }: DescribeAlarmsCommand) {
      if (away.includes('alarm')) throw new Error('CloudWatch is away');
      expect(input).toEqual({ AlarmNames: [names.riskAlarm], AlarmTypes: ['CompositeAlarm'] });
      return { MetricAlarms: [], CompositeAlarms: [{ AlarmName: names.riskAlarm, StateValue: alarm }] };
    },
  };
  const clock = { now: () => Date.parse(NOW), sleep: async () => {} };
  const clients = { states, dynamo, cloudwatch };
  return { started, log, handler: createHandler(clients, place, { clock, log: (line) => log.push(line) }) };
}

describe('OnRisk', () => {
  it('starts one prewarm however often the event is delivered', async () => {
    const { started, handler } = smallWorld();
    const told = [];
    for (let delivery = 1; delivery <= 3; delivery++) told.push((await handler(riskEvent())).started);
    expect(told).toEqual([true, false, false]);
    expect([...started.values()]).toEqual([names.machineArn('prewarm')]);
  });

  it('logs why it starts nothing, and does not ask for the event again', async () => {
    const { started, log, handler } = smallWorld();
    await expect(handler({ broken: true })).resolves.toMatchObject({ started: false });
    expect(log).toMatchObject([{ trigger: 'OnRisk', kind: 'ignore', because: expect.any(String) }]);
    expect(started.size).toBe(0);
  });

  it('believes CloudWatch and not the event', async () => {
    const { started, handler } = smallWorld({ alarm: 'OK' });
    await expect(handler(riskEvent())).resolves.toMatchObject({ started: false });
    expect(started.size).toBe(0);
  });

  it('starts nothing while CloudWatch cannot be asked, and asks for the event again', async () => {
    const { started, handler } = smallWorld({ away: ['alarm'] });
    await expect(handler(riskEvent())).rejects.toThrow('CloudWatch is away');
    expect(started.size).toBe(0);
  });

  it('starts nothing while nobody knows what has been paid for, and asks for the event again', async () => {
    const { started, handler } = smallWorld({ away: ['warm'] });
    await expect(handler(riskEvent())).rejects.toThrow('the table is away');
    expect(started.size).toBe(0);
  });

  it('starts when only the lock is away, and says that it could not be read', async () => {
    const { log, handler } = smallWorld({ away: ['lock'] });
    await expect(handler(riskEvent())).resolves.toMatchObject({ started: true });
    expect(log[0]).toMatchObject({ kind: 'unread' });
  });
});
