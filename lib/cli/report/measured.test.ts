import type { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { HERE, NOW, plan } from '../../../test/fixtures';
import { feltByProbes, lagsMeasured } from './measured';

const run = {
  ...{ plan, region: HERE, beganAt: Date.parse(NOW), endedAt: Date.parse(NOW) + 60_000 },
  now: Date.parse(NOW) + 120_000,
};
const minute = (count: number) => new Date(Date.parse(NOW) + count * 60_000);

/** CloudWatch that has these values, newest first as it answers; queries it was not told of have none. */
function cloudwatch(values: Readonly<Record<string, readonly number[]>>, StatusCode = 'Complete') {
  const asked: GetMetricDataCommand['input'][] = [];
  const send = async ({ input }: GetMetricDataCommand) => {
    asked.push(input);
    return {
      MetricDataResults: (input.MetricDataQueries ?? []).map(({ Id = '' }) => {
        const Values = [...(values[Id] ?? [])].reverse();
        return { Id, StatusCode, Values, Timestamps: Values.map((_, index) => minute(Values.length - 1 - index)) };
      }),
    };
  };
  return { asked, client: { send } as never };
}

test('probes of each minute are counted, the oldest first', async () => {
  const { client, asked } = cloudwatch({ all: [6, 6], failed: [0, 4], mean: [12], slowest: [40] });
  expect(await feltByProbes(client, run)).toMatchObject({
    unit: 'probes',
    typical: 'mean',
    spans: [
      { at: minute(0).getTime(), ok: 6, failed: 0, typicalMilliseconds: 12, slowestMilliseconds: 40 },
      { at: minute(1).getTime(), ok: 2, failed: 4 },
    ],
  });
  expect(asked[0]).toMatchObject({ StartTime: minute(-10), EndTime: minute(6) });
});

test('where nothing was probed nothing is said', async () => {
  expect(await feltByProbes(cloudwatch({}).client, run)).toBeUndefined();
});

test('half an answer is none', async () => {
  await expect(feltByProbes(cloudwatch({ all: [1] }, 'PartialData').client, run)).rejects.toThrow('not Complete');
});

test('a lag that is known by two sets of dimensions is shown once, the larger one', async () => {
  const [lag] = await lagsMeasured(cloudwatch({ lag0: [500, 100], lagFromSource0: [200, 900] }).client, run);
  expect(lag?.points).toEqual([
    { at: minute(0).getTime(), seconds: 0.5 },
    { at: minute(1).getTime(), seconds: 0.9 },
  ]);
});

const DAY = 86_400_000;
/** A report that is written so long after the first minute that it shows. */
const runOfDaysAgo = (milliseconds: number) => ({ ...run, now: minute(-10).getTime() + milliseconds });

test.each([
  ['a run of today', 3600_000, 60],
  ['a run of less than 15 days ago', 15 * DAY - 1, 60],
  ['a run of 15 days ago', 15 * DAY, 300],
  ['a run of less than 63 days ago', 63 * DAY - 1, 300],
  ['a run of 63 days ago', 63 * DAY, 3600],
  ['a run of a year ago', 365 * DAY, 3600],
])('%s is asked for in the finest periods that are kept', async (_, milliseconds, seconds) => {
  const { client, asked } = cloudwatch({ all: [6] });
  const felt = await feltByProbes(client, runOfDaysAgo(milliseconds));
  await lagsMeasured(client, runOfDaysAgo(milliseconds));
  const periods = asked.flatMap(({ MetricDataQueries = [] }) => MetricDataQueries.map((one) => one.MetricStat?.Period));
  expect(periods.length).toBeGreaterThan(4);
  expect(new Set(periods)).toEqual(new Set([seconds]));
  expect(felt?.spanSeconds).toBe(seconds);
});
