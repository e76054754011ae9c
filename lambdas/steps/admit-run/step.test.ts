import type { HomeSeen, OwnItem, RegionSeen } from '../../../lib/domain/admission';
import type { Automation } from '../../../lib/domain/automation';
import { type Lock, lastOf } from '../../../lib/domain/lock';
import { namesOf } from '../../../lib/domain/names';
import { ALARM_AGE_SECONDS_MAX } from '../../../lib/domain/request';
import type { Verb } from '../../../lib/domain/verbs';
import { document, HERE, inputFor, LOST, NOW, plan, planWith, RUN_ID } from '../../../test/fixtures';
import { type Elsewhere, LISTEN_SECONDS, type Seen } from './acts';
import { decide, MAJORITY_SECONDS } from './decide';
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
    ['to take the lock from a run that gives way', settling, { reason: 'x' }, 'act'],
    // F-20
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
    // F-03
    ['to refuse an alarm one second older', free, triggered(ALARM_AGE_SECONDS_MAX + 1), 'refuse'],
    // F-13
    ['to refuse the alarm of another plan', free, triggered(1, `${alarmArn}-other`), 'refuse'],
    ['to act when the watch still says down', free, level, 'act'],
    ['that a run once admitted stays so, however old its alarm has become', held, triggered(5000), 'done'],
    ['that no trigger does without a majority', free, { ...level, withoutMajority: 'because' }, 'refuse'],
  ])('%s', (_, lock, request, kind) => {
    expect(decide(own(lock), inputFor(admitRun, { request })).kind).toBe(kind);
  });

  test('and hands on what the long steps of earlier runs took', () => {
    const took = { PromoteDatabase: [290, 300, 310], AdmitRun: [2] };
    expect(decide({ ...own(held), took }, inputFor(admitRun))).toMatchObject({
      output: { epoch: 101, usualSeconds: { PromoteDatabase: 300 } },
    });
    const short = decide({ ...own(held), took: { AdmitRun: [2] } }, inputFor(admitRun));
    expect(short).not.toHaveProperty('output.usualSeconds');
  });

  test('and hands on until when a call of the run that gave way may be under way', () => {
    const output = (lock: Lock) => {
      const decision = decide(own(lock), inputFor(admitRun));
      return decision.kind === 'done' && decision.output;
    };
    const soon = secondsAgo(-65);
    expect(output({ ...held, quietAt: soon })).toMatchObject({ quietAt: soon });
    expect(output({ ...held, quietAt: NOW })).not.toHaveProperty('quietAt');
  });

  test('and names the unknown key and the nearest allowed one', () => {
    expect(decide(own(free), inputFor(admitRun, { request: { resaon: 'x' } }))).toMatchObject({
      because: expect.stringContaining('input.resaon: unknown key; did you mean reason'),
    });
  });

  test('and names the run that it joins', () => {
    expect(decide(own(other), inputFor(admitRun))).toMatchObject({ because: expect.stringContaining('another run') });
  });

  test.each<[string, Lock, Verb, boolean]>([
    [
      'how a person ends the switchover that a failover joins',
      { ...other, verb: 'switchover', owner: RUN_ID },
      'failover',
      true,
    ],
    ['nothing of it where a failover is joined', { ...other, owner: RUN_ID }, 'failover', false],
    ['nothing of it to another switchover', { ...other, verb: 'switchover', owner: RUN_ID }, 'switchover', false],
    [
      'nothing that may end the quotes',
      { ...other, verb: 'switchover', owner: `${RUN_ID}'; rm -rf /` },
      'failover',
      false,
    ],
  ])('and says %s', (_, lock, verb, isSaid) => {
    const run = { ...document.run, id: `${RUN_ID}-2`, verb };
    const { kind, because } = decide(own(lock), inputFor(admitRun, { run }));
    expect(kind).toBe('join');
    const command = `aws stepfunctions stop-execution --region ${HERE} --execution-arn ${RUN_ID}`;
    expect(because.endsWith(command)).toBe(isSaid);
    expect(because.includes('stop-execution')).toBe(isSaid);
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

  // F-25
  test('waits until no call of it can be under way', () => {
    const loud = { ...other, quietAt: after(0.001) };
    expect(decide(own(loud, { status: 'ABORTED' }), inputFor(admitRun)).kind).toBe('wait');
  });

  // F-27
  test('does not wait for a moment that no run has written, and says so', () => {
    const forged = { ...other, quietAt: '9999-12-31T23:59:59.999Z' };
    expect(decide(own(forged, { status: 'ABORTED' }), inputFor(admitRun))).toMatchObject({
      act: { kind: 'close' },
      because: expect.stringContaining('closing it; the item held an impossible quietAt, got 9999-12-31'),
    });
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
    expect(decided({ others: [busy] })).toMatchObject({
      act: { kind: 'withdraw', items: [{ region: HERE, epoch: 101 }] },
    });
  });

  const muddled: RegionSeen = { ...quiet, unclear: [`the item claim#orders in ${LOST}`] };

  test('refuses where a Region answers with a claim that nobody understands', () => {
    expect(decided({ others: [muddled] })).toMatchObject({
      kind: 'refuse',
      because: expect.stringContaining(`the epoch in the item claim#orders in ${LOST} cannot be understood`),
    });
  });

  test('makes room for the run that such a Region holds', () => {
    expect(decided({ others: [{ ...muddled, lock: other }] })).toMatchObject({ act: { kind: 'withdraw' } });
  });

  test('says so again after it gave back what it had taken', () => {
    const seen = { own: { lock: { ...intent, state: 'free' as const } }, elsewhere: elsewhere({ others: [muddled] }) };
    expect(decide(seen, inputFor(admitRun))).toMatchObject({
      kind: 'refuse',
      because: expect.stringContaining('cannot be understood'),
    });
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

  test('goes on without a silent Region, which every look asks twice', () => {
    expect(decided({ others: [dark] }, 0)).toMatchObject({
      act: { kind: 'confirm' },
      because: `no Region that answers has a run of this plan; not heard: ${LOST} (timed out)`,
    });
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

describe('AdmitRun of a drill', () => {
  const drill = { ...document.run, verb: 'drill' as const };
  const ask = (lock: Lock | undefined, request: unknown = { reason: 'x' }) =>
    decide(own(lock), inputFor(admitRun, { run: drill, request }));

  test.each<[string, Lock | undefined, string]>([
    ['takes a free lock', free, 'act'],
    ['is admitted once it holds it', { ...held, verb: 'drill', epoch: 201 }, 'done'],
    ['joins a settle', settling, 'join'],
    ['joins a prewarm', { ...settling, verb: 'prewarm' }, 'join'],
    ['joins a failover', other, 'join'],
    ['is over once it gave the lock back', { ...held, verb: 'drill', state: 'free' }, 'refuse'],
  ])('%s', (_, lock, kind) => {
    expect(ask(lock).kind).toBe(kind);
  });

  test('names the run that holds the plan, and what it is', () => {
    expect(ask(other).because).toBe(
      `another run, a failover, has the lock of orders in ${HERE} since ${NOW}, under epoch 101`,
    );
  });

  test.each<[string, unknown, string]>([
    ['is held back by the cooldown when its schedule started it', { kind: 'schedule', at: NOW }, 'refuse'],
    ['is started by no alarm', level.trigger, 'refuse'],
  ])('%s', (_, trigger, kind) => {
    const changed: Lock = { ...free, ...lastOf({ id: 'the last run', endedAt: secondsAgo(600), changed: true }) };
    expect(ask(changed, { reason: 'x', trigger }).kind).toBe(kind);
  });

  // F-122
  test('gives way to a failover', () => {
    const drilling: Lock = { ...other, owner: 'a drill of tuesday', verb: 'drill' };
    expect(decide(own(drilling), inputFor(admitRun))).toMatchObject({
      act: { kind: 'take' },
      because: `taking the lock of orders in ${HERE} from a drill of tuesday, a drill that gives way`,
    });
  });
});

test('AdmitRun holds upkeep back neither by the switch nor by the cooldown', () => {
  const off: Automation = { state: 'off', by: 'anna', because: 'maintenance', at: NOW, version: 1 };
  const changed: Lock = { ...free, ...lastOf({ id: 'the last run', endedAt: secondsAgo(600), changed: true }) };
  const run = { ...document.run, verb: 'retire' as const };
  const request = { reason: 'cold', trigger: { kind: 'upkeep', at: NOW } };
  expect(decide({ own: { lock: changed }, automation: off }, inputFor(admitRun, { run, request })).kind).toBe('act');
});

describe('AdmitRun, when its lock names a planned run of another Region,', () => {
  const planned: Lock = {
    ...other,
    owner: `arn:aws:states:${LOST}:1:execution:x-switchover:run-9`,
    verb: 'switchover',
  };
  const seen = (home: HomeSeen, lock: Lock = planned): Seen => ({ own: { lock, home } });
  const there = (lock: Lock | undefined): HomeSeen => ({ region: LOST, outcome: 'read', lock });
  const silent: HomeSeen = { region: LOST, outcome: 'unreachable', because: 'timed out' };
  const asked = (home: HomeSeen, changes: Parameters<typeof inputFor>[1] = {}, lock?: Lock) =>
    decide(seen(home, lock), inputFor(admitRun, { elapsedSeconds: LISTEN_SECONDS, ...changes }));

  test('joins it while that Region says that it is at work', () => {
    expect(asked(there(planned))).toMatchObject({ kind: 'join', because: expect.stringContaining(planned.owner) });
    expect(asked(there({ ...planned, state: 'intent' })).kind).toBe('join');
  });

  test.each<[string, Lock | undefined]>([
    ['holds nothing', undefined],
    ['is free', { ...planned, state: 'free' }],
    ['names another run', { ...planned, owner: 'another run' }],
  ])('frees it once the lock of that Region %s', (_, lock) => {
    expect(asked(there(lock))).toMatchObject({ act: { kind: 'free', region: HERE, left: planned } });
  });

  test('and remembers how it ended, as that Region does', () => {
    const lastRun = { id: planned.owner, endedAt: NOW, changed: true };
    expect(asked(there({ ...planned, state: 'free', ...lastOf(lastRun) }))).toMatchObject({ act: { lastRun } });
    const later = { ...planned, ...lastOf(lastRun), lastRun: { ...lastRun, id: 'a later run', changed: false } };
    expect(asked(there({ ...later, state: 'free' }))).toMatchObject({ act: { lastRun } });
  });

  test('takes it over once that Region is silent for long enough', () => {
    expect(asked(silent, { elapsedSeconds: LISTEN_SECONDS - 1 })).toMatchObject({
      kind: 'wait',
      lookAgainSeconds: 1,
      because: expect.stringMatching(/^asking again before .* whose Region is not heard: timed out$/),
    });
    expect(asked(silent)).toMatchObject({
      act: { kind: 'take', seizes: true, observed: planned },
      because: expect.stringContaining('whose Region is not heard: timed out'),
    });
  });

  test('is over all the same where others had the lock since it began', () => {
    const since = { ...planned, lastRun: { id: 'a failover', endedAt: after(1), changed: true } };
    expect(asked(silent, {}, since).kind).toBe('refuse');
  });

  test.each(['drill', 'settle', 'switchover'] as const)('leaves a silent one alone when it is a %s', (verb) => {
    const run = { ...document.run, verb };
    expect(asked(silent, { run })).toMatchObject({ kind: 'join', because: expect.stringContaining('is not heard') });
  });

  test('is held back by the cooldown while it is not there', () => {
    const changed = { ...planned, ...lastOf({ id: 'the last run', endedAt: secondsAgo(600), changed: true }) };
    expect(asked(silent, { request: level }, changed).kind).toBe('refuse');
  });
});

test("AdmitRun may read in another Region's table what persons said, who claims, and write its lock alone", () => {
  const there = namesOf(plan, LOST).tableArn;
  const allowed = admitRun.permissions({ plan, region: HERE, names: namesOf(plan, HERE) });
  const only = (...keys: string[]) => ({ 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': keys } });
  expect(allowed.filter(({ resources }) => resources.includes(there))).toEqual([
    {
      actions: ['dynamodb:GetItem'],
      resources: [there],
      conditions: only('claim#orders', 'lock#orders', 'automation#orders'),
    },
    { actions: ['dynamodb:PutItem', 'dynamodb:UpdateItem'], resources: [there], conditions: only('lock#orders') },
  ]);
});
