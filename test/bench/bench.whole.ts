/** The promises of docs/performance.md, in two worlds: `npm run bench` plays more. */
import { VERBS, type Verb } from '../../lib/domain/verbs';
import type { Prepared } from '../simulation/prepare';
import { prepare } from '../simulation/prepare';
import { temporaryDirectory } from '../temporary';
import { overhead, overheadOf } from './parts/overhead';
import { usualWayOf } from './parts/usual-way';
import { COURSES, type CourseName } from './play/courses';
import { type Measured, type MeasuredRun, measure } from './play/play';
import { HABITS } from './play/usual-machine';

const SEEDS = [1, 2];
const PREPARE_MILLISECONDS_MAX = 600_000;

let prepared: Prepared;
const ours: Record<string, readonly Measured[]> = {};
/** The same worlds, with one habit of the usual way more each. */
const ways: (readonly Measured[])[] = [];

beforeAll(async () => {
  prepared = await prepare(temporaryDirectory('bench'));
  for (const story of Object.keys(COURSES) as CourseName[]) {
    const worlds: Measured[] = [];
    for (const seed of SEEDS) worlds.push(await measure(prepared, { story, seed, habits: [] }));
    ours[story] = worlds;
  }
  for (let count = 0; count <= HABITS.length; count += 1) {
    const worlds: Measured[] = [];
    for (const seed of SEEDS)
      worlds.push(await measure(prepared, { story: 'lost', seed, habits: HABITS.slice(0, count) }));
    ways.push(worlds);
  }
}, PREPARE_MILLISECONDS_MAX);

const runsOf = (verb: Verb): readonly MeasuredRun[] =>
  Object.values(ours)
    .flat()
    .flatMap(({ runs }) => runs.filter((run) => run.verb === verb));

test.each(VERBS)('a %s is played to its end in every world, and every millisecond it adds has a place', (verb) => {
  const runs = runsOf(verb);
  expect(runs.length).toBeGreaterThanOrEqual(SEEDS.length);
  for (const { milliseconds, criticalMilliseconds, spent } of runs) {
    expect(criticalMilliseconds).toBeGreaterThan(0);
    expect(criticalMilliseconds).toBeLessThan(milliseconds);
    const sum = spent.reduce((all, one) => all + one.milliseconds, 0);
    expect(sum).toBeCloseTo(milliseconds - criticalMilliseconds, 3);
  }
});

test('the promises of the overhead hold', () => {
  const runs = Object.fromEntries(VERBS.map((verb) => [verb, runsOf(verb)])) as Record<Verb, readonly MeasuredRun[]>;
  const throttled = Object.entries(ours).map(([story, worlds]) => [
    story,
    worlds.reduce((sum, world) => sum + world.throttled, 0),
  ]);
  const result = { ...overheadOf(runs, SEEDS.length), throttled: Object.fromEntries(throttled) };
  expect(overhead.broken(result)).toEqual([]);
});

// By how much is promised of sixteen worlds, which `npm run bench` plays.
test('the usual way takes longer, in each world', () => {
  const result = usualWayOf(ways.map((worlds) => worlds.flatMap(({ served }) => served ?? [])));
  const [own = [], usual = []] = [ways[0], ways.at(-1)].map((worlds = []) =>
    worlds.map(({ served }) => served?.fromStartMilliseconds ?? Number.NaN),
  );
  for (const [world, milliseconds] of own.entries()) expect(usual[world]).toBeGreaterThan(1.2 * milliseconds);
  // Without touches other calls draw other times, which in two worlds may outweigh the seconds that a touch saves.
  for (const habit of HABITS.filter((one) => one !== 'untouched')) {
    expect([habit, result.savedSeconds[habit] > 0]).toEqual([habit, true]);
  }
});

test('the same seed takes the same time again', async () => {
  expect(await measure(prepared, { story: 'lost', seed: 1, habits: [] })).toEqual(ours.lost?.[0]);
});
