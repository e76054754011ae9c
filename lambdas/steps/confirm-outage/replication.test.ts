import { NOW } from '../../../test/fixtures';
import { judgeReplication } from './replication';

/** A period that began this long ago, and its lag. */
const point = (secondsAgo: number, lagSeconds: number) => ({
  at: new Date(Date.parse(NOW) - secondsAgo * 1000).toISOString(),
  value: lagSeconds * 1000,
});
const judged = (...points: [secondsAgo: number, lagSeconds: number][]) =>
  judgeReplication({ globalCluster: 'orders', points: points.map(([ago, lag]) => point(ago, lag)) }, NOW);

test.each<[string, [number, number][], string]>([
  ['alive when its newest lag is small', [[60, 0.4]], 'alive'],
  ['alive when the last minute that was measured ended two minutes ago', [[180, 0.4]], 'alive'],
  ['down when it ended a second earlier', [[181, 0.4]], 'down'],
  [
    'down when the lag grows by a second each second',
    [
      [120, 1],
      [60, 61],
    ],
    'down',
  ],
  [
    'down at four fifths of that',
    [
      [120, 1],
      [60, 49],
    ],
    'down',
  ],
  [
    'alive below it',
    [
      [120, 1],
      [60, 48.9],
    ],
    'alive',
  ],
  [
    'down when it has grown as fast over a minute without data',
    [
      [180, 1],
      [60, 97],
    ],
    'down',
  ],
  [
    'alive when it falls',
    [
      [120, 100],
      [60, 40],
    ],
    'alive',
  ],
  ['alive at two minutes behind', [[60, 120]], 'alive'],
  ['unknown when it is further behind and stays so', [[60, 120.1]], 'unknown'],
  ['unknown when nothing was measured', [], 'unknown'],
  ['unknown when only nonsense was measured', [[60, -1]], 'unknown'],
  [
    'down by the worse of two lags of one minute',
    [
      [60, 0.4],
      [120, 1],
      [60, 61],
    ],
    'down',
  ],
  [
    'alive by the newest, in whichever order',
    [
      [60, 0.4],
      [600, 0.1],
      [120, 0.5],
    ],
    'alive',
  ],
])('The source of a database is %s', (_, points, verdict) => {
  expect(judged(...points).verdict).toBe(verdict);
});

test.each<[[number, number][], string]>([
  [[[60, 0.4]], 'orders was 0.4 s behind at 11:59:00Z: its source is still heard'],
  [[[60, 0.468644]], 'orders was 0.469 s behind at 11:59:00Z: its source is still heard'],
  [[[300, 0.4]], 'orders was 0.4 s behind at 11:55:00Z, and not measured since: its source is silent'],
  [[[60, 500]], 'orders was 500 s behind at 11:59:00Z, which does not show whether its source is still heard'],
  [[], 'the replication lag of orders was not measured within the last 600 s'],
])('%j is told as a sentence', (points, because) => {
  expect(judged(...points).because).toBe(because);
});

test('Growth is told as such', () => {
  expect(judged([120, 1], [60, 61]).because).toBe(
    'orders was 61 s behind at 11:59:00Z, growing as fast as time passes: its source is silent',
  );
});
