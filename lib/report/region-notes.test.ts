import { HERE, LOST, NOW, RUN_ID } from '../../test/fixtures';
import type { Divergence } from '../domain/divergence';
import type { Fence } from '../domain/fence';
import type { Warm } from '../domain/warm';
import { notesOn, type SeenItems } from './region-notes';

const readiness = { at: NOW, runId: RUN_ID, problems: [], planSha256: 'p' };
const nothing: SeenItems = {
  region: HERE,
  fence: undefined,
  divergence: undefined,
  warm: undefined,
  readiness,
  hasWriter: false,
  events: [],
  now: NOW,
};
const fence: Fence = {
  epoch: 201,
  runId: RUN_ID,
  at: NOW,
  state: 'fenced',
  version: 1,
  before: { services: [], rules: [], schedules: [] },
};
const divergence: Divergence = {
  epoch: 201,
  activeRegion: LOST,
  runId: RUN_ID,
  at: NOW,
  databases: [{ globalCluster: 'orders', because: 'orders: 3 rows are here alone' }],
  version: 1,
};
const warm: Warm = {
  epoch: 201,
  release: 'r-1',
  stacks: [{ id: 'arn:s', name: 'orders-web-r-1' }],
  since: NOW,
  until: '2026-11-21T16:00:00.000Z',
  history: [],
  version: 1,
};
const said = (changes: Partial<SeenItems>) =>
  notesOn({ ...nothing, ...changes }).map(({ because, next = '' }) => `${because} |${next}`);
const hoursLater = '2026-11-21T15:00:00.000Z';

test.each<[string, Partial<SeenItems>, string]>([
  ['that a failover would work', {}, `a failover would work here, as checked at ${NOW} |`],
  [
    'that it was never checked',
    { readiness: undefined },
    'was never checked whether a failover would work here |  npx',
  ],
  ['that a check is too old', { now: hoursLater }, 'the last check is 180 min old'],
  [
    'what a check has found',
    { readiness: { ...readiness, problems: ['a', 'b', 'c', 'd'] } },
    'a; b; c; and 1 more |  npx',
  ],
  ['that it is fenced', { fence }, `it is fenced since ${NOW} under epoch 201`],
  [
    'how a fence is lifted that stands where the writers are',
    { fence, hasWriter: true },
    `npx understudy start settle --region ${HERE} --because`,
  ],
  ['what only it may hold', { divergence }, `orders: 3 rows are here alone |  npx understudy acknowledge-divergence`],
  ['until when it is warm', { warm }, 'it is kept warm until 2026-11-21T16:00:00.000Z with orders-web-r-1'],
  [
    'what RDS has told last',
    { events: [{ eventId: 'e', event: 'RDS-EVENT-0391', cluster: 'orders-1', at: NOW, message: 'm' }] },
    'could not be blocked in time (RDS-EVENT-0391)',
  ],
])('A Region says %s', (_, changes, words) => {
  expect(said(changes)).toContainEqual(expect.stringContaining(words));
});

test.each<[string, Partial<SeenItems>]>([
  ['a fence that was lifted', { fence: { ...fence, state: 'lifted' } }],
  [
    'a divergence that was acknowledged',
    { divergence: { ...divergence, acknowledged: { by: 'b', because: 'c', at: NOW } } },
  ],
  ['a warm time that is over', { warm: { ...warm, closedAt: NOW } }],
])('It says nothing of %s', (_, changes) => {
  expect(said(changes)).toHaveLength(1);
});
