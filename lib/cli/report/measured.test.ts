import type { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { HERE, NOW, plan } from '../../../test/fixtures';
import { feltByProbes, lagsMeasured } from './measured';

const run = { plan, region: HERE, beganAt: Date.parse(NOW), endedAt: Date.parse(NOW) + 60_000 };
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
