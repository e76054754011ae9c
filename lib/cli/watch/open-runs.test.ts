import type { ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { plan } from '../../../test/fixtures';
import { awsError } from '../../../test/standby';
import { listedRuns, listLines, openRun } from './open-runs';

type Listed = Readonly<Record<string, readonly (readonly [status: string, beganAt: number])[]>>;

/** Step Functions of each Region, by the last words of its machines. */
const statesWith = (machines: Listed) => (region: string) => ({
  async send({ input: { stateMachineArn = '' } }: ListExecutionsCommand) {
    if (region === 'us-east-1') throw awsError('ServiceUnavailable', 503);
    const verb = Object.keys(machines).find((word) => stateMachineArn.endsWith(`-${word}`));
    const executions = (machines[verb ?? ''] ?? []).map(([status, beganAt]) => ({
      executionArn: `${verb}-${beganAt}`,
      status,
      startDate: new Date(beganAt),
    }));
    return { executions };
  },
});

const open = async (machines: Listed) => openRun((await listedRuns(statesWith(machines), plan)).runs)?.run;

test.each<[string, Listed, string | undefined]>([
  ['nothing where no run is open', { failover: [['SUCCEEDED', 3]] }, undefined],
  ['the only open one', { failover: [['SUCCEEDED', 3]], drill: [['RUNNING', 2]] }, 'drill-2'],
  ['one that moves users before newer upkeep', { failover: [['RUNNING', 1]], settle: [['RUNNING', 2]] }, 'failover-1'],
  [
    'the oldest of a kind, which the others join',
    {
      failover: [
        ['RUNNING', 2],
        ['RUNNING', 1],
      ],
    },
    'failover-1',
  ],
])('watches %s', async (_, machines, expected) => {
  expect(await open(machines)).toBe(expected);
});

test('lists the newest first, and says which Region could not be asked', async () => {
  const { runs, unread } = await listedRuns(statesWith({ drill: [['FAILED', 1]], check: [['SUCCEEDED', 2]] }), plan);
  expect(runs).toEqual([
    { run: 'check-2', verb: 'check', region: 'us-west-2', status: 'SUCCEEDED', beganAt: 2 },
    { run: 'drill-1', verb: 'drill', region: 'us-west-2', status: 'FAILED', beganAt: 1 },
  ]);
  expect(unread).toEqual([expect.stringMatching(/^us-east-1 cannot be asked for its runs: AWS says Service/)]);
});

test('calls nothing closed in a Region that could not be asked', () => {
  const unread = ['us-east-1 cannot be asked for its runs: no usable AWS credentials'];
  expect(listLines({ runs: [], unread: [] })).toEqual(['no run is open, and none is remembered']);
  expect(listLines({ runs: [], unread })).toEqual([
    'no run is open in the Regions that answer, and none is remembered',
  ]);
  const run = { run: 'check-2', verb: 'check', region: 'us-west-2', status: 'SUCCEEDED', beganAt: 0 } as const;
  expect(listLines({ runs: [run], unread })).toEqual([
    'no run is open in the Regions that answer; the newest are:',
    '  1970-01-01T00:00:00.000Z  check       SUCCEEDED  check-2',
  ]);
});
