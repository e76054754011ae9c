/** AWS counts a month as 730 hours: 365 × 24 / 12. */
export const HOURS_PER_MONTH = 730;
export const MINUTES_PER_MONTH = HOURS_PER_MONTH * 60;
export const SECONDS_PER_MONTH = HOURS_PER_MONTH * 3600;

const MINUTES: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 1440 };

/** How often a month a schedule comes round; `undefined` for one that is no `rate(…)`. */
export function timesPerMonth(expression: string): number | undefined {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const minutes = unit === undefined ? undefined : MINUTES[unit];
  return count === undefined || minutes === undefined ? undefined : MINUTES_PER_MONTH / (Number(count) * minutes);
}
