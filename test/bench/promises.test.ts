import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { looksOf } from '../../lib/cost/run';
import { VERBS, type Verb } from '../../lib/domain/verbs';
import { withLines } from './markdown';
import { budget, budgetOf } from './parts/budget';
import { costs, timesOf } from './parts/cost';
import { developerOf } from './parts/developer';
import { growth } from './parts/growth';
import { overhead, overheadOf } from './parts/overhead';
import { heardFrom, rehearsals, summedUp } from './parts/rehearsals';
import { spreads } from './parts/spreads';
import { usualWay, usualWayOf } from './parts/usual-way';
import type { MeasuredRun } from './play/play';
import { MILLISECONDS, SECONDS } from './play/times';
import { mean, median, quantile, rounded } from './statistics';

const run = (changes: Partial<MeasuredRun> = {}): MeasuredRun => ({
  ...{ verb: 'failover', milliseconds: 110_000, criticalMilliseconds: 100_000, works: { promotion: 90_000 } },
  ...{ spent: [{ step: 'CloseRun', place: 'calls', milliseconds: 10_000 }], transitions: 5, events: 9, calls: 3 },
  ...{ steps: [], ...changes },
});
const every = (runs: readonly MeasuredRun[]) =>
  Object.fromEntries(VERBS.map((verb) => [verb, runs])) as Record<Verb, readonly MeasuredRun[]>;

describe('overhead', () => {
  const told = (runs: ReturnType<typeof every>, throttled: Readonly<Record<string, number>> = { lost: 0 }) => ({
    ...overheadOf(runs, 1),
    throttled,
  });

  it('holds at 1.1 times the critical path and 10 s', () => {
    const result = told(every([run()]));
    expect(result).toMatchObject({
      overheadRatio: { failover: 1.1 },
      addedSeconds: { failover: { median: 10, p90: 10 } },
    });
    expect(overhead.broken(result)).toEqual([]);
  });

  it.each([
    ['a longer run', { milliseconds: 110_200 }, ['a failover takes 1.102', 'a failover adds 10.2']],
    ['a shorter path', { criticalMilliseconds: 99_000, milliseconds: 109_000 }, ['a failover takes 1.101']],
  ])('breaks beyond either with %s', (_, changes, because) => {
    const broken = overhead.broken(told(every([run(changes)])));
    expect(broken.map((sentence) => because.find((one) => sentence.startsWith(one)))).toEqual(because);
  });

  it('breaks where more than a twentieth of what is added has no explanation', () => {
    const spent = (rest: number) => [
      { step: 'CloseRun', place: 'calls', milliseconds: 10_000 - rest } as const,
      { step: '(between)', place: 'rest', milliseconds: rest } as const,
    ];
    const brokenBy = (rest: number) => overhead.broken(told(every([run({ spent: spent(rest) })])));
    expect(brokenBy(500)).toEqual([]);
    expect(brokenBy(600)).toHaveLength(VERBS.length);
  });

  it('breaks where AWS turned a call away', () => {
    expect(overhead.broken(told(every([run()]), { lost: 0, drilled: 1 }))).toEqual([
      'AWS turned 1 calls away in the story drilled, none is promised',
    ]);
  });

  it('shows a table for every verb', () => {
    const lines = overhead.lines(told(every([run()]))).join('\n');
    for (const verb of VERBS) expect(lines).toContain(`| ${verb} | 110 | 100 | 1.100 | 10 | 10 |`);
    expect(lines).toContain('| CloseRun | 10.00 | 10.00 |');
  });
});

describe('the budget', () => {
  it('is told in seconds, part by part', () => {
    const { budgetSeconds } = budgetOf([
      run({ untilPromotionMilliseconds: 4000 }),
      run({ works: { promotion: 70_000 } }),
    ]);
    expect(budgetSeconds).toMatchObject({
      promote: { median: 80, p90: 88 },
      start: { median: 2 },
      flip: { median: 0 },
    });
    expect(budget.lines({ budgetSeconds }).join()).toContain('| promote | 600 | 80 | 88 |');
  });

  it('is broken where nine of ten are not below what is published; of stacks nothing is', () => {
    const brokenBy = (seconds: number) =>
      budget.broken(budgetOf([run({ untilPromotionMilliseconds: seconds * 1000, works: { stacks: 9e9 } })]));
    expect(brokenBy(12)).toEqual([]);
    expect(brokenBy(12.1)).toEqual(['start takes 12.1 s in one of ten, 12 s are published']);
  });
});

describe('rehearsals', () => {
  const verdict = { outcome: 'Serving', expected: 'Serving', scale: 20, detectionSeconds: 12, recoverySeconds: 30 };
  const used = (name: string, invocations: number, warmMilliseconds: number | null) => ({
    ...{ name, invocations, coldStarts: 1, warmMilliseconds },
  });
  const heard = (changes: object) =>
    heardFrom(7, `noise\n${JSON.stringify({ ...verdict, violations: [], functions: [], ...changes })}\n`);

  it('are summed up from their verdicts; one that failed is told and in no figure', () => {
    const { rehearsals: result } = summedUp(
      [
        heard({ functions: [used('plan-close-run', 4, 20), used('plan-on-alarm', 1, null)] }) ?? '',
        heard({ functions: [used('plan-close-run', 8, 30)], recoverySeconds: 40 }) ?? '',
        'seed 3 broke off',
      ],
      'plan-',
    );
    expect(result).toEqual({
      ...{ runs: 3, failed: ['seed 3 broke off'], scale: 20 },
      detectionSeconds: { min: 12, median: 12, p90: 12, max: 12 },
      recoverySeconds: { min: 30, median: 35, p90: 39, max: 40 },
      functions: [{ name: 'close-run', invocations: 6, coldStarts: 1, warmMilliseconds: 25 }],
    });
    expect(rehearsals.lines({ rehearsals: result })).toContain('| close-run | 6 | 1 | 1.00 |');
    expect(rehearsals.broken({ rehearsals: result })).toEqual(['a rehearsal failed: seed 3 broke off']);
  });

  it.each([
    ['a broken promise', { violations: ['I-01: two writers'] }, 'seed 7: I-01: two writers'],
    ['another end', { outcome: 'HandedToOperator' }, 'seed 7 ended as HandedToOperator, Serving was expected'],
  ])('fail with %s', (_, changes, because) => {
    expect(heard(changes)).toBe(because);
  });

  it('fail that say nothing which can be read', () => {
    expect([heardFrom(1, ''), heardFrom(1, 'Error: no'), heardFrom(1, '{"outcome":1}')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe("a developer's speed", () => {
  it('is told in rehearsals of the same clone', () => {
    const waits = new Map([
      ['npm ci', 30],
      ['npm run rehearse', 20],
    ]);
    expect(developerOf(waits).developer).toEqual({
      'npm ci': { seconds: 30, rehearsals: 1.5 },
      'npm run rehearse': { seconds: 20, rehearsals: 1 },
    });
  });
});

describe('the usual way', () => {
  /** Seconds from the start, by world; the alarm takes 200 s more. */
  const served = (...seconds: readonly number[]) =>
    seconds.map((one) => ({ fromStartMilliseconds: one * 1000, fromOutageMilliseconds: (one + 200) * 1000 }));

  it('is compared world by world from the start of the run, and holds from 1.5 on', () => {
    const result = usualWayOf([served(100, 100, 200), [], [], served(150, 500, 300)]);
    expect(result).toMatchObject({ usualWayRatio: 1.5, usualWayRatioFromOutage: 1.25 });
    expect(result.servedSeconds).toMatchObject({
      ours: { fromStart: { median: 100, p90: 180 }, fromOutage: { median: 300 } },
      usual: { fromStart: { median: 300 }, fromOutage: { median: 500 } },
    });
    expect(usualWay.broken(result)).toEqual([]);
    expect(usualWay.broken(usualWayOf([served(100), [], [], served(149)]))).toHaveLength(1);
  });

  it('tells what each habit costs, one after the other, and they add up', () => {
    const result = usualWayOf([served(100, 200), served(101, 202), served(120, 220), served(220, 320)]);
    expect(result.savedSeconds).toEqual({ untouched: 1.5, pauses: 18.5, 'in line': 100 });
    expect(usualWay.lines(result).join()).toContain('| 18.5 |');
  });
});

describe('the times that are drawn', () => {
  it('are told with the page that publishes them, or as assumed', () => {
    const lines = spreads.lines({ times: { seconds: SECONDS, milliseconds: MILLISECONDS } });
    const page = readFileSync(join(__dirname, '../../docs/performance.md'), 'utf8');
    expect(withLines(page, 'times', lines)).toBe(page);
    const rowOf = (name: string) => lines.find((line) => line.startsWith(`| ${name} |`));
    expect(rowOf('service stack')).toBe('| service stack | 180 s | 300 s | 90 s | 600 s | assumed |');
    expect(rowOf('way')).toContain('| [measured](https://www.xkyle.com/');
    expect(rowOf('event')).toBe(
      '| event | 0.5 s | 1.5 s | 0.1 s | 10 s | [published](https://aws.amazon.com/eventbridge/faqs/) |',
    );
  });
});

describe('growth', () => {
  const one = { stacks: 2, databases: 1, seconds: 60, ending: 'Serving', transitions: 9, historyEvents: 24_999 };
  const row = { ...one, calls: 5, throttled: 0, payloadKilobytesMax: 262, usd: 0.1 };

  it('holds within the limits of Step Functions, and where AWS turned nothing away', () => {
    expect(growth.broken({ growth: [row] })).toEqual([]);
  });

  it.each([
    ['another end', { ending: 'HandedToOperator' }],
    ['a payload of 263 kB', { payloadKilobytesMax: 263 }],
    ['25,000 events', { historyEvents: 25_000 }],
    ['a call that was turned away', { throttled: 1 }],
  ])('breaks with %s', (_, changes) => {
    expect(growth.broken({ growth: [{ ...row, ...changes }] })).toHaveLength(1);
  });
});

describe('the cost', () => {
  const result = (usd: number) => ({
    idleUsdPerMonth: { 'us-east-1': usd },
    apartUsdPerMonth: { pilotLight: {}, aurora: {} },
    perRun: {} as never,
  });

  it('holds up to 10 USD a month and breaks above', () => {
    expect(costs.broken(result(10))).toEqual([]);
    expect(costs.broken(result(10.01))).toEqual([
      'waiting costs 10.01 USD a month in us-east-1, at most 10 is promised',
    ]);
  });

  it.each([1, 2, 7, 40])('counts %i invocations as that many looks', (invocations) => {
    const [times] = [timesOf([run({ steps: [{ state: 'DeployStacks', invocations, milliseconds: 61_234 }] })])];
    expect(looksOf(times?.DeployStacks)).toBe(invocations);
  });
});

describe('figures', () => {
  it('are the middle and the tail of a list, in any order', () => {
    expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([])]).toEqual([2, 2.5, 0]);
    expect(quantile([10, 0, 5, 20, 15], 0.9)).toBe(18);
    expect([mean([1, 2]), mean([])]).toEqual([1.5, 0]);
    expect([rounded(1.25), rounded(-0.01), rounded(1.2345, 3)]).toEqual([1.3, 0, 1.235]);
  });
});
