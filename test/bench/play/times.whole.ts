/** Whole runs that take the time that AWS takes: what they tell of it adds up, and nothing is promised less. */
import { type Prepared, prepare } from '../../simulation/prepare';
import type { RunRecord } from '../../simulation/run-record';
import { type Outcome, simulate } from '../../simulation/simulation';
import { played, STORIES } from '../../simulation/stories';
import { temporaryDirectory } from '../../temporary';
import { SECONDS, timesFrom } from './times';

jest.setTimeout(60_000);

let prepared: Prepared;
let lost: Outcome;
let failover: RunRecord;

const playLost = (seed: number, isTimed = true) =>
  simulate({
    ...{ prepared, seed, faults: [], story: played(STORIES.lost) },
    ...(isTimed && { times: timesFrom(seed) }),
  });

beforeAll(async () => {
  prepared = await prepare(temporaryDirectory('times'));
  lost = await playLost(1);
  failover = lost.runs.find(({ verb }) => verb === 'failover') as RunRecord;
}, 120_000);

test('a lost Region is taken over, and every promise holds', () => {
  expect(lost.violations).toEqual([]);
  expect(failover.ending).toBe('Serving');
});

test('the same seed gives the same trace, and another seed another length', async () => {
  expect((await playLost(1)).trace).toBe(lost.trace);
  const other = (await playLost(2)).runs.find(({ verb }) => verb === 'failover');
  expect((other?.endedAt ?? 0) - (other?.startedAt ?? 0)).not.toBe((failover.endedAt ?? 0) - failover.startedAt);
});

test('a promotion takes what was drawn for it, and the run waits no less', () => {
  const [promotion] = lost.spans.filter(({ kind }) => kind === 'promotion');
  const seconds = ((promotion?.to ?? 0) - (promotion?.from ?? 0)) / 1000;
  expect(seconds).toBeGreaterThanOrEqual(SECONDS.failover.least);
  expect(seconds).toBeLessThanOrEqual(SECONDS.failover.most);
  const step = failover.steps.find(({ state }) => state === 'PromoteDatabase');
  expect(step?.doneAt).toBeGreaterThanOrEqual(promotion?.to ?? Number.POSITIVE_INFINITY);
});

test('a promotion and each stack begin when the call was done that asked for them', () => {
  const doings = failover.steps.flatMap((step) => step.doings);
  const begunBy = (from: number) => doings.find(({ served, what }) => served?.to === from && BEGINS.test(what))?.what;
  const begun = lost.spans.filter(({ kind }) => kind === 'promotion' || kind === 'stackCreation');
  expect(begun.map(({ from }) => begunBy(from)).sort()).toEqual([
    ...['cloudformation:CreateStack us-west-2', 'cloudformation:CreateStack us-west-2'],
    'rds:FailoverGlobalCluster us-west-2',
  ]);
});
const BEGINS = /:(?:CreateStack|FailoverGlobalCluster) /;

test('every step is entered and left within its run, and what it did lies within the run as well', () => {
  const { startedAt, endedAt = 0, steps } = failover;
  expect(steps.length).toBeGreaterThan(8);
  for (const { enteredAt, doneAt = Number.NaN, doings } of steps) {
    expect(enteredAt).toBeGreaterThanOrEqual(startedAt);
    expect(doneAt).toBeLessThanOrEqual(endedAt);
    for (const { from, to } of doings) {
      expect(from).toBeGreaterThanOrEqual(startedAt);
      expect(to).toBeLessThanOrEqual(endedAt);
      expect(to).toBeGreaterThanOrEqual(from);
    }
  }
});

test('every invocation starts, and what comes after the first look of a step starts warm', () => {
  for (const { state, invocations, coldStarts, doings } of failover.steps) {
    expect([state, doings.filter(({ kind }) => kind === 'warmStart').length]).toEqual([state, invocations]);
    expect(coldStarts).toBeLessThanOrEqual(1);
  }
});

test('the time-outs of the dead Region are told', () => {
  const confirm = failover.steps.find(({ state }) => state === 'ConfirmOutage');
  expect(confirm?.doings.filter(({ kind, isTimeout }) => kind === 'web' && isTimeout === true)).not.toEqual([]);
});

test('without times nothing is told of what took the time of a run, and the time of AWS is the usual one', async () => {
  const usual = await playLost(1, false);
  const [run] = usual.runs.filter(({ verb }) => verb === 'failover');
  const kinds = new Set(run?.steps.flatMap(({ doings }) => doings.map(({ kind }) => kind)));
  expect([...kinds]).toEqual(['wait']);
  const [promotion] = usual.spans.filter(({ kind }) => kind === 'promotion');
  expect((promotion?.to ?? 0) - (promotion?.from ?? 0)).toBe(120_000);
});
