import type { OwnItem, RegionSeen } from '../../../lib/domain/admission';
import type { Automation } from '../../../lib/domain/automation';
import { type Lock, lastOf } from '../../../lib/domain/lock';
import { namesOf } from '../../../lib/domain/names';
import { ALARM_AGE_SECONDS_MAX } from '../../../lib/domain/request';
import { document, HERE, inputFor, LOST, NOW, plan, planWith, RUN_ID } from '../../../test/fixtures';
import { decide, type Elsewhere, LISTEN_SECONDS, MAJORITY_SECONDS, type Seen } from './decide';
import { admitRun } from './step';

const secondsAgo = (seconds: number) => new Date(Date.parse(NOW) - seconds * 1000).toISOString();

const held: Lock = { owner: RUN_ID, verb: 'failover', state: 'held', epoch: 101, version: 2, since: NOW, quietAt: NOW };
const intent: Lock = { ...held, state: 'intent', version: 1 };
const free: Lock = { ...held, owner: 'an earlier run', state: 'free', version: 7, since: secondsAgo(60) };
const other: Lock = { ...held, owner: 'another run' };
const settling: Lock = { ...other, owner: 'a settling run', verb: 'settle' };

const own = (lock: Lock | undefined, ended?: OwnItem['ownerEnded']): Seen => ({ own: { lock, ownerEnded: ended } });

const alarmArn = `arn:aws:cloudwatch:${HERE}:111122223333:alarm:understudy-orders-region-down`;
const triggered = (ageSeconds: number, arn = alarmArn) => ({
  reason: 'alarm',
  trigger: { kind: 'alarm', alarmArn: arn, eventId: 'e-1', at: secondsAgo(ageSeconds) },
});
const level = { reason: 'the watch says down', trigger: { kind: 'watch', alarmArn, at: NOW } };

describe('AdmitRun decides', () => {
  test.each<[string, Lock | undefined, unknown, string]>([
    ['to take the lock when there has never been one', undefined, { reason: 'x' }, 'act'],
    ['to take the lock when it is free', free, { reason: 'x' }, 'act'],
    ['to take the lock from a run that only settles', settling, { reason: 'x' }, 'act'],
    ['that it is admitted once the lock names this run', held, { reason: 'x' }, 'done'],
    ['to join when another run holds the lock', other, { reason: 'x' }, 'join'],
    ['to join when another run means to hold it', { ...other, state: 'intent' }, { reason: 'x' }, 'join'],
    ['that a run whose lock was given back is over', { ...held, state: 'free' }, { reason: 'x' }, 'refuse'],
    [
      'that a run is over once another had the lock since it began',
      { ...free, since: after(1) },
      { reason: 'x' },
      'refuse',
    ],
    ['that a person needs a reason', free, {}, 'refuse'],
    ['that an empty reason is none', free, { reason: ' ' }, 'refuse'],
    ["to take the console's default input", free, { Comment: 'Insert your JSON here' }, 'act'],
    ['to refuse a key it does not know', free, { reason: 'x', force: true }, 'refuse'],
    ['to refuse input that is no object', free, [], 'refuse'],
    ['to act on an alarm at exactly the allowed age', free, triggered(ALARM_AGE_SECONDS_MAX), 'act'],
    ['to refuse an alarm one second older', free, triggered(ALARM_AGE_SECONDS_MAX + 1), 'refuse'],
    ['to refuse the alarm of another plan', free, triggered(1, `${alarmArn}-other`), 'refuse'],
    ['to act when the watch still says down', free, level, 'act'],
    ['that a run once admitted stays so, however old its alarm has become', held, triggered(5000), 'done'],
    ['that no trigger does without a majority', free, { ...level, withoutMajority: 'because' }, 'refuse'],
  ])('%s', (_, lock, request, kind) => {
    expect(decide(own(lock), inputFor(admitRun, { request })).kind).toBe(kind);
  });

  test('and names the unknown key and the nearest allowed one', () => {
    expect(decide(own(free), inputFor(admitRun, { request: { resaon: 'x' } }))).toMatchObject({
      because: expect.stringContaining('input.resaon: unknown key; did you mean reason'),
    });
  });

  test('and names the run that it joins', () => {
    expect(decide(own(other), inputFor(admitRun))).toMatchObject({ because: expect.stringContaining('another run') });
  });

  test('and refuses in a Region that the plan does not name', () => {
    expect(decide(own(free), inputFor(admitRun, { region: 'eu-west-1' }))).toMatchObject({ kind: 'refuse' });
  });

  test('that an epoch carries the rank of this Region', () => {
    expect(decide(own(free), inputFor(admitRun))).toMatchObject({ act: { claimant: { rank: 1 } } });
    expect(decide(own(free), inputFor(admitRun, { region: LOST }))).toMatchObject({ act: { claimant: { rank: 0 } } });
  });
});

function after(seconds: number) {
  return secondsAgo(-seconds);
}

describe('AdmitRun, when the run that holds the lock is dead,', () => {
  test.each(['ABORTED', 'TIMED_OUT', 'FAILED', 'SUCCEEDED'])('closes it in its place: %s', (status) => {
    expect(decide(own(other, { status }), inputFor(admitRun))).toMatchObject({
      kind: 'act',
      act: { kind: 'close', lock: other, ended: { status } },
      because: `another run ended ${status} without giving back the lock of epoch 101; closing it`,
    });
  });

  test('waits until no call of it can be under way', () => {
    const loud = { ...other, quietAt: after(0.001) };
    expect(decide(own(loud, { status: 'ABORTED' }), inputFor(admitRun)).kind).toBe('wait');
  });

  test('says that Step Functions has forgotten it', () => {
    expect(decide(own(other, { status: 'forgotten' }), inputFor(admitRun))).toMatchObject({
      kind: 'act',
      because: expect.stringContaining('is no longer known to Step Functions'),
    });
  });
});

describe('AdmitRun holds back', () => {
  const off: Automation = { state: 'off', by: 'anna', because: 'maintenance', at: NOW, version: 1 };
  const changed: Lock = { ...free, ...lastOf({ id: 'the last run', endedAt: secondsAgo(600), changed: true }) };

  test.each<[string, Partial<Seen>, unknown, string]>([
    ['an automatic run while automatic runs are switched off', { automation: off }, level, 'refuse'],
    ["no person's run while they are", { automation: off }, { reason: 'x' }, 'act'],
    ['an automatic run during the cooldown', { own: { lock: changed } }, level, 'refuse'],
    ["no person's run during the cooldown", { own: { lock: changed } }, { reason: 'x' }, 'act'],
    [
      'no automatic run once a person has acknowledged the last one',
      { own: { lock: changed }, automation: { ...off, state: 'on', acknowledgedRun: 'the last run' } },
      level,
      'act',
    ],
  ])('%s', (_, seen, request, kind) => {
    expect(decide({ ...own(free), ...seen }, inputFor(admitRun, { request })).kind).toBe(kind);
  });
});

describe('AdmitRun, once its intent stands,', () => {
  const quiet: RegionSeen = { region: LOST, outcome: 'read', lock: undefined, claimedEpoch: 0 };
  const dark: RegionSeen = { region: LOST, outcome: 'unreachable', because: 'timed out' };
  const busy: RegionSeen = { ...quiet, lock: other };
  const elsewhere = (changes: Partial<Elsewhere> = {}): Elsewhere => ({
    others: [quiet],
    claimedEpoch: 0,
    settledEpoch: 0,
    silent: [],
    ...changes,
  });
  const decided = (changes: Partial<Elsewhere>, elapsedSeconds = LISTEN_SECONDS, request: unknown = { reason: 'x' }) =>
    decide({ own: { lock: intent }, elsewhere: elsewhere(changes) }, inputFor(admitRun, { elapsedSeconds, request }));

  test('confirms when no other Region has a run', () => {
    expect(decided({}, 0)).toMatchObject({ act: { kind: 'confirm', observed: intent, highestSeen: 0 } });
  });

  test('counts every epoch that is known', () => {
    const seen = { others: [{ ...quiet, claimedEpoch: 400 }], claimedEpoch: 300, settledEpoch: 500 };
    expect(decided(seen)).toMatchObject({ act: { highestSeen: 500 } });
  });

  test('makes room for a run that another Region holds', () => {
    expect(decided({ others: [busy] })).toMatchObject({ act: { kind: 'withdraw', epoch: 101 } });
  });

  test('joins that run after it made room', () => {
    const seen = { own: { lock: { ...intent, state: 'free' as const } }, elsewhere: elsewhere({ others: [busy] }) };
    expect(decide(seen, inputFor(admitRun))).toMatchObject({
      kind: 'join',
      because: expect.stringContaining(`another run does this work in ${LOST}`),
    });
  });

  test('waits for the intent of a Region that comes after it', () => {
    const seen: Seen = {
      own: { lock: { ...intent, epoch: 100 } },
      elsewhere: elsewhere({ others: [{ ...quiet, region: HERE, lock: { ...other, state: 'intent' } }] }),
    };
    expect(decide(seen, inputFor(admitRun, { region: LOST })).kind).toBe('wait');
  });

  test('asks a silent Region again, and goes on without it after a while', () => {
    expect(decided({ others: [dark] }, LISTEN_SECONDS - 1)).toMatchObject({
      kind: 'wait',
      because: `asking again: not heard: ${LOST} (timed out)`,
    });
    expect(decided({ others: [dark] })).toMatchObject({ act: { kind: 'confirm' } });
  });

  test('asks silent name servers again, and goes on without them after a while', () => {
    const silent = ['_understudy.orders.example.com: no name server answers'];
    expect(decided({ silent }, LISTEN_SECONDS - 1).kind).toBe('wait');
    expect(decided({ silent })).toMatchObject({
      act: { kind: 'confirm' },
      because: expect.stringContaining(silent[0] ?? ''),
    });
  });

  describe('while a change of another Region is young,', () => {
    const change = lastOf({ id: 'the run there', endedAt: secondsAgo(600), changed: true });
    const young: RegionSeen = { ...quiet, lock: { ...free, ...change } };
    const said: Automation = { state: 'on', by: 'anna', because: 'seen', at: NOW, version: 1 };

    test('refuses when it was started automatically', () => {
      expect(decided({ others: [young] }, 0, level)).toMatchObject({
        kind: 'refuse',
        because: expect.stringContaining(`in ${LOST}, the run there ended 600 s ago`),
      });
    });

    test('refuses so also while a third Region is silent', () => {
      expect(decided({ others: [dark, { ...young, region: 'eu-west-1' }] }, 0, level).kind).toBe('refuse');
    });

    test('confirms when a person started it', () => {
      expect(decided({ others: [young] }, 0)).toMatchObject({ act: { kind: 'confirm' } });
    });

    test('confirms once that was acknowledged there', () => {
      const others = [{ ...young, automation: { ...said, acknowledgedRun: 'the run there' } }];
      expect(decided({ others }, 0, level)).toMatchObject({ act: { kind: 'confirm' } });
    });

    test('still makes room for the run that is at work there', () => {
      const others = [{ ...young, lock: { ...other, ...change } }];
      expect(decided({ others }, 0, level)).toMatchObject({ act: { kind: 'withdraw' } });
    });
  });

  test('that was not judged by its alarm again confirms, however old that has become', () => {
    expect(decided({}, 0, triggered(5000))).toMatchObject({ act: { kind: 'confirm' } });
  });

  describe('with three Regions', () => {
    const three = planWith({ regions: [LOST, HERE, 'eu-west-1'] });
    const alone = { others: [dark, { ...dark, region: 'eu-west-1' }] };
    const withThree = (elapsedSeconds: number, request: unknown = { reason: 'x' }) =>
      decide(
        { own: { lock: intent }, elsewhere: elsewhere(alone) },
        inputFor(admitRun, { plan: three, elapsedSeconds, request }),
      );

    test('waits for a majority, then refuses', () => {
      expect(withThree(MAJORITY_SECONDS - 1).kind).toBe('wait');
      expect(withThree(MAJORITY_SECONDS)).toMatchObject({
        kind: 'refuse',
        because: expect.stringContaining('heard 1 of 3 Regions, which is no majority'),
      });
    });

    test("does without one on a person's word, and repeats that word when it is admitted", () => {
      const request = { reason: 'x', withoutMajority: 'eu-west-1 is closed' };
      expect(withThree(LISTEN_SECONDS, request)).toMatchObject({ act: { kind: 'confirm' } });
      expect(decide(own(held), inputFor(admitRun, { request })).because).toContain('eu-west-1 is closed');
    });
  });
});

describe('AdmitRun of a settle', () => {
  const settle = { ...document.run, verb: 'settle' as const };

  test('takes the lock and keeps its epoch', () => {
    expect(decide(own(free), inputFor(admitRun, { run: settle }))).toMatchObject({
      act: { kind: 'take', claimant: { verb: 'settle' } },
    });
    const taken: Lock = { ...held, verb: 'settle', epoch: 0 };
    expect(decide(own(taken), inputFor(admitRun, { run: settle }))).toMatchObject({
      kind: 'done',
      output: { epoch: 0 },
    });
  });

  test('joins a settle that holds the lock', () => {
    expect(decide(own(settling), inputFor(admitRun, { run: settle })).kind).toBe('join');
  });
});

test("AdmitRun may only read in another Region's table: lock, claim and what persons said", () => {
  const there = namesOf(plan, LOST).tableArn;
  const allowed = admitRun.permissions({ plan, region: HERE, names: namesOf(plan, HERE) });
  expect(allowed.filter(({ resources }) => resources.includes(there))).toEqual([
    {
      actions: ['dynamodb:GetItem'],
      resources: [there],
      conditions: {
        'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['claim#orders', 'lock#orders', 'automation#orders'] },
      },
    },
  ]);
});
