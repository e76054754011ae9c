import { FAILURES } from '../../../lib/domain/failure';
import type { Plan } from '../../../lib/domain/plan';
import { document, EPOCH, HERE, inputFor, LOST, NOW, plan, planWith } from '../../../test/fixtures';
import { answerProblem } from '../../edge/canaries/judge';
import type { CanaryResult } from '../../edge/canaries/result';
import type { Edge } from '../../edge/step-handler';
import type { Web, WebAnswer, WebRequest } from '../../edge/web';
import { canaries } from './canaries';
import { decide } from './decide';
import { createHandler } from './handler';

import { runCanaries } from './step';

const RELEASE = 'r-3f2a1b';

const passed: readonly CanaryResult[] = [
  { name: 'read-catalogue', passes: 3, latencyMilliseconds: 41 },
  { name: 'place-order', passes: 2, latencyMilliseconds: 80 },
];
const failing = passed.map((canary) => ({ ...canary, failure: 'answered 503, expected 2xx' }));

describe('RunCanaries decides', () => {
  const decided = (round: readonly CanaryResult[] | undefined) => decide({ round }, inputFor(runCanaries));

  test.each<[string, readonly CanaryResult[] | undefined, string]>([
    ['to run the canaries when it holds no evidence', undefined, 'act'],
    ['that the Region serves when all of them passed in one round', passed, 'done'],
    // F-37, F-50, F-80, F-129
    ['to wait when one failed', [...passed.slice(0, 1), ...failing.slice(1)], 'wait'],
    // F-132
    ['to wait when all failed', failing, 'wait'],
    // F-82
    ['that a canary without a result has not passed', passed.slice(0, 1), 'wait'],
    ['that an empty round proves nothing', [], 'wait'],
  ])('%s', (_, round, kind) => {
    expect(decided(round).kind).toBe(kind);
  });

  test('and names the failing canary and what it answered', () => {
    expect(decided([...passed.slice(0, 1), ...failing.slice(1)]).because).toBe(
      '1 of 2 canaries failed: place-order: answered 503, expected 2xx',
    );
  });
});

const answered = (changes: Partial<WebAnswer & { outcome: 'answered' }> = {}): WebAnswer => ({
  outcome: 'answered',
  status: 200,
  headers: { 'understudy-region': HERE, 'understudy-release': RELEASE },
  body: '{"nonce":"n-1","epoch":101}',
  latencyMilliseconds: 2000,
  ...changes,
});
const expected = {
  region: HERE,
  release: RELEASE,
  latencyMillisecondsMax: 2000,
  stored: { nonce: 'n-1', epoch: 101 },
};
const from = (region: string, release = RELEASE) => ({ 'understudy-region': region, 'understudy-release': release });

describe('a canary', () => {
  test.each<[string, WebAnswer]>([
    ['with exactly the allowed latency', answered()],
    ['with 201', answered({ status: 201 })],
    ['with 299', answered({ status: 299 })],
  ])('passes %s', (_, answer) => {
    expect(answerProblem(answer, expected)).toBeUndefined();
  });

  test.each<[string, WebAnswer, string]>([
    // F-81
    ['one millisecond above the limit', answered({ latencyMilliseconds: 2001 }), 'at most 2000 ms are allowed'],
    ['with 503', answered({ status: 503 }), 'answered 503, expected 2xx'],
    ['with 199', answered({ status: 199 }), 'answered 199'],
    // F-84
    [
      'with a redirect',
      answered({ status: 302, headers: { location: 'https://x/' } }),
      'answered 302 to https://x/, and no redirect is followed',
    ],
    // F-78
    [
      'by the lost Region',
      answered({ headers: from(LOST) }),
      'answered by us-east-1, expected us-west-2; the name may',
    ],
    ['without saying which Region answers', answered({ headers: {} }), 'no Region (no header understudy-region)'],
    ['by another release', answered({ headers: from(HERE, 'r-0000') }), 'release r-0000, expected r-3f2a1b'],
    // F-79
    ['with another nonce', answered({ body: '{"nonce":"n-0","epoch":101}' }), 'read back nonce another of epoch 101'],
    ['with another epoch', answered({ body: '{"nonce":"n-1","epoch":1}' }), 'read back nonce n-1 of epoch 1'],
    // F-79
    ['with an error page', answered({ body: '<html>' }), 'read back nonce none of epoch none, expected n-1 of 101'],
    ['with null', answered({ body: 'null' }), 'read back nonce none'],
    ['by nobody', { outcome: 'unreachable', because: 'no connection', asked: true }, 'no connection'],
    // F-83
    [
      'with a certificate that is not accepted',
      { outcome: 'unreachable', because: 'certificate has expired', asked: true, alive: true },
      'certificate has expired',
    ],
  ])('fails when it is answered %s', (_, answer, problem) => {
    expect(answerProblem(answer, expected)).toContain(problem);
  });
});

/** A Region that stores orders, on a clock that moves only with requests; the test changes it as it likes. */
function regionWith(
  changes: { region?: string; latencyMilliseconds?: number; failsFirst?: number; failsEach?: number } = {},
) {
  let now = Date.parse(NOW);
  let failures = changes.failsFirst ?? 0;
  let isOwner = true;
  const rows = new Map<string, unknown>();
  const requests: string[] = [];
  const { latencyMilliseconds = 40, region = HERE, failsEach = Number.POSITIVE_INFINITY } = changes;

  const answerTo = ({ url, method = 'GET', json }: WebRequest): Partial<WebAnswer> => {
    const { pathname } = new URL(url);
    const [, path, nonce] = pathname.split('/');
    if (method === 'POST') rows.set((json as { nonce: string }).nonce, json);
    if (path === 'catalogue') return { status: 200, body: '[]' };
    if (method === 'POST') return { status: 201, body: '' };
    return rows.has(nonce ?? '') ? { status: 200, body: JSON.stringify(rows.get(nonce ?? '')) } : { status: 404 };
  };
  const web: Web = {
    ask: async (request) => {
      requests.push(`${request.method ?? 'GET'} ${new URL(request.url).pathname.split('/')[1]}`);
      now += latencyMilliseconds;
      if (failures-- > 0 || requests.length % failsEach === 0) return answered({ status: 503 });
      return answered({ headers: from(region), latencyMilliseconds, ...answerTo(request) } as never);
    },
  };
  const edge = {
    clock: { now: () => now, sleep: async () => {} },
    log: () => {},
    lock: () => ({ guard: async () => isOwner }),
    evidence: () => ({ append: async () => {} }),
  } as unknown as Edge;
  return {
    handler: createHandler(edge, web),
    requests,
    rows,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
    lose: () => {
      isOwner = false;
    },
  };
}

const record = (output: unknown) => ({
  status: 'done',
  looks: 1,
  because: '',
  firstLookAt: NOW,
  lookAgainSeconds: 0,
  said: [],
  output,
});
const run = (changed: Plan = plan) => ({
  ...document,
  plan: changed,
  admitRun: record({ epoch: EPOCH, reason: 'x' }),
  promoteDatabase: record({ writerRegion: HERE }),
  deployStacks: record({ release: RELEASE, stacks: 2, adopted: 0 }),
});

describe('RunCanaries runs', () => {
  test('every canary as often as the plan wants, in one invocation', async () => {
    const { handler, requests, rows } = regionWith();
    expect(await handler(run())).toMatchObject({
      status: 'done',
      output: {
        canaries: [
          { name: 'read-catalogue', passes: 3, latencyMilliseconds: 40 },
          { name: 'place-order', passes: 2, latencyMilliseconds: 40 },
        ],
      },
    });
    expect(requests.filter((request) => request === 'GET catalogue')).toHaveLength(3);
    expect(requests.filter((request) => request === 'POST canary-order')).toHaveLength(2);
    expect([...rows.values()]).toEqual(Array(2).fill({ nonce: expect.stringMatching(/^[0-9a-f]{32}$/), epoch: EPOCH }));
  });

  // F-76
  test('and waits after a failing round, then begins again from zero', async () => {
    const { handler, requests } = regionWith({ failsFirst: 1 });
    expect(await handler(run())).toMatchObject({ status: 'pending', because: expect.stringContaining('1 of 2') });
    requests.length = 0;
    expect(await handler(run())).toMatchObject({ status: 'done' });
    expect(requests.filter((request) => request === 'GET catalogue')).toHaveLength(3);
  });

  // F-77
  test('and never finishes while they flap, until that is overdue', async () => {
    const { handler, pass } = regionWith({ failsEach: 3 });
    let runCanaries = await handler(run());
    for (let look = 0; look < 20; look += 1) {
      expect(runCanaries).toMatchObject({
        status: 'pending',
        because: expect.stringContaining('of 2 canaries failed'),
      });
      pass(5000);
      runCanaries = await handler({ ...run(), runCanaries });
    }
    pass(3_600_000);
    await expect(handler({ ...run(), runCanaries })).rejects.toMatchObject({ name: FAILURES.overdue });
  });

  // F-78
  test('and never finishes on answers of the lost Region', async () => {
    const { handler } = regionWith({ region: LOST });
    expect(await handler(run())).toMatchObject({ status: 'pending', because: expect.stringContaining('stale DNS') });
  });

  test('with a new nonce each time it looks', async () => {
    const { handler, rows, pass } = regionWith();
    await handler(run());
    pass(1000);
    await handler(run());
    expect(rows.size).toBe(4);
  });

  test('and sends nothing once another run owns the epoch', async () => {
    const { handler, requests, lose } = regionWith();
    lose();
    await expect(handler(run())).rejects.toMatchObject({ name: 'Understudy.Refused' });
    expect(requests).toEqual([]);
  });

  test('and gives a round up whose passes take too long', async () => {
    const [read, write] = plan.canaries;
    const slow = [{ ...read, passesInARow: 20, latencyMillisecondsMax: 30_000 }, write] as Plan['canaries'];
    const { handler } = regionWith({ latencyMilliseconds: 6000 });
    expect(await handler(run(planWith({ canaries: slow })))).toMatchObject({ status: 'pending' });
  });

  test.each([
    ['right after it', 10_000, 2],
    ['later, when the Region may have changed', 10_001, 0],
  ])('and counts a round %s', async (_, milliseconds, results) => {
    let now = Date.parse(NOW);
    const clock = { now: () => now, sleep: async () => {} };
    const service = canaries({ web: { ask: async () => answered() }, clock });
    const input = inputFor(runCanaries, { deployStacks: { release: RELEASE, stacks: 2, adopted: 0 } });
    await service.perform('run a round', input);
    now += milliseconds;
    expect((await service.look(input)).round ?? []).toHaveLength(results);
  });
});
