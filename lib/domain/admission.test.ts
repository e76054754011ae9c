import {
  type HomeSeen,
  isAtWork,
  judgeOthers,
  judgeOwnItem,
  lastRunLeft,
  type OthersSeen,
  type RegionItem,
  type RegionSeen,
} from './admission';
import { judgePlanned } from './admission-planned';
import type { Claimant, Lock } from './lock';

const REGIONS = ['us-east-1', 'us-west-2', 'eu-west-1'];
const NOW = '2026-11-21T12:00:00.000Z';
const EARLIER = '2026-11-21T11:00:00.000Z';
const LATER = '2026-11-21T13:00:00.000Z';

const claimant: Claimant = { owner: 'this run', verb: 'failover', rank: 1, startedAt: NOW, now: NOW };
const other: Lock = {
  owner: 'another run',
  verb: 'failover',
  state: 'held',
  epoch: 300,
  version: 4,
  since: EARLIER,
  quietAt: EARLIER,
};
const free: Lock = { ...other, state: 'free' };
const settling: Lock = { ...other, verb: 'settle' };
const mine: Lock = { ...other, owner: 'this run' };
const ended = (endedAt: string) => ({ lastRun: { id: 'a third run', endedAt, changed: true } });

describe('The own item', () => {
  test.each<[string, Lock | undefined, string, Partial<Claimant>]>([
    ['may be taken before the first run', undefined, 'take', {}],
    ['may be taken while it is free', free, 'take', {}],
    ['may be taken from a settle', settling, 'take', {}],
    ['may not be taken from a settle by another settle', settling, 'taken', { verb: 'settle' }],
    ['may not be taken from a run that holds it', other, 'taken', {}],
    ['may not be taken from a run that means to hold it', { ...other, state: 'intent' }, 'taken', {}],
    ['with an intent of this run makes it ask the others', { ...mine, state: 'intent' }, 'ask', {}],
    ['held by this run admits it', mine, 'admitted', {}],
    ['held by this settle admits it', { ...mine, verb: 'settle' }, 'admitted', { verb: 'settle' }],
    ['that this run gave back is over for it', { ...mine, state: 'free' }, 'over', {}],
    ['that was taken as this run began is not over for it', { ...free, since: NOW }, 'take', {}],
    ['that others took since it began is over for it', { ...free, since: LATER }, 'over', {}],
    ['of a settle is over for a run that was closed', { ...settling, ...ended(LATER) }, 'over', {}],
    ['of a settle is not over for a run that began afterwards', { ...settling, ...ended(NOW) }, 'take', {}],
  ])('%s', (_, lock, kind, changes) => {
    expect(judgeOwnItem({ lock }, { ...claimant, ...changes }).kind).toBe(kind);
  });
});

const read = (region: string, lock?: Lock): RegionSeen => ({ region, outcome: 'read', lock, claimedEpoch: 0 });
/** One that answers, with an item that holds no epoch. */
const muddled = (region: string, lock?: Lock): RegionSeen => ({
  ...(read(region, lock) as Extract<RegionSeen, { outcome: 'read' }>),
  unclear: [`the item claim#orders in ${region}`],
});
const dark = (region: string): RegionSeen => ({ region, outcome: 'unreachable', because: 'timed out' });
const [first = '', second = '', third = ''] = REGIONS;

const judged = (others: readonly RegionSeen[], changes: Partial<OthersSeen> = {}) =>
  judgeOthers({ regions: REGIONS, here: second, others, epochsKnown: [0], withoutMajority: false, ...changes });

describe('Of the other Regions', () => {
  const intent: Lock = { ...other, state: 'intent' };

  test.each<[string, RegionSeen[], string]>([
    ['none with a run lets this one go on', [read(first), read(third, free)], 'confirm'],
    ['one with an admitted run goes first', [read(first), read(third, other)], 'yield'],
    ['one of a lower rank with an intent goes first', [read(first, intent), read(third)], 'yield'],
    ['one of a higher rank with an intent comes later', [read(first), read(third, intent)], 'wait'],
    ['an admitted run counts more than an intent', [read(third, intent), read(first, other)], 'yield'],
    ['one that settles hinders nobody', [read(first, settling), read(third, settling)], 'confirm'],
    ['one that is dark leaves a majority of three', [dark(first), read(third)], 'confirm'],
    ['two that are dark leave none', [dark(first), dark(third)], 'outvoted'],
    ['one whose claim nobody understands lets no epoch be taken', [muddled(first), read(third)], 'unclear'],
    ['one with an admitted run goes first, whatever its claim is', [muddled(first, other), read(third)], 'yield'],
    ['one of a higher rank with an intent is waited for first', [read(first), muddled(third, intent)], 'wait'],
    ['one that nobody understands is no dark one', [muddled(first), dark(third)], 'unclear'],
  ])('%s', (_, others, kind) => {
    expect(judged(others).kind).toBe(kind);
  });

  test('two that are dark do not matter to a person who says so', () => {
    expect(judged([dark(first), dark(third)], { withoutMajority: true }).kind).toBe('confirm');
  });

  test('one whose claim nobody understands is named, also to a person who needs no majority', () => {
    expect(judged([muddled(first), dark(third)], { withoutMajority: true })).toEqual({
      kind: 'unclear',
      because:
        `the epoch in the item claim#orders in ${first} cannot be understood, so none above it can be taken; write ` +
        'there the epoch of the run that it names, as its evidence says, then start again',
    });
  });

  test('two of four are no majority', () => {
    const regions = [...REGIONS, 'eu-west-3'];
    expect(judged([dark(first), dark(third), read('eu-west-3')], { regions })).toMatchObject({
      kind: 'outvoted',
      because: expect.stringMatching(
        /^heard 2 of 4 Regions, which is no majority; not heard: us-east-1 \(timed out\).*: npx understudy start failover --region us-west-2 --because "…" --without-majority "…"$/,
      ),
    });
  });

  test('the only one of a plan of two may be dark', () => {
    expect(judged([dark(first)], { regions: [first, second] })).toEqual({ kind: 'confirm', highestSeen: 0 });
  });

  test.each<[string, RegionSeen[], number[], number]>([
    ['a lock', [read(first, free)], [0], 300],
    ['a claim', [{ ...read(first), claimedEpoch: 400 } as RegionSeen], [0], 400],
    ['what is known here', [read(first, free)], [200, 500], 500],
  ])('the highest epoch counts, from %s', (_, others, epochsKnown, highestSeen) => {
    expect(judged([...others, read(third)], { epochsKnown })).toMatchObject({ highestSeen });
  });
});

describe('The own item, when it names a run of another Region,', () => {
  const planned: Lock = { ...other, owner: `arn:aws:states:${first}:1:execution:x:run`, verb: 'switchover' };
  const there = (lock: Lock | undefined): HomeSeen => ({ region: first, outcome: 'read', lock });
  const silent: HomeSeen = { region: first, outcome: 'unreachable', because: 'timed out' };

  test.each<[string, HomeSeen, string, Partial<Claimant>]>([
    ['is taken while that Region says so', there(planned), 'taken', {}],
    ['is taken while that Region says that it means to', there({ ...planned, state: 'intent' }), 'taken', {}],
    ['is left behind once that Region says that it gave back', there({ ...planned, state: 'free' }), 'left', {}],
    ['is left behind once another run is at work there', there(other), 'left', {}],
    ['is left behind where no run ever was', there(undefined), 'left', {}],
    ['may be taken by a failover that does not hear that Region', silent, 'take', {}],
    ['stays taken for a drill that does not hear that Region', silent, 'taken', { verb: 'drill' }],
    ['stays taken for a settle that does not hear that Region', silent, 'taken', { verb: 'settle' }],
    ['stays taken for a switchover that does not hear that Region', silent, 'taken', { verb: 'switchover' }],
  ])('%s', (_, home, kind, changes) => {
    expect(judgeOwnItem({ lock: planned, home }, { ...claimant, ...changes }).kind).toBe(kind);
  });

  test('hinders no run of a third Region by itself', () => {
    expect(judged([dark(first), read(third, planned)]).kind).toBe('confirm');
    expect(judged([read(first, planned), read(third, planned)]).kind).toBe('yield');
  });

  test.each<[string, RegionItem[], boolean]>([
    ['is at work where its own Region says so', [{ region: first, lock: planned }], true],
    ['is not at work where its own Region does not', [{ region: first, lock: free }], false],
    ['is not at work as far as a failover knows where its Region is silent', [], false],
  ])('%s', (_, heard, expected) => {
    expect(isAtWork({ region: third, lock: planned }, heard)).toBe(expected);
  });

  test.each<[string, Partial<Lock>, unknown]>([
    ['as its own Region does', { lastRun: { id: planned.owner, endedAt: LATER, changed: false } }, { changed: false }],
    ['by its last change', { lastChange: { id: planned.owner, endedAt: LATER } }, { endedAt: LATER, changed: true }],
    ['not at all where it never was admitted', {}, undefined],
  ])('is remembered %s', (_, last, expected) => {
    const ended = lastRunLeft(planned, { region: first, lock: { ...free, ...last } });
    if (expected) expect(ended).toMatchObject({ id: planned.owner, ...expected });
    else expect(ended).toBeUndefined();
  });
});

describe('A planned verb', () => {
  const intended: Lock = { ...mine, state: 'intent', epoch: 100 };
  const planning: Claimant = { ...claimant, verb: 'switchover' };
  const left: Lock = { ...other, owner: `arn:aws:states:${third}:1:execution:x:run`, verb: 'switchover' };
  const seen = (items: readonly RegionSeen[], homes = items) => ({ items, homes, here: first, epochsKnown: [0] });

  test.each<[string, RegionSeen[], object]>([
    ['takes its own item first', [read(first), read(second), read(third)], { kind: 'intend', region: first }],
    [
      'takes the others by rank',
      [read(first, intended), read(second), read(third)],
      { kind: 'intend', region: second },
    ],
    [
      'ends when a Region is dark',
      [read(first, intended), read(second), dark(third)],
      { kind: 'withdraw', reason: 'unheard' },
    ],
    [
      'ends when an item is not understood',
      [read(first, intended), muddled(second), read(third, free)],
      { kind: 'withdraw', reason: 'unclear', because: expect.stringContaining(`the item claim#orders in ${second}`) },
    ],
    [
      'frees nothing where an item is not understood',
      [read(first, intended), read(second, left), muddled(third, free)],
      { kind: 'withdraw', reason: 'unclear' },
    ],
    [
      'ends by another run first, whatever its claim is',
      [read(first), muddled(second, other), read(third)],
      { kind: 'withdraw', reason: 'busy' },
    ],
    [
      'ends when another run holds an item',
      [read(first), read(second, other), read(third)],
      { kind: 'withdraw', reason: 'busy', because: expect.stringContaining('another run, a failover') },
    ],
    [
      'ends when another run means to',
      [read(first), read(second, { ...other, state: 'intent' }), read(third)],
      { kind: 'withdraw', reason: 'busy' },
    ],
    [
      'ends when others had an item since it began',
      [read(first), read(second, { ...free, since: LATER }), read(third)],
      { kind: 'withdraw', reason: 'over' },
    ],
    [
      'takes an item from a drill',
      [read(first, intended), read(second, { ...other, verb: 'drill' }), read(third)],
      { kind: 'intend', region: second },
    ],
    [
      'confirms its own Region last',
      [read(first, intended), read(second, intended), read(third, intended)],
      { kind: 'confirm', region: third, highestSeen: 100 },
    ],
    [
      'confirms its own Region once the others are held',
      [read(first, intended), read(second, mine), read(third, mine)],
      { kind: 'confirm', region: first },
    ],
    [
      'is admitted under the epoch of its own item when it holds all',
      [read(first, mine), read(second, { ...mine, epoch: 200 }), read(third, { ...mine, epoch: 100 })],
      { kind: 'admitted', epoch: 300 },
    ],
    [
      'frees what a run of another Region has left behind',
      [read(first, intended), read(second, left), read(third, free)],
      { kind: 'free', region: second, left },
    ],
    [
      'ends where that run is at work',
      [read(first, intended), read(second, left), read(third, left)],
      { kind: 'withdraw' },
    ],
  ])('%s', (_, items, verdict) => {
    expect(judgePlanned(seen(items), planning)).toMatchObject(verdict);
  });

  test('asks the Region of a run after it has seen the item of that run', () => {
    const before = [read(first, intended), read(second, left), read(third, free)];
    const after = [read(first, intended), read(second, left), read(third, left)];
    expect(judgePlanned(seen(before, after), planning)).toMatchObject({ kind: 'withdraw', reason: 'busy' });
  });

  test('goes above every epoch that is known', () => {
    const items = [
      read(first, intended),
      read(second, mine),
      { ...read(third, mine), claimedEpoch: 500 } as RegionSeen,
    ];
    expect(judgePlanned({ ...seen(items), epochsKnown: [700] }, planning)).toMatchObject({ highestSeen: 700 });
    expect(judgePlanned(seen(items), planning)).toMatchObject({ highestSeen: 500 });
  });
});
