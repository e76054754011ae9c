import { document, HERE, LOST, NOW, plan, RUN_ID } from '../../test/fixtures';
import type { Approval } from '../domain/approval';
import { chained } from '../domain/evidence';
import type { Lock } from '../domain/lock';
import { type SeenRegion, type SeenRun, statusLines, statusOf } from './status';

const lock: Lock = { owner: RUN_ID, verb: 'failover', state: 'held', epoch: 101, version: 4, since: NOW, quietAt: NOW };
const run: SeenRun = {
  id: RUN_ID,
  verb: 'failover',
  status: 'RUNNING',
  state: 'PromoteDatabase',
  because: 'promoting',
};
const read = (changes: Partial<Extract<SeenRegion, { outcome: 'read' }>> = {}): SeenRegion => ({
  region: HERE,
  outcome: 'read',
  lock,
  claimedEpoch: 0,
  automation: undefined,
  run,
  notes: [],
  ...changes,
});
const approval: Approval = {
  runId: RUN_ID,
  planSha256: document.run.planSha256,
  epoch: 101,
  persons: 2,
  facts: { loss: [], signals: [], canaries: [], at: NOW },
  because: 'the plan wants two persons',
  askedAt: NOW,
  expiresAt: '2026-11-21T13:00:00.000Z',
  answers: [],
  toldAt: [],
  version: 1,
};
const failed = [
  chained(undefined, {
    at: NOW,
    runId: RUN_ID,
    epoch: 101,
    kind: 'failed',
    step: 'CheckReadiness',
    because: 'headless',
    data: { kind: 'refused' },
  }),
];
const of = (seen: SeenRegion) => statusOf({ plan, regions: [seen], writers: { orders: LOST } }).regions[0];
const textOf = (seen: SeenRegion) => [...(of(seen)?.says ?? []), '|', ...(of(seen)?.next ?? [])].join('\n');

describe('The status of a Region', () => {
  test.each<[string, SeenRegion, string[]]>([
    ['says where a run is, why, and to wait', read(), ['in PromoteDatabase: promoting', '|', 'understudy status']],
    [
      'shows how to answer a run that asks',
      read({ run: { ...run, approval } }),
      ['it waits for 2 to approve', '|', `understudy approve '${RUN_ID}'`, `understudy decline '${RUN_ID}'`],
    ],
    [
      'shows how to free the lock of a machine that has ended',
      read({ run: { ...run, status: 'ABORTED' } }),
      ['is ABORTED', '|', `break-lock --region ${HERE}`],
    ],
    [
      'says nothing of what a machine that is dead was waiting for',
      read({ run: { ...run, status: 'TIMED_OUT', because: 'waiting for 3 stacks' } }),
      [`the failover is TIMED_OUT in PromoteDatabase (${RUN_ID})`],
    ],
    [
      'says why a run cannot be read',
      read({ run: { ...run, status: 'unknown', state: undefined, because: 'nothing answers' } }),
      ['is unknown: nothing answers'],
    ],
    [
      'says what the last step of a run that has ended came to',
      read({ run: { ...run, status: 'SUCCEEDED', state: 'Serving', because: 'the run is written down' } }),
      ['ended Serving: the run is written down'],
    ],
    [
      'shows how to start again after a run that failed',
      read({ lock: { ...lock, state: 'free' }, run: { ...run, status: 'FAILED', records: failed } }),
      ['its lock is free', '|', 'understudy start', 'again, after refused at CheckReadiness'],
    ],
    [
      'shows how automatic runs are switched on',
      read({
        automation: { state: 'off', by: 'arn:x', because: 'an exercise', at: NOW, version: 1 },
      }),
      ['automatic runs are off since', 'an exercise', '|', 'automation on'],
    ],
    [
      'repeats what its items say, and what to do about it',
      read({
        notes: [{ because: 'a divergence is not acknowledged', next: '  npx understudy acknowledge-divergence' }],
      }),
      ['a divergence is not acknowledged', '|', 'acknowledge-divergence'],
    ],
    ['says that it claims', read({ claimedEpoch: 101 }), ['claims epoch 101']],
    [
      'says why it cannot be read, and to look again',
      { region: HERE, outcome: 'unreachable', because: 'nothing answers' },
      ['nothing answers', '|', 'is not known', 'understudy status'],
    ],
    [
      'shows what is left to do after a run that serves less than well',
      read({
        lock: { ...lock, state: 'free' },
        run: { ...run, status: 'SUCCEEDED', state: 'ServingDegraded', records: failed },
      }),
      ['ended ServingDegraded', '|', 'understudy start'],
    ],
    [
      'says that a run of a silent Region is not known',
      read({ run: { ...run, status: 'unknown' } }),
      ['is unknown', '|', 'cannot be read', 'understudy status'],
    ],
  ])('%s', (_, seen, words) => {
    let from = 0;
    const text = textOf(seen);
    for (const word of words) {
      const at = text.indexOf(word, from);
      expect(`${word} after ${from}: ${at >= 0}`).toBe(`${word} after ${from}: true`);
      from = at;
    }
  });

  test('asks for nothing while nothing is wrong', () => {
    const calm = read({ lock: { ...lock, state: 'free' }, run: { ...run, status: 'SUCCEEDED', state: 'Serving' } });
    expect(of(calm)?.next).toEqual([]);
    expect(statusLines(statusOf({ plan, regions: [calm], writers: {} })).at(-1)).toBe('  nothing needs to be done');
  });
});

test('The run that moved users is named also where another came after it', () => {
  const lastRun = { id: 'arn:failover', endedAt: NOW, changed: true };
  const seen = read({ lock: { ...lock, state: 'free', lastRun } });
  expect(of(seen)?.says).toContain(`the last one that moved users ended at ${NOW} (arn:failover)`);
});

test('Claims that were not read are not known', () => {
  const { says } = statusOf({ plan, regions: [read()], writers: {} });
  expect(says).toContain('not every claim is known');
});

test('The first sentence says where writers and users are, and what cannot be read', () => {
  const dark: SeenRegion = { region: LOST, outcome: 'unreachable', because: 'nothing answers' };
  const { says } = statusOf({ plan, regions: [read({ claimedEpoch: 101 }), dark], writers: { orders: HERE } });
  expect(says).toBe(
    `orders: writers: orders in ${HERE}; ${HERE} claims to serve under epoch 101; ${LOST} cannot be read`,
  );
});
