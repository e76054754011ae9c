import {
  acquire,
  type Claimant,
  close,
  confirm,
  endOfRun,
  epochAbove,
  impossibleQuiet,
  intend,
  isQuiet,
  type LastRun,
  type Lock,
  lastOf,
  QUIET_AHEAD_SECONDS_MAX,
  regionOfRun,
  release,
  seize,
} from './lock';

const NOW = '2026-11-21T12:00:00.000Z';
const claimant: Claimant = { owner: 'this run', verb: 'failover', rank: 1, startedAt: NOW, now: NOW };
const intent: Lock = {
  owner: 'this run',
  verb: 'failover',
  state: 'intent',
  epoch: 201,
  version: 4,
  since: NOW,
  quietAt: NOW,
};
const earlier: Lock = { ...intent, owner: 'an earlier run', state: 'free', epoch: 101, version: 3 };

test.each([
  [0, 0, 100],
  [0, 1, 101],
  [100, 1, 201],
  [101, 0, 200],
  [199, 99, 299],
])('the epoch above %i is, in the Region of rank %i, %i', (highest, rank, epoch) => {
  expect(epochAbove(highest, rank)).toBe(epoch);
});

describe('An intent', () => {
  test('has an epoch above the one before it, and changes nothing else that was known', () => {
    const lastRun = { id: 'an earlier run', endedAt: NOW, changed: true };
    expect(intend({ ...earlier, lastRun }, claimant)).toEqual({ ...intent, lastRun });
  });

  test.each<[string, Lock]>([
    ['holds the lock', { ...earlier, state: 'held' }],
    ['means to have it', { ...earlier, state: 'intent' }],
    ['holds it for a switchover', { ...earlier, verb: 'switchover', state: 'held' }],
  ])('is not written over a run that %s', (_, lock) => {
    expect(intend(lock, claimant)).toBeUndefined();
  });

  test.each(['drill', 'prewarm', 'settle', 'stand-down', 'retire'] as const)('is taken from a %s', (verb) => {
    expect(intend({ ...earlier, verb, state: 'held' }, claimant)).toMatchObject({ owner: 'this run', epoch: 201 });
  });

  test.each<[string, Lock, number, number]>([
    ['keeps its epoch when nothing higher was seen', intent, 199, 201],
    ['goes above a higher epoch', intent, 200, 301],
  ])('%s', (_, lock, highestSeen, epoch) => {
    expect(confirm(lock, claimant, highestSeen)).toMatchObject({ state: 'held', epoch, version: 5 });
  });

  test.each<[string, Lock | undefined]>([
    ["another run's", { ...intent, owner: 'another run' }],
    ['given back', { ...intent, state: 'free' }],
    ['confirmed already', { ...intent, state: 'held' }],
    ['never written', undefined],
  ])('is not confirmed once it is %s', (_, lock) => {
    expect(confirm(lock, claimant, 0)).toBeUndefined();
  });
});

describe('A settle', () => {
  const settle: Claimant = { ...claimant, verb: 'settle' };

  test.each<[string, Lock | undefined, number | undefined]>([
    ['keeps the epoch of the run before it', earlier, 101],
    ['has epoch 0 before the first run', undefined, 0],
    ['takes nothing from another settle', { ...earlier, verb: 'settle', state: 'held' }, undefined],
    ['takes nothing from an intent', { ...earlier, state: 'intent' }, undefined],
  ])('%s', (_, lock, epoch) => {
    expect(acquire(lock, settle)?.epoch).toBe(epoch);
  });

  test('leaves the last run in its place', () => {
    const lastRun = { id: 'an earlier run', endedAt: NOW, changed: true };
    const held = acquire({ ...earlier, lastRun }, settle);
    expect(release(held, 'this run', 101)).toMatchObject({ state: 'free', lastRun });
  });
});

describe('A drill', () => {
  const drill: Claimant = { ...claimant, verb: 'drill' };

  test.each<[string, Lock | undefined, number | undefined]>([
    ['has an epoch above the run before it', earlier, 201],
    ['has the first epoch before the first run', undefined, 101],
    ['takes nothing from a settle', { ...earlier, verb: 'settle', state: 'held' }, undefined],
    ['takes nothing from another drill', { ...earlier, verb: 'drill', state: 'held' }, undefined],
    ['takes nothing from an intent', { ...earlier, state: 'intent' }, undefined],
    ['takes nothing twice', { ...earlier, owner: 'this run' }, undefined],
  ])('%s', (_, lock, epoch) => {
    const taken = acquire(lock, drill);
    expect(taken?.epoch).toBe(epoch);
    if (taken) expect(taken).toMatchObject({ state: 'held', verb: 'drill', since: NOW });
  });

  test.each(['failover', 'switchover'] as const)('gives way to a %s', (verb) => {
    const drilling = acquire(earlier, { ...drill, owner: 'a drill' });
    expect(intend(drilling, { ...claimant, verb })).toMatchObject({ state: 'intent', epoch: 301, version: 5 });
  });
});

describe('What a run that gives way may still have under way', () => {
  const inSeconds = (seconds: number) => new Date(Date.parse(NOW) + seconds * 1000).toISOString();
  const quietAt = inSeconds(65);
  const loud: Lock = { ...earlier, state: 'held', verb: 'retire', quietAt };

  test.each(['prewarm', 'retire', 'stand-down'] as const)('is told to whoever takes the lock of a %s', (verb) => {
    const next = intend({ ...loud, verb }, claimant);
    expect(next?.quietAt).toBe(quietAt);
    expect(confirm(next, claimant, 0)?.quietAt).toBe(quietAt);
  });

  test.each<[string, Partial<Lock>]>([
    ['of a drill, which touches its own lane alone', { verb: 'drill' }],
    ['of a settle, which takes nothing away', { verb: 'settle' }],
    ['of a run that gave the lock back', { state: 'free' }],
    ['once it is over', { quietAt: inSeconds(-1) }],
    ['by a moment that no guard writes', { quietAt: inSeconds(QUIET_AHEAD_SECONDS_MAX + 1) }],
  ])('is not told %s', (_, change) => {
    expect(intend({ ...loud, ...change }, claimant)?.quietAt).toBe(NOW);
  });
});

test.each([
  ['failover', true],
  ['switchover', true],
  ['drill', false],
  ['prewarm', false],
  ['check', false],
  ['settle', false],
  ['stand-down', false],
  ['retire', false],
] as const)('a lock remembers the end of a %s: %s', (verb, isRemembered) => {
  const lastRun = { id: 'x', endedAt: NOW, changed: true };
  expect(endOfRun({ verb }, lastRun)).toEqual(isRemembered ? lastRun : undefined);
});

describe('What a run of a silent Region holds', () => {
  const planned: Lock = { ...earlier, verb: 'switchover', state: 'held', epoch: 300 };

  test('is taken under an intent with an epoch above it', () => {
    expect(seize(planned, claimant)).toMatchObject({ owner: 'this run', state: 'intent', epoch: 401, version: 4 });
  });

  test.each([
    ['stays with it for a run whose time has passed', '2026-11-21T12:00:00.001Z', undefined],
    ['is taken by a run that began when the last one ended', NOW, 401],
  ])('%s', (_, endedAt, epoch) => {
    const lastRun = { id: 'a failover', endedAt, changed: true };
    expect(seize({ ...planned, lastRun }, claimant)?.epoch).toBe(epoch);
  });
});

test.each([
  ['arn:aws:states:us-east-1:111122223333:execution:x:run', 'us-east-1'],
  ['a run', undefined],
  ['', undefined],
])('the Region of %s is %s', (id, region) => {
  expect(regionOfRun(id)).toBe(region);
});

describe('The last change', () => {
  const runOf = (id: string, changed: boolean): LastRun => ({ id, endedAt: NOW, changed });
  const change = { id: 'this run', endedAt: NOW };
  const held: Lock = { ...intent, state: 'held' };
  const changedBefore: Lock = { ...earlier, ...lastOf(runOf('this run', true)) };

  test.each<[string, (lastRun: LastRun) => Lock | undefined]>([
    ['gives the lock back', (lastRun) => release(held, 'this run', 201, lastRun)],
    ['is closed in its place', (lastRun) => close(held, held, lastRun)],
  ])('is of a run that changed something, when it %s', (_, end) => {
    expect(end(runOf('this run', true))).toMatchObject({ lastRun: runOf('this run', true), lastChange: change });
    expect(end(runOf('this run', false))?.lastChange).toBeUndefined();
  });

  test('outlives a run that changed nothing', () => {
    const next = intend(changedBefore, { ...claimant, owner: 'the next run' });
    const working = confirm(next, { ...claimant, owner: 'the next run' }, 0);
    const after = release(working, 'the next run', 201, runOf('the next run', false));
    expect(after).toMatchObject({ lastRun: { id: 'the next run', changed: false }, lastChange: change });
  });

  test('outlives a settle, and a run that withdrew', () => {
    const settling = acquire(changedBefore, { ...claimant, owner: 'a settle', verb: 'settle' });
    const settled = release(settling, 'a settle', 101);
    const withdrawn = release(intend(settled, { ...claimant, owner: 'the next run' }), 'the next run', 201);
    expect(withdrawn).toMatchObject({ lastRun: runOf('this run', true), lastChange: change });
  });
});

test('a run is quiet from the very moment at which its last call can no longer be under way', () => {
  expect(isQuiet(intent, NOW)).toBe(true);
  expect(isQuiet(intent, '2026-11-21T11:59:59.999Z')).toBe(false);
});

describe('a moment of quiet', () => {
  const inSeconds = (seconds: number) => new Date(Date.parse(NOW) + seconds * 1000).toISOString();
  const ahead = (quietAt: string) => ({ ...intent, quietAt });

  test.each([0.001, QUIET_AHEAD_SECONDS_MAX])('that is %d s ahead is waited for', (seconds) => {
    expect(isQuiet(ahead(inSeconds(seconds)), NOW)).toBe(false);
    expect(impossibleQuiet(ahead(inSeconds(seconds)), NOW)).toBe('');
  });

  test.each([
    ['further ahead than a guard writes', inSeconds(QUIET_AHEAD_SECONDS_MAX + 0.001)],
    ['at the end of time', '9999-12-31T23:59:59.999Z'],
    ['that is none', 'soon'],
    ['that is missing', ''],
  ])('%s is impossible and waited for by nobody, who says so', (_, quietAt) => {
    expect(isQuiet(ahead(quietAt), NOW)).toBe(true);
    expect(impossibleQuiet(ahead(quietAt), NOW)).toContain(
      `impossible quietAt, got ${quietAt || 'none'}, at most 190 s`,
    );
  });
});
