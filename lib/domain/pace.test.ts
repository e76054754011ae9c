import { plan } from '../../test/fixtures';
import type { Grammar } from '../workflow/grammar';
import { WORKFLOWS } from '../workflow/workflows';
import { pauseSeconds, usualSeconds, type Waiting } from './pace';
import type { AnyStep } from './step';

const DAY_SECONDS = 86_400;
const waiting: Waiting = { leastSeconds: 1, elapsedSeconds: 0, overdueSeconds: DAY_SECONDS, looks: 1 };
const pauses = (changes: Partial<Waiting>) => pauseSeconds({ ...waiting, ...changes });

test.each<[string, Partial<Waiting>, number]>([
  ['begins at the pace of the step', {}, 1],
  ['begins at the pace of a slower step', { leastSeconds: 5, elapsedSeconds: 499 }, 5],
  ['stays there while a two-hundredth is less', { elapsedSeconds: 399.9 }, 1],
  ['is a two-hundredth of the time from then on', { elapsedSeconds: 400 }, 2],
  ['is a two-hundredth of the time, in whole seconds', { elapsedSeconds: 1799 }, 8],
  ['grows past the pace of a slower step', { leastSeconds: 5, elapsedSeconds: 1200 }, 6],
  ['goes on growing when the end is overdue by far', { elapsedSeconds: 7200, usualSeconds: 300 }, 36],
  ['is a second at the usual end', { elapsedSeconds: 900, usualSeconds: 900 }, 1],
  ['is a second from a third before it', { elapsedSeconds: 600, usualSeconds: 900 }, 1],
  ['is no shorter earlier than that', { elapsedSeconds: 599, usualSeconds: 898.6 }, 2],
  ['is a second up to a third after it', { elapsedSeconds: 1200, usualSeconds: 900 }, 1],
  ['is no shorter later than that', { elapsedSeconds: 1201, usualSeconds: 900 }, 6],
  ['is a second from 300 s before a usual end that is far', { elapsedSeconds: 3300, usualSeconds: 3600 }, 1],
  ['is no shorter earlier than 300 s before it', { elapsedSeconds: 3299, usualSeconds: 3600 }, 16],
  ['is a second up to 300 s after it', { elapsedSeconds: 3900, usualSeconds: 3600 }, 1],
  ['is no shorter later than 300 s after it', { elapsedSeconds: 3901, usualSeconds: 3600 }, 19],
  ['is never below the pace of the step', { leastSeconds: 5, elapsedSeconds: 600, usualSeconds: 600 }, 5],
  ['is as short in a run of 999 looks', { elapsedSeconds: 100, looks: 999 }, 1],
  ['is as short in a run of a thousand', { elapsedSeconds: 100, looks: 1000 }, 1],
  ['is a hundredth of the time in a run of 1,200 looks', { elapsedSeconds: 600, looks: 1200 }, 6],
  ['is a fiftieth of the time in a run of 1,400 looks', { elapsedSeconds: 600, looks: 1400 }, 12],
  ['is a tenth of the time at most', { elapsedSeconds: 600, looks: 5000 }, 60],
  ['is as short at the usual end in a run of 999', { elapsedSeconds: 600, usualSeconds: 600, looks: 999 }, 1],
  ['is no shorter at the usual end in a run of a thousand', { elapsedSeconds: 600, usualSeconds: 600, looks: 1000 }, 3],
  ['ends when the step is overdue', { elapsedSeconds: 1797.5, overdueSeconds: 1800 }, 3],
  ['ends a pace after it at most', { elapsedSeconds: 1800, overdueSeconds: 1800 }, 1],
])('a pause %s', (_, changes, seconds) => {
  expect(pauses(changes)).toBe(seconds);
});

test('a pause is never longer for knowing what is usual', () => {
  for (let elapsedSeconds = 0; elapsedSeconds < 3600; elapsedSeconds += 7) {
    for (const usual of [1, 60, 300, 1800]) {
      expect(pauses({ elapsedSeconds, usualSeconds: usual })).toBeLessThanOrEqual(pauses({ elapsedSeconds }));
    }
  }
});

test('an end that nobody expected is seen within a two-hundredth of its time, or a second', () => {
  for (let elapsedSeconds = 0; elapsedSeconds < 3600; elapsedSeconds++) {
    expect(pauses({ elapsedSeconds })).toBeLessThanOrEqual(Math.max(1, elapsedSeconds / 200));
  }
});

/** Looks until a step is overdue, each in no time. @param looks of steps before it */
function looksUntil(overdueSeconds: number, { looks: before = 0, ...changes }: Partial<Waiting>): number {
  let looks = 0;
  for (let elapsedSeconds = 0; elapsedSeconds < overdueSeconds; looks++) {
    elapsedSeconds += pauses({ ...changes, elapsedSeconds, overdueSeconds, looks: before + looks });
  }
  return looks;
}

test.each([
  ['half an hour', 1800, 0, 750],
  ['a day, were its looks not counted', DAY_SECONDS, Number.NEGATIVE_INFINITY, 1540],
  ['half an hour of a run that has looked often', 1800, 2000, 70],
  ['six hours of a run that has looked often', 21_600, 2000, 96],
])('%s of waiting takes no more looks than the comments say', (_, seconds, before, looks) => {
  const most = looksUntil(seconds, { looks: before });
  expect(most).toBeLessThanOrEqual(looks);
  expect(most).toBeGreaterThan(0.95 * looks);
});

/** Entering and leaving three states, and three events of a Lambda's invocation. */
const EVENTS_PER_LOOK = 9;
/** Of an execution: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const EVENTS_MAX = 25_000;

const worstOf = (step: AnyStep, looks: number): number => {
  const overdueSeconds = step.overdueSeconds(plan);
  const leastSeconds = Math.max(step.lookAgainSeconds, step.restSeconds?.(plan) ?? 0);
  const usuals = [0, 0.25, 0.5, 0.75, 1].map((share) => share * overdueSeconds);
  return Math.max(...usuals.map((usualSeconds) => looksUntil(overdueSeconds, { leastSeconds, usualSeconds, looks })));
};

/** Looks of a run, from those before a part to those after it; branches side by side know nothing of each other's. */
type Looks = (before: number) => number;
const looking: Grammar<Looks> = {
  inOrder:
    (...parts) =>
    (before) =>
      parts.reduce((looks, part) => part(looks), before),
  together:
    (...parts) =>
    (before) =>
      parts.reduce((looks, part) => looks + part(before) - before, before),
  untilDone: (step) => (before) => before + worstOf(step, before),
  touch: () => (before) => before,
  orElse: (handler, body) => (before) => handler(body(before)),
  always: (part) => part,
  finish: () => (before) => before,
  stop: () => (before) => before,
};

test.each(Object.entries(WORKFLOWS))(
  'a %s of which every step takes until it is overdue has room in its history, whatever was usual',
  (_, workflow) => {
    expect(workflow(looking)(0) * EVENTS_PER_LOOK).toBeLessThan(EVENTS_MAX);
  },
);

test.each<[string, readonly number[], object]>([
  ['the middle of what its runs took', [900, 300, 310], { PromoteDatabase: 310 }],
  ['the larger of two in the middle', [300, 310], { PromoteDatabase: 310 }],
  ['whole seconds', [299.6], { PromoteDatabase: 300 }],
  ['nothing of a step that was never measured', [], {}],
  ['nothing of a step that is over before a pause grows', [299.4], {}],
  ['a step whose usual end is near when it does', [300], { PromoteDatabase: 300 }],
])('a run carries along %s', (_, took, expected) => {
  expect(usualSeconds({ PromoteDatabase: took })).toEqual(expected);
});
