/** Dates in UTC, year-month-day. */
export interface RuntimeDates {
  readonly deprecated: string;
  /** First day on which Lambda refuses to create functions on it. */
  readonly blocked: string;
}

const dates = (deprecated: string, blocked: string): RuntimeDates => ({ deprecated, blocked });

/**
 * Lambda's runtimes. AWS has moved such dates more than once, mostly to later ones; where two were announced, the
 * earlier one stands here, because a release that is refused too early does no harm on the day of a takeover.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
 */
export const RUNTIMES: Readonly<Record<string, RuntimeDates>> = {
  'nodejs24.x': dates('2028-04-30', '2028-06-01'),
  'nodejs22.x': dates('2027-04-30', '2027-06-01'),
  'nodejs20.x': dates('2026-04-30', '2026-08-31'),
  'nodejs18.x': dates('2025-09-01', '2026-08-31'),
  'nodejs16.x': dates('2024-06-12', '2025-02-28'),
  'nodejs14.x': dates('2023-12-04', '2024-01-09'),
  'nodejs12.x': dates('2023-03-31', '2023-03-31'),
  'nodejs10.x': dates('2021-07-30', '2021-07-30'),
  'nodejs8.10': dates('2020-03-06', '2020-03-06'),
  'nodejs6.10': dates('2019-08-12', '2019-08-12'),
  'nodejs4.3': dates('2020-03-05', '2020-03-05'),
  'nodejs4.3-edge': dates('2020-03-05', '2019-04-30'),
  nodejs: dates('2016-10-31', '2016-10-31'),
  'python3.14': dates('2029-06-30', '2029-07-31'),
  'python3.13': dates('2029-06-30', '2029-07-31'),
  'python3.12': dates('2028-10-31', '2028-11-30'),
  'python3.11': dates('2027-06-30', '2027-07-31'),
  'python3.10': dates('2026-10-31', '2026-11-30'),
  'python3.9': dates('2025-12-15', '2026-08-31'),
  'python3.8': dates('2024-10-14', '2025-02-28'),
  'python3.7': dates('2023-12-04', '2024-01-09'),
  'python3.6': dates('2022-07-18', '2022-07-18'),
  'python2.7': dates('2021-07-15', '2021-07-15'),
  java25: dates('2029-06-30', '2029-07-31'),
  java21: dates('2029-06-30', '2029-07-31'),
  java17: dates('2027-06-30', '2027-07-31'),
  java11: dates('2027-06-30', '2027-07-31'),
  'java8.al2': dates('2027-06-30', '2027-07-31'),
  java8: dates('2024-01-08', '2024-02-08'),
  dotnet10: dates('2028-11-14', '2028-12-14'),
  dotnet8: dates('2026-11-10', '2026-12-10'),
  dotnet7: dates('2024-05-14', '2024-05-14'),
  dotnet6: dates('2024-12-20', '2025-02-28'),
  'dotnetcore3.1': dates('2023-04-03', '2023-04-03'),
  'dotnetcore2.1': dates('2022-01-05', '2022-01-05'),
  'dotnetcore2.0': dates('2019-05-30', '2019-05-30'),
  'dotnetcore1.0': dates('2019-06-27', '2019-07-30'),
  'ruby3.4': dates('2028-03-31', '2028-04-30'),
  'ruby3.3': dates('2027-03-31', '2027-04-30'),
  'ruby3.2': dates('2026-03-31', '2026-08-31'),
  'ruby2.7': dates('2023-12-07', '2024-01-09'),
  'ruby2.5': dates('2021-07-30', '2021-07-30'),
  'go1.x': dates('2024-01-08', '2024-02-08'),
  'provided.al2023': dates('2029-06-30', '2029-07-31'),
  'provided.al2': dates('2026-07-31', '2026-08-31'),
  provided: dates('2024-01-08', '2024-02-08'),
};

/** The newest of each family that Synthetics has deprecated: major and minor. */
const DEAD_CANARIES: Readonly<Record<string, readonly [number, number]>> = {
  'nodejs-puppeteer': [7, 0],
  'python-selenium': [5, 1],
  // Before the families had names of their own.
  nodejs: [2, 2],
  '': [1, 0],
};

/**
 * Whether Synthetics runs canaries on a runtime and creates none any more.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Library.html
 */
export function isDeadCanary(runtime: string): boolean {
  const [, family = '', major, minor] = /^syn-(?:([a-z-]+)-)?(\d+)\.(\d+)(?:-beta)?$/.exec(runtime) ?? [];
  const last = Object.hasOwn(DEAD_CANARIES, family) ? DEAD_CANARIES[family] : undefined;
  if (last === undefined || major === undefined) return false;
  return Number(major) < last[0] || (Number(major) === last[0] && Number(minor) <= last[1]);
}
