import type { Lock } from '../../../lib/domain/lock';
import { ALARM_AGE_SECONDS_MAX } from '../../../lib/domain/request';
import { HERE, inputFor, LOST, NOW, RUN_ID } from '../../../test/fixtures';
import { decide } from './decide';
import { admitRun } from './step';

const held: Lock = { owner: RUN_ID, state: 'held', epoch: 101, version: 1, since: NOW, quietAt: NOW };
const free: Lock = { ...held, owner: 'an earlier run', state: 'free', version: 7 };
const other: Lock = { ...held, owner: 'another run' };

const alarmArn = `arn:aws:cloudwatch:${HERE}:111122223333:alarm:understudy-orders-region-down`;
const triggered = (ageSeconds: number, arn = alarmArn) => ({
  reason: 'alarm',
  trigger: {
    kind: 'alarm',
    alarmArn: arn,
    eventId: 'e-1',
    at: new Date(Date.parse(NOW) - ageSeconds * 1000).toISOString(),
  },
});

describe('AdmitRun decides', () => {
  test.each<[string, Lock | undefined, unknown, string]>([
    ['to take the lock when there has never been one', undefined, { reason: 'x' }, 'act'],
    ['to take the lock when it is free', free, { reason: 'x' }, 'act'],
    ['that it is admitted once the lock names this run', held, { reason: 'x' }, 'done'],
    ['to join when another run holds the lock', other, { reason: 'x' }, 'join'],
    ['that a person needs a reason', free, {}, 'refuse'],
    ['that an empty reason is none', free, { reason: ' ' }, 'refuse'],
    ["to take the console's default input", free, { Comment: 'Insert your JSON here' }, 'act'],
    ['to refuse a key it does not know', free, { reason: 'x', force: true }, 'refuse'],
    ['to refuse input that is no object', free, [], 'refuse'],
    ['to act on an alarm at exactly the allowed age', free, triggered(ALARM_AGE_SECONDS_MAX), 'act'],
    ['to refuse an alarm one second older', free, triggered(ALARM_AGE_SECONDS_MAX + 1), 'refuse'],
    ['to refuse the alarm of another plan', free, triggered(1, `${alarmArn}-other`), 'refuse'],
    ['that a run once admitted stays so, however old its alarm has become', held, triggered(5000), 'done'],
  ])('%s', (_, lock, request, kind) => {
    expect(decide({ lock }, inputFor(admitRun, { request })).kind).toBe(kind);
  });

  test('and names the unknown key and the nearest allowed one', () => {
    expect(decide({ lock: free }, inputFor(admitRun, { request: { resaon: 'x' } }))).toMatchObject({
      because: expect.stringContaining('input.resaon: unknown key; did you mean reason'),
    });
  });

  test('and names the run that it joins', () => {
    expect(decide({ lock: other }, inputFor(admitRun))).toMatchObject({
      because: expect.stringContaining('another run'),
    });
  });

  test('and refuses in a Region that the plan does not name', () => {
    expect(decide({ lock: free }, inputFor(admitRun, { region: 'eu-west-1' }))).toMatchObject({ kind: 'refuse' });
  });

  test('that an epoch carries the rank of this Region', () => {
    expect(decide({ lock: free }, inputFor(admitRun))).toMatchObject({ act: { rank: 1 } });
    expect(decide({ lock: free }, inputFor(admitRun, { region: LOST }))).toMatchObject({ act: { rank: 0 } });
  });
});
