import { isQuiet, QUIET_AHEAD_SECONDS_MAX } from '../lib/domain/lock';
import { allSteps } from '../lib/workflow/workflows';
import { heldByTheDead } from './dead-run';
import { NOW } from './fixtures';

const at = (seconds: number) => new Date(Date.parse(NOW) + seconds * 1000).toISOString();
const longestSeconds = Math.max(
  ...allSteps()
    .filter(({ fenced }) => fenced)
    .map(({ timeoutSeconds }) => timeoutSeconds),
);

// A guard is written for the step's time and 5 s; clocks differ by 5 s, and a reader's moment is up to 60 s old.
test.each([
  ['an equal clock', 0, 0],
  // F-27
  ['a slow clock', 5, 0],
  ['a fast clock', -5, 0],
  ['a moment taken long before', 0, 60],
  ['a slow clock, and a moment taken long before', 5, 60],
])('no guard of an honest clock is taken for a forged one by a reader with %s', (_, slowSeconds, oldSeconds) => {
  const lock = { ...heldByTheDead, quietAt: at(longestSeconds + 5) };
  expect(isQuiet(lock, at(-slowSeconds - oldSeconds))).toBe(false);
  expect(isQuiet(lock, at(longestSeconds + 5 - 0.001))).toBe(false);
});

test('and no longer a time is allowed than that takes', () => {
  expect(QUIET_AHEAD_SECONDS_MAX).toBe(longestSeconds + 5 + 5 + 60);
});
