import { plan } from '../../test/fixtures';
import { allSteps } from '../workflow/workflows';
import { pauseSeconds, usualSeconds, type Waiting } from './pace';

const DAY_SECONDS = 86_400;
const waiting: Waiting = { leastSeconds: 1, elapsedSeconds: 0, overdueSeconds: DAY_SECONDS };
const pauses = (changes: Partial<Waiting>) => pauseSeconds({ ...waiting, ...changes });

test.each<[string, Partial<Waiting>, number]>([
  ['begins at the pace of the step', {}, 1],
  ['begins at the pace of a slower step', { leastSeconds: 5, elapsedSeconds: 499 }, 5],
  ['stays there while a hundredth is less', { elapsedSeconds: 199.9 }, 1],
  ['is a hundredth of the time from then on', { elapsedSeconds: 200 }, 2],
  ['is a hundredth of the time, in whole seconds', { elapsedSeconds: 1799 }, 17],
  ['grows past the pace of a slower step', { leastSeconds: 5, elapsedSeconds: 600 }, 6],
  ['goes on growing when the end is overdue by far', { elapsedSeconds: 7200, usualSeconds: 300 }, 72],
  ['is short near the usual end', { elapsedSeconds: 600, usualSeconds: 600 }, 1],
  ['is short from a third before it', { elapsedSeconds: 400, usualSeconds: 600 }, 1],
  ['is no shorter earlier than that', { elapsedSeconds: 399, usualSeconds: 600 }, 3],
  ['is short up to a third after it', { elapsedSeconds: 800, usualSeconds: 600 }, 2],
  ['is no shorter later than that', { elapsedSeconds: 801, usualSeconds: 600 }, 8],
  ['is never below the pace of the step', { leastSeconds: 5, elapsedSeconds: 600, usualSeconds: 600 }, 5],
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

test('an end that nobody expected is seen within a hundredth of its time, or a second', () => {
  for (let elapsedSeconds = 0; elapsedSeconds < 3600; elapsedSeconds++) {
    expect(pauses({ elapsedSeconds })).toBeLessThanOrEqual(Math.max(1, elapsedSeconds / 100));
  }
});

/** Looks until a step is overdue, each in no time. */
function looksUntil(overdueSeconds: number, changes: Partial<Waiting>): number {
  let looks = 0;
  for (let elapsedSeconds = 0; elapsedSeconds < overdueSeconds; looks++) {
    elapsedSeconds += pauses({ ...changes, elapsedSeconds, overdueSeconds });
  }
  return looks;
}

test.each([
  ['half an hour', 1800, 450],
  ['a day', DAY_SECONDS, 840],
])('%s of waiting takes no more looks than the comment says', (_, seconds, looks) => {
  expect(looksUntil(seconds, {})).toBeLessThanOrEqual(looks);
});

/** Entering and leaving three states, and four events of a Lambda's invocation. */
const EVENTS_PER_LOOK = 10;
/** Of the 25,000 of an execution: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const EVENTS_MAX = 25_000;

test.each(allSteps().map((step) => [step.name, step] as const))(
  '%s leaves room in the history until it is overdue, whatever was usual',
  (_, step) => {
    const overdueSeconds = step.overdueSeconds(plan);
    const usual = [undefined, ...[0.25, 0.5, 0.75, 1].map((share) => share * overdueSeconds)];
    const looks = usual.map((usualSeconds) =>
      looksUntil(overdueSeconds, { leastSeconds: step.lookAgainSeconds, usualSeconds }),
    );
    expect(Math.max(...looks) * EVENTS_PER_LOOK).toBeLessThan(EVENTS_MAX / 2);
  },
);

test.each<[string, readonly number[], object]>([
  ['the middle of what its runs took', [900, 300, 310], { PromoteDatabase: 310 }],
  ['the larger of two in the middle', [300, 310], { PromoteDatabase: 310 }],
  ['whole seconds', [299.6], { PromoteDatabase: 300 }],
  ['nothing of a step that was never measured', [], {}],
  ['nothing of a step that is over before a pause grows', [149.4], {}],
  ['a step whose usual end is near when it does', [150], { PromoteDatabase: 150 }],
])('a run carries along %s', (_, took, expected) => {
  expect(usualSeconds({ PromoteDatabase: took })).toEqual(expected);
});
