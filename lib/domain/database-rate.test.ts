import { HERE, plan } from '../../test/fixtures';
import { allSteps } from '../workflow/workflows';
import { restAfterDatabases } from './database-rate';
import { namesOf } from './names';
import { DATABASES_MAX, type Database } from './plan';

/** Of an account: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-api-throttling.html */
const CALLS_PER_SECOND = 12;
/** Looks of these make no more calls than RDS takes, for they wait for their turn or are the only one. */
const PACED = ['FenceRegion', 'ReportReadiness'];

const planOf = (count: number) => ({
  ...plan,
  databases: Array.from({ length: count }, () => plan.databases[0] as Database),
});
const most = planOf(DATABASES_MAX);

test.each([
  [0, 1, 0],
  [1, 1, 1],
  [8, 1, 1],
  [9, 1, 2],
  [50, 1, 7],
  [4, 2, 1],
  [5, 2, 2],
  [50, 2, 13],
])('a look at %i databases with %i calls each is followed by %i s', (count, calls, seconds) => {
  expect(restAfterDatabases(calls)(planOf(count))).toBe(seconds);
});

const place = { plan, region: HERE, names: namesOf(plan, HERE) };
const asking = allSteps().filter(({ permissions }) =>
  permissions(place).some(({ actions }) => actions.some((action) => action.startsWith('rds:Describe'))),
);

test.each(asking.map((step) => [step.name, step] as const))(
  '%s leaves RDS so long alone that it takes the next look at the largest plan too',
  (name, { lookAgainSeconds, restSeconds }) => {
    const pause = Math.max(lookAgainSeconds, restSeconds?.(most) ?? 0);
    if (!PACED.includes(name)) expect(most.databases.length / pause).toBeLessThan(CALLS_PER_SECOND);
    expect(restSeconds === undefined).toBe(PACED.includes(name));
  },
);
