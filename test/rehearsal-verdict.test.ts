import { chained, type EvidenceRecord } from '../lib/domain/evidence';
import type { HistoryLine } from '../lib/domain/history-line';
import { type RunTrace, type Traces, violationsOf } from '../lib/rehearsal/invariants';
import { firstUntold } from '../lib/rehearsal/timeline';
import { lostOf, type Order, recoverySecondsOf } from '../lib/rehearsal/verdict';
import { plan } from './fixtures';

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
  step: 'PromoteDatabase',
  look: 1,
  service: 'rds',
  operation: 'FailoverGlobalCluster',
  region: 'us-west-2',
  resource: 'orders',
  ok: true,
  error: null,
  ...changes,
});

const run: RunTrace = {
  arn: 'r',
  verb: 'failover',
  isRunning: false,
  ending: 'Serving',
  evidence,
  notifications: 1,
};

const guard = call({ operation: 'UpdateItem', service: 'dynamodb', resource: 'lock' });

const tooSoon = { service: 'iam', operation: 'GetRole', region: 'us-east-1', about: 'audit', at: 1 };

const good: Traces = {
  plan,
  history: [guard, call()],
  claimedEpoch: 101,
  canaryEpochs: new Set([101]),
  moments: [
    { at: 1, step: 'AdmitRun', because: 'b', run: 'r' },
    { at: 2, step: 'RunCanaries', because: 'b', run: 'r' },
    { at: 3, step: 'ShiftTraffic', because: 'claiming the traffic', run: 'r' },
  ],
  runs: [run],
  locks: [{ owner: 'r', verb: 'failover', state: 'free', epoch: 101, version: 3, since: '', quietAt: '' }],
  unfaithful: [],
  denied: [],
  throttled: [],
  broken: [],
  emptyAnswers: 0,
  acknowledged: ['a', 'b'],
  inDeadDatabase: new Set(['a', 'b']),
  inNewWriter: new Set(['a']),
};

const held = (verb: 'failover' | 'settle', owner: string): Traces['locks'] => [
  { owner, verb, state: 'held', epoch: 101, version: 3, since: '', quietAt: '' },
];

describe('a verdict', () => {
  test('has no violations when every promise held', () => {
    expect(violationsOf(good)).toEqual([]);
  });

  test('lets a settling run go on, and says nothing of one that went well without news', () => {
    const settling = { ...run, arn: 's', verb: 'settle', isRunning: true };
    const settled = { ...run, arn: 't', verb: 'settle', ending: 'Settled', notifications: 0 };
    expect(violationsOf({ ...good, runs: [run, settling, settled], locks: held('settle', 's') })).toEqual([]);
  });

  test('counts a story in which nothing was started as no violation of its own', () => {
    expect(violationsOf({ ...good, moments: [], runs: [] })).toEqual([]);
  });

  test.each<[string, Partial<Traces>, string]>([
    ['a second promotion under one epoch', { history: [guard, call(), guard, call()] }, 'promoted twice'],
    ["a change beside the plan's names", { history: [guard, call({ resource: 'x' })] }, 'the plan does not name'],
    ['a change of a run that was refused', { runs: [{ ...run, ending: 'Refused' }] }, 'I-07: r ended Refused'],
    ['no refusal of a run that goes on', { runs: [{ ...run, ending: 'Refused', isRunning: true }] }, 'r has not ended'],
    [
      'traffic that moved without canaries',
      { moments: good.moments.filter(({ step }) => step !== 'RunCanaries') },
      'before the canaries passed',
    ],
    [
      'traffic that moved before the last canary',
      { moments: [...good.moments, { at: 4, step: 'RunCanaries', because: 'b', run: 'r' }] },
      'before the canaries passed',
    ],
    [
      'traffic that moved after the canaries of another run',
      { moments: good.moments.map((moment) => (moment.step === 'RunCanaries' ? { ...moment, run: 'q' } : moment)) },
      'before the canaries passed',
    ],
    ['a claim without a canary order', { canaryEpochs: new Set([1]) }, 'without a canary order in the new writer'],
    ['a change that no guard preceded', { history: [call()] }, 'without writing the lock first'],
    ['missing evidence', { runs: [{ ...run, evidence: undefined }] }, 'r left no evidence'],
    [
      'altered evidence',
      { runs: [{ ...run, evidence: evidence.map((record) => ({ ...record, because: 'other' })) }] },
      'record 1 was altered',
    ],
    ['evidence without an ending', { runs: [{ ...run, evidence: [first] }] }, '0 endings'],
    ['silence', { runs: [{ ...run, notifications: 0 }] }, 'nobody was told about r'],
    ['a run that never ends', { runs: [{ ...run, isRunning: true }] }, 'r has not ended'],
    ['a promise of the story that does not hold', { broken: ['it does not hold that x'] }, 'not hold that x'],
    ['a lock that is still held', { locks: held('failover', 'r') }, 'still held by r'],
    ['an operation that is not rehearsed', { unfaithful: ['x called s3:Y'] }, 'x called s3:Y'],
    [
      'a right that was forgotten',
      { denied: ['x is not authorized to perform s3:Y'] },
      'not authorized to perform s3:Y',
    ],
    ['a name without an address', { emptyAnswers: 2 }, 'no address 2 times'],
    [
      'calls that come too often',
      { throttled: [tooSoon, tooSoon] },
      'audit calls iam:GetRole in us-east-1 more often than AWS takes it: 2 calls were turned away',
    ],
    [
      'an acknowledged order that is nowhere',
      { inDeadDatabase: new Set(['a']) },
      '1 acknowledged orders are in no database',
    ],
  ])('names %s', (_, changes, expected) => {
    expect(violationsOf({ ...good, ...changes }).join('; ')).toContain(expected);
  });
});

describe('a timeline', () => {
  const moments = [
    { at: 1, step: 'World', because: 'us-east-1 is lost: everything' },
    { at: 2, step: 'AdmitRun', because: 'admitted under epoch 101' },
  ];

  test('holds sentences by their words, in their order, others between them', () => {
    expect(firstUntold([], moments)).toBeUndefined();
    expect(firstUntold(['World: is lost', 'AdmitRun: epoch 101'], moments)).toBeUndefined();
  });

  test.each([
    ['the words of another step', ['AdmitRun: is lost']],
    ['another order', ['AdmitRun: admitted', 'World: is lost']],
    ['the same sentence twice', ['World: is lost', 'World: is lost']],
  ])('does not hold %s', (_, expected) => {
    expect(firstUntold(expected, moments)).toBe(expected.at(-1));
  });
});
