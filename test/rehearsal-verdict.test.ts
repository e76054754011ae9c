import { chained, type EvidenceRecord } from '../lib/domain/evidence';
import type { HistoryLine } from '../lib/rehearsal/aws/history';
import { type Traces, violationsOf } from '../lib/rehearsal/invariants';
import { lostOf, type Order, recoverySecondsOf } from '../lib/rehearsal/verdict';

const orders = (pattern: string): Order[] =>
  [...pattern].map((letter, index) => ({ id: `${index}`, at: index * 1000, ok: letter === '+' }));

describe('recovery', () => {
  test.each<[string, string, number | undefined]>([
    ['from the first failure to the first of three in a row', '++--+++', 2],
    ['not to one or two that got through', '-+--++-+++', 7],
    ['nothing when no order failed', '+++++', undefined],
    ['nothing while orders still fail', '+---', undefined],
    ['nothing after two in a row', '-++', undefined],
  ])('counts %s', (_, pattern, seconds) => {
    expect(recoverySecondsOf(orders(pattern), 0)).toBe(seconds);
  });

  test('does not count failures before the fault', () => {
    expect(recoverySecondsOf(orders('-++++-+++'), 2000)).toBe(1);
  });
});

test('an order is lost when it was acknowledged and the new writer does not hold it', () => {
  expect(lostOf(['a', 'b', 'c'], new Set(['b', 'never acknowledged']))).toEqual(['a', 'c']);
  expect(lostOf(['a'], undefined)).toEqual([]);
});

const entry = { at: '2026-11-21T12:00:00Z', runId: 'r', epoch: 101, step: 'AdmitRun', because: 'b', data: {} };
const first = chained(undefined, { ...entry, kind: 'admitted' });
const evidence: EvidenceRecord[] = [first, chained(first, { ...entry, kind: 'ended' })];

const call = (changes: Partial<HistoryLine> = {}): HistoryLine => ({
  at: entry.at,
  runId: 'r',
  epoch: 101,
  owner: 'r',
  step: 'promote-database',
  look: 1,
  service: 'rds',
  operation: 'FailoverGlobalCluster',
  region: 'us-west-2',
  resource: 'orders',
  ok: true,
  error: null,
  ...changes,
});

const good: Traces = {
  history: [call({ operation: 'UpdateItem', service: 'dynamodb' }), call()],
  claimedEpoch: 101,
  canaryEpochs: new Set([101]),
  moments: [
    { at: 1, step: 'AdmitRun', because: 'b' },
    { at: 2, step: 'RunCanaries', because: 'b' },
    { at: 3, step: 'ShiftTraffic', because: 'b' },
  ],
  evidence,
  lock: { owner: 'r', state: 'free', epoch: 101, version: 3, since: '', quietAt: '' },
  notifications: 1,
  unfaithful: [],
  emptyAnswers: 0,
  acknowledged: ['a', 'b'],
  inDeadDatabase: new Set(['a', 'b']),
  inNewWriter: new Set(['a']),
};

describe('a verdict', () => {
  test('has no violations when every promise held', () => {
    expect(violationsOf(good)).toEqual([]);
  });

  test('counts a run of which nothing is known as no violation of its own', () => {
    expect(violationsOf({ ...good, moments: [], evidence: undefined, notifications: 0 })).toEqual([]);
  });

  test.each<[string, Partial<Traces>, string]>([
    ['a second promotion under one epoch', { history: [call(), call()] }, 'promoted twice'],
    [
      'a change under a lower epoch',
      { history: [call({ epoch: 201 }), call({ operation: 'PutItem' })] },
      'lower than an earlier',
    ],
    [
      'traffic that moved without canaries',
      { moments: good.moments.filter(({ step }) => step !== 'RunCanaries') },
      'before the canaries passed',
    ],
    [
      'traffic that moved before the last canary',
      { moments: [...good.moments, { at: 4, step: 'RunCanaries', because: 'b' }] },
      'before the canaries passed',
    ],
    ['a claim without a canary order', { canaryEpochs: new Set([1]) }, 'without a canary order in the new writer'],
    ['a change that no guard preceded', { history: [call()] }, 'without writing the lock first'],
    [
      'a change behind the guard of another run',
      { history: [call({ operation: 'UpdateItem', runId: 'other' }), call()] },
      'without writing the lock',
    ],
    ['missing evidence', { evidence: undefined }, 'left no evidence'],
    [
      'altered evidence',
      { evidence: evidence.map((record) => ({ ...record, because: 'other' })) },
      'record 1 was altered',
    ],
    ['evidence without an ending', { evidence: [first] }, '0 endings'],
    ['silence', { notifications: 0 }, 'nobody was told'],
    ['a lock that is still held', { lock: { ...good.lock, state: 'held' } as Traces['lock'] }, 'still held by r'],
    ['an operation that is not rehearsed', { unfaithful: ['x called s3:Y'] }, 'x called s3:Y'],
    ['a name without an address', { emptyAnswers: 2 }, 'no address 2 times'],
    [
      'an acknowledged order that is nowhere',
      { inDeadDatabase: new Set(['a']) },
      '1 acknowledged orders are in no database',
    ],
  ])('names %s', (_, changes, expected) => {
    expect(violationsOf({ ...good, ...changes }).join('; ')).toContain(expected);
  });
});
