import type { Plan } from '../../../lib/domain/plan';
import type { Verb } from '../../../lib/domain/verbs';
import { document, EPOCH, HERE, inputFor, LOST, NOW, plan, planWith } from '../../../test/fixtures';
import { type WriteResult, writeResult } from '../../edge/canaries/refused-write';
import type { CanaryResult } from '../../edge/canaries/result';
import type { Edge } from '../../edge/step-handler';
import type { Web, WebAnswer, WebRequest } from '../../edge/web';
import { proofOf } from './asked';
import { BROKEN_SECONDS, decide, type Seen } from './decide';
import { createHandler } from './handler';
import { proveStacks } from './step';

const RELEASE = 'r-3f2a1b';
const deployStacks = { release: RELEASE, stacks: 2, adopted: 0 };
const runOf = (verb: Verb) => ({ ...document.run, verb });
const inputOf = (verb: Verb, more: object = {}) => inputFor(proveStacks, { run: runOf(verb), deployStacks, ...more });

const passed: readonly CanaryResult[] = [{ name: 'read-catalogue', passes: 3, latencyMilliseconds: 41 }];
const failed: readonly CanaryResult[] = [
  { ...passed[0], name: 'read-catalogue', failure: 'answered 503' } as CanaryResult,
];
const refused: readonly WriteResult[] = [{ kind: 'refused', name: 'place-order', status: 503 }];
const taken: readonly WriteResult[] = [{ kind: 'taken', name: 'place-order', status: 201 }];
const unanswered: readonly WriteResult[] = [{ kind: 'unanswered', name: 'place-order', because: 'socket hang up' }];

/** The canaries of the example, some without an address in the drill lane. */
const withoutDrillUrl = (...names: readonly string[]): Plan =>
  planWith({
    canaries: plan.canaries.map((canary) =>
      names.includes(canary.name) ? { ...canary, drillUrl: undefined } : canary,
    ),
  } as Partial<Plan>);

describe('ProveStacks asks', () => {
  const urls = (verb: Verb, which = plan) => {
    const { reads, writes } = proofOf(inputOf(verb, { plan: which }));
    return { reads: reads.map(({ url }) => url), writes: writes.map(({ url }) => url) };
  };

  test("in a drill each canary's own address, and sends writes", () => {
    expect(urls('drill')).toEqual({
      reads: ['https://us-west-2.orders.example.com:8443/catalogue'],
      writes: ['https://us-west-2.orders.example.com:8443/canary-order'],
    });
  });

  test.each<Verb>(['switchover', 'prewarm', 'failover'])(
    'in a %s where users will be served, and sends none',
    (verb) => {
      expect(urls(verb)).toEqual({ reads: ['https://us-west-2.orders.example.com/catalogue'], writes: [] });
    },
  );

  test('in a drill nothing of a canary that has no address there', () => {
    expect(urls('drill', withoutDrillUrl('place-order')).writes).toEqual([]);
  });

  test('in a drill for no write where no read would show what came of it', () => {
    expect(urls('drill', withoutDrillUrl('read-catalogue'))).toEqual({ reads: [], writes: [] });
  });
});

describe('ProveStacks in a drill', () => {
  const decided = (seen: Seen, elapsedSeconds = 0, which = plan) =>
    decide(seen, inputOf('drill', { elapsedSeconds, plan: which }));

  test.each<[string, Seen, number, string]>([
    ['reads first', {}, 0, 'read'],
    ['waits while a read fails', { reads: failed }, 9999, 'wait'],
    ['waits while a read has no result', { reads: [] }, 0, 'wait'],
    ['writes once reads pass', { reads: passed }, 0, 'write'],
    ['reads again once a write was refused', { reads: passed, writes: refused }, 0, 'read again'],
    ['is done once reads pass again', { reads: passed, writes: refused, readsAfter: passed }, 0, 'done'],
    ['refuses at once when a write was taken', { reads: passed, writes: taken }, 0, 'refuse'],
    ['refuses when one of several was taken', { reads: passed, writes: [...unanswered, ...taken] }, 0, 'refuse'],
    ['tries again when a write was not answered', { reads: passed, writes: unanswered }, BROKEN_SECONDS - 1, 'wait'],
    ['refuses when it stays so', { reads: passed, writes: unanswered }, BROKEN_SECONDS, 'refuse'],
    ['takes no result for a write that was refused', { reads: passed, writes: [] }, BROKEN_SECONDS, 'refuse'],
    [
      'tries again when reads fail after the write',
      { reads: passed, writes: refused, readsAfter: failed },
      BROKEN_SECONDS - 1,
      'wait',
    ],
    ['refuses when it stays so', { reads: passed, writes: refused, readsAfter: failed }, BROKEN_SECONDS, 'refuse'],
  ])('%s', (_, seen, elapsedSeconds, kind) => {
    const decision = decided(seen, elapsedSeconds);
    expect(decision.kind === 'act' ? decision.act.kind : decision.kind).toBe(kind);
  });

  test.each<[string, Seen, string]>([
    ['that a service does not read on a reader', { reads: failed }, 'start, pass health and read on a reader'],
    [
      'that a service hangs up',
      { reads: passed, writes: unanswered },
      'socket hang up; the release contract asks that a',
    ],
    [
      'that a service does not recover',
      { reads: passed, writes: refused, readsAfter: failed },
      'goes on reading after its database refused a write (25006)',
    ],
    [
      'that it writes',
      { reads: passed, writes: taken },
      'a writer stands behind the drill: place-order was answered 201',
    ],
  ])('names the part of the release contract that fails: %s', (_, seen, because) => {
    expect(decided(seen, BROKEN_SECONDS).because).toContain(because);
  });

  test('tells what was proven, and with which status writes were refused', () => {
    const seen = { reads: passed, writes: refused, readsAfter: passed };
    expect(decided(seen)).toEqual({
      kind: 'done',
      output: { canaries: passed, refused: [{ name: 'place-order', status: 503 }] },
      because:
        `the drill of ${RELEASE} in us-west-2 serves on a reader: read-catalogue 3 in a row, ≤ 41 ms; ` +
        'a write was refused: place-order with 503, as it must',
    });
  });

  test('says what is not proven where no canary can be asked', () => {
    expect(decided({}, 0, withoutDrillUrl('read-catalogue', 'place-order'))).toEqual({
      kind: 'done',
      output: { canaries: [] },
      because: 'no read canary has a drillUrl: only that the stacks are complete is proven',
    });
  });
});

test('ProveStacks of a drill says what it did not prove where it sent no write', () => {
  const which = withoutDrillUrl('place-order');
  expect(decide({ reads: passed }, inputOf('drill', { plan: which }))).toMatchObject({
    kind: 'done',
    because:
      `the drill of ${RELEASE} in us-west-2 serves on a reader: read-catalogue 3 in a row, ≤ 41 ms; ` +
      'no write canary has a drillUrl: that a refused write is survived is not proven',
  });
  expect(decide({ reads: passed }, inputOf('prewarm', { plan: which })).because).not.toContain('not proven');
});

// F-129
test('ProveStacks is done in a switchover once reads pass', () => {
  expect(decide({ reads: passed }, inputOf('switchover'))).toEqual({
    kind: 'done',
    output: { canaries: passed },
    because: `${RELEASE} in us-west-2 serves on a reader: read-catalogue 3 in a row, ≤ 41 ms`,
  });
});

const headers = { 'understudy-region': HERE, 'understudy-release': RELEASE };
const answered = (status: number, from: Record<string, string> = headers): WebAnswer => ({
  ...{ outcome: 'answered', status, headers: from, body: '', latencyMilliseconds: 40 },
});

describe('A write was', () => {
  test.each<[string, WebAnswer, string]>([
    ['refused with 400', answered(400), 'refused'],
    ['refused with 503', answered(503), 'refused'],
    ['taken with 200', answered(200), 'taken'],
    ['taken with 299, whoever answered', answered(299, {}), 'taken'],
    ['answered by a load balancer, for a service that hung up', answered(502, {}), 'unanswered'],
    ['answered by another Region', answered(503, { ...headers, 'understudy-region': LOST }), 'unanswered'],
    ['answered by another release', answered(503, { ...headers, 'understudy-release': 'r-0' }), 'unanswered'],
    ['sent on to elsewhere', answered(307), 'unanswered'],
    ['not answered', { outcome: 'unreachable', because: 'socket hang up', asked: true }, 'unanswered'],
  ])('%s', (_, answer, kind) => {
    expect(writeResult(answer, { region: HERE, release: RELEASE }).kind).toBe(kind);
  });
});

/** A Region in which a drill's stacks stand; a test says how they answer a write, and whether they read after it. */
function region({ write = answered(503), survives = true } = {}) {
  let now = Date.parse(NOW);
  let isAlive = true;
  const requests: WebRequest[] = [];
  const web: Web = {
    async ask(request) {
      requests.push(request);
      now += 40;
      if (request.method !== 'POST') return isAlive ? answered(200) : answered(500);
      isAlive = survives;
      return write;
    },
  };
  const edge = {
    clock: { now: () => now, sleep: async () => {} },
    log: () => {},
    lock: () => ({ guard: async () => true }),
    evidence: () => ({ append: async () => {} }),
  } as unknown as Edge;
  const handler = createHandler(edge, web);
  const record = (output: object) => ({
    ...{ status: 'done', looks: 1, because: '', firstLookAt: NOW, lookAgainSeconds: 0, said: [] },
    output,
  });
  const event = (verb: Verb) => ({
    ...document,
    run: runOf(verb),
    admitRun: record({ epoch: EPOCH, reason: 'r' }),
    deployStacks: record(deployStacks),
  });
  return {
    requests,
    run: (verb: Verb, more: object = {}) => handler({ ...event(verb), ...more }),
    asked: () => requests.map(({ method = 'GET', url }) => `${method} ${new URL(url).pathname}`),
  };
}

describe('ProveStacks runs', () => {
  test('reads, one write and reads again in one invocation of a drill', async () => {
    const { run, asked, requests } = region();
    expect(await run('drill')).toMatchObject({ status: 'done', output: { refused: [{ status: 503 }] } });
    const reads = Array(3).fill('GET /catalogue');
    expect(asked()).toEqual([...reads, 'POST /canary-order', ...reads]);
    expect(requests.every(({ mayNamePort }) => mayNamePort)).toBe(true);
    expect(requests[3]?.json).toEqual({ nonce: expect.stringMatching(/^[0-9a-f]{32}$/), epoch: EPOCH });
  });

  test('reads alone in a prewarm', async () => {
    const { run, asked } = region();
    expect(await run('prewarm')).toMatchObject({ status: 'done' });
    expect(asked()).toEqual(Array(3).fill('GET /catalogue'));
  });

  test('everything from the beginning once something has failed', async () => {
    const { run, requests, asked } = region({ survives: false });
    expect(await run('drill')).toMatchObject({ status: 'pending', because: expect.stringContaining('25006') });
    requests.length = 0;
    await run('drill');
    expect(asked()).toEqual(['GET /catalogue']);
  });

  test('and stops a drill behind which a writer stands', async () => {
    const { run, asked } = region({ write: answered(201) });
    await expect(run('drill')).rejects.toMatchObject({ name: 'Understudy.Refused' });
    expect(asked().filter((request) => request.startsWith('POST'))).toHaveLength(1);
  });
});
