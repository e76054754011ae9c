import { retentionDaysOf } from './release-retention';

test.each([
  [1, 8],
  [24, 8],
  [25, 9],
  [168, 14],
])('a release that may be deployed for %d h is kept for %d days', (ageHoursMax, days) => {
  expect(retentionDaysOf({ ageHoursMax })).toBe(days);
});
