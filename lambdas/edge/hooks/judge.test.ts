import { chained, type EvidenceEntry, type EvidenceRecord } from '../../../lib/domain/evidence';
import type { HookReply } from '../../../lib/domain/hook';
import type { Hook, HookPoint } from '../../../lib/domain/plan-verbs';
import { NOW } from '../../../test/fixtures';
import { hookOf } from '../../../test/hook-world';
import { judgeHooks } from './judge';

const at = (secondsAgo: number) => new Date(Date.parse(NOW) - secondsAgo * 1000).toISOString();

interface Past {
  readonly secondsAgo: number;
  readonly looks?: number;
  readonly status?: HookReply['status'];
  readonly because?: string;
  readonly function?: string;
  readonly point?: HookPoint;
}

/** One record: an asking or, with a status, what came of it. */
const entry = ({ secondsAgo, status, because = 'it says so', looks = 1, ...which }: Past): EvidenceEntry => ({
  at: at(secondsAgo),
  runId: 'run-1',
  epoch: 101,
  step: 'BeforeTraffic',
  kind: status ? 'answered' : 'called',
  because,
  data: {
    act: { kind: 'hook', point: 'beforeTraffic', function: 'migrate', looks, ...which },
    ...(status && { status }),
  },
});

function evidence(past: readonly Past[]): EvidenceRecord[] {
  const records: EvidenceRecord[] = [];
  for (const one of past) records.push(chained(records.at(-1), entry(one)));
  return records;
}

const judged = (past: readonly Past[], hooks: Hook[] = [hookOf()]) =>
  judgeHooks(hooks, { point: 'beforeTraffic', records: evidence(past), now: NOW });

const asking = (looks: number, name = 'migrate') => ({
  kind: 'act',
  act: { kind: 'hook', point: 'beforeTraffic', function: name, looks },
});

describe('a hook', () => {
  test('is asked when this run has never asked it', () => {
    expect(judged([])).toMatchObject(asking(1));
  });

  test('is done when it says so, and is not asked again', () => {
    expect(judged([{ secondsAgo: 800 }, { secondsAgo: 799, status: 'done', because: '3 tables' }])).toEqual({
      kind: 'done',
      output: { hooks: [{ function: 'migrate', because: '3 tables' }] },
      because: 'the hook migrate is done: 3 tables',
    });
  });

  test('that refuses ends the run, with its own words', () => {
    const { kind, because } = judged([{ secondsAgo: 1 }, { secondsAgo: 1, status: 'refused', because: 'a freeze' }]);
    expect(kind).toBe('refuse');
    expect(because).toBe(
      'the hook migrate refused beforeTraffic: a freeze; the plan stops the run here (onFailure: stop)',
    );
  });

  test('that refuses is told, and the run goes on, where the plan says so', () => {
    const past = [{ secondsAgo: 1 }, { secondsAgo: 1, status: 'refused' as const, because: 'a freeze' }];
    expect(judged(past, [hookOf({ onFailure: 'continue' })])).toMatchObject({
      kind: 'done',
      output: { hooks: [{ function: 'migrate', because: expect.stringContaining('a freeze'), failed: true }] },
    });
  });

  test.each([
    ['waits 5 s after the first answer', 1, 4, { kind: 'wait', lookAgainSeconds: 1 }],
    ['is asked again 5 s after the first answer', 1, 5, asking(2)],
    ['waits 10 s after the second', 2, 9, { kind: 'wait', lookAgainSeconds: 1 }],
    ['is asked again 10 s after the second', 2, 10, asking(3)],
    ['waits 30 s after the tenth', 10, 29, { kind: 'wait', lookAgainSeconds: 1 }],
    ['is asked again 30 s after the tenth', 10, 30, asking(11)],
  ])('that is pending %s', (_, looks, secondsAgo, expected) => {
    expect(judged([{ secondsAgo, looks, status: 'pending' }])).toMatchObject(expected);
  });

  test.each([
    ['is asked at longer pauses when its time is long', 71, { kind: 'wait', lookAgainSeconds: 1 }],
    ['is asked some hundred times at most', 72, asking(21)],
  ])('%s', (_, secondsAgo, expected) => {
    const past = [{ secondsAgo, looks: 20, status: 'pending' as const }];
    expect(judged(past, [hookOf({ timeoutSeconds: 7200 })])).toMatchObject(expected);
  });

  test.each(['pending', 'failed'] as const)('has its whole time from the first asking, when %s', (status) => {
    expect(judged([{ secondsAgo: 899 }, { secondsAgo: 60, looks: 9, status }])).toMatchObject(asking(10));
    expect(judged([{ secondsAgo: 900 }, { secondsAgo: 60, looks: 9, status, because: 'no route' }])).toEqual({
      kind: 'refuse',
      because:
        'the hook migrate was not done beforeTraffic within 900 s; at last: no route; ' +
        'the plan stops the run here (onFailure: stop)',
    });
  });

  test('that is out of time is told, and the run goes on, where the plan says so', () => {
    expect(judged([{ secondsAgo: 900, status: 'failed' }], [hookOf({ onFailure: 'continue' })])).toMatchObject({
      kind: 'done',
      output: { hooks: [{ failed: true }] },
    });
  });

  test('waits no longer than its time lasts', () => {
    const past = [{ secondsAgo: 8 }, { secondsAgo: 0, looks: 9, status: 'pending' as const }];
    expect(judged(past, [hookOf({ timeoutSeconds: 10 })])).toMatchObject({ kind: 'wait', lookAgainSeconds: 2 });
  });

  test('whose answer died with the function is asked again after the pause', () => {
    expect(judged([{ secondsAgo: 4 }])).toMatchObject({ kind: 'wait' });
    const again = judged([{ secondsAgo: 5 }]);
    expect(again).toMatchObject(asking(2));
    expect(again.because).toContain('nobody knows what it answered');
  });

  test('is judged by its newest answer alone', () => {
    const past: Past[] = [
      { secondsAgo: 30, looks: 1, status: 'done' },
      { secondsAgo: 20, looks: 2, status: 'pending' },
      { secondsAgo: 10, looks: 2 },
    ];
    expect(judged([...past.slice(1), { secondsAgo: 1, looks: 3 }])).toMatchObject({
      kind: 'wait',
      because: expect.stringContaining('nobody knows'),
    });
    expect(judged(past.slice(0, 2)).kind).toBe('act');
  });
});

describe('several hooks', () => {
  const two = [hookOf({ function: 'first' }), hookOf({ function: 'second' })];
  const ended = (name: string, status: HookReply['status'] = 'done'): Past => ({
    secondsAgo: 100,
    status,
    function: name,
    because: `${name} said so`,
  });

  test('are asked one after the other', () => {
    expect(judged([], two)).toMatchObject(asking(1, 'first'));
    expect(judged([ended('first')], two)).toMatchObject(asking(1, 'second'));
  });

  test('are done when all are, each with what it said', () => {
    expect(judged([ended('first'), ended('second')], two)).toEqual({
      kind: 'done',
      output: {
        hooks: [
          { function: 'first', because: 'first said so' },
          { function: 'second', because: 'second said so' },
        ],
      },
      because: 'the hook first is done: first said so; the hook second is done: second said so',
    });
  });

  test('go on behind one that failed and may', () => {
    const [first = hookOf(), second = hookOf()] = two;
    const hooks: Hook[] = [{ ...first, onFailure: 'continue' }, second];
    expect(judged([ended('first', 'refused')], hooks)).toMatchObject(asking(1, 'second'));
    expect(judged([ended('first', 'refused')], two).kind).toBe('refuse');
  });
});

test('what the same function answered at another point does not count', () => {
  expect(judged([{ secondsAgo: 5, status: 'done', point: 'afterPromotion' }])).toMatchObject(asking(1));
});

test('a point without hooks is done', () => {
  expect(judged([], [])).toMatchObject({ kind: 'done', output: { hooks: [] } });
});
