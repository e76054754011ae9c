import { judgeOthers, judgeOwnItem, type OthersSeen, type RegionSeen } from './admission';
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
  ])('%s', (_, others, kind) => {
    expect(judged(others).kind).toBe(kind);
  });

  test('two that are dark do not matter to a person who says so', () => {
    expect(judged([dark(first), dark(third)], { withoutMajority: true }).kind).toBe('confirm');
  });

  test('two of four are no majority', () => {
    const regions = [...REGIONS, 'eu-west-3'];
    expect(judged([dark(first), dark(third), read('eu-west-3')], { regions })).toMatchObject({
      kind: 'outvoted',
      because: expect.stringContaining('heard 2 of 4 Regions, which is no majority; not heard: us-east-1 (timed out)'),
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

describe('A planned verb', () => {
  const intended: Lock = { ...mine, state: 'intent', epoch: 100 };

  test.each<[string, RegionSeen[], object]>([
    ['takes the items by rank', [read(first, intended), read(second), read(third)], { kind: 'intend', region: second }],
    ['ends when a Region is dark', [read(first, intended), read(second), dark(third)], { kind: 'withdraw' }],
    ['ends when another run holds an item', [read(first), read(second, other), read(third)], { kind: 'withdraw' }],
    [
      'confirms its own Region last',
      [read(first, intended), read(second, intended), read(third, intended)],
      { kind: 'confirm', region: second, highestSeen: 100 },
    ],
    [
      'confirms its own Region once the others are held',
      [read(first, intended), read(second, mine), read(third, mine)],
      { kind: 'confirm', region: first },
    ],
    ['is admitted when it holds all', [read(first, mine), read(second, mine), read(third, mine)], { kind: 'admitted' }],
  ])('%s', (_, items, verdict) => {
    expect(judgePlanned(items, claimant, first)).toMatchObject(verdict);
  });
});
