import { document, inputFor, NOW } from '../../../test/fixtures';
import { type LoggedMetrics, metricLine } from '../../edge/metric-log';
import { closing } from './closing';
import { recoveryCosts } from './recovery-costs';
import { closeRun } from './step';

const said = { status: 'done', looks: 1, because: 'b', lookAgainSeconds: 0 };
const verifyTraffic = {
  ...said,
  firstLookAt: NOW,
  said: [{ at: new Date(Date.parse(NOW) + 90_000).toISOString(), because: 'b' }],
};
const checkReadiness = { ...said, firstLookAt: NOW, said: [], output: { lags: [{ lagSeconds: 4 }] } };
const moved = { ...document, checkReadiness, verifyTraffic };

test('a takeover writes what it has cost once, by plan and verb', () => {
  expect(recoveryCosts(moved, NOW)).toEqual({
    dimensions: { Plan: 'orders', Verb: 'failover' },
    values: { RecoverySeconds: 90, DataLossSeconds: 4 },
    at: Date.parse(NOW),
  });
});

test('a run that moved nobody writes nothing', () => {
  expect(recoveryCosts(document, NOW)).toBeUndefined();
});

test('what is written is one line of the embedded metric format, and nothing besides', () => {
  const line = metricLine({ dimensions: { Plan: 'orders' }, values: { RecoverySeconds: 90 }, at: 5 });
  expect(line).not.toContain('\n');
  expect(JSON.parse(line)).toEqual({
    _aws: {
      Timestamp: 5,
      CloudWatchMetrics: [
        { Namespace: 'Understudy', Dimensions: [['Plan']], Metrics: [{ Name: 'RecoverySeconds', Unit: 'Seconds' }] },
      ],
    },
    Plan: 'orders',
    RecoverySeconds: 90,
  });
});

test('it is written where the steps are timed, also when the table is away', async () => {
  const written: LoggedMetrics[] = [];
  const away = async () => {
    throw new Error('the table is away');
  };
  const { perform } = closing({
    s3: { send: away },
    sns: { send: away },
    dynamoOf: () => ({ send: away }),
    metricLog: (metrics) => void written.push(metrics),
    edge: { log: () => {}, evidence: away as never, lock: away as never },
  });
  await perform({ kind: 'time', seconds: { VerifyTraffic: 90 } }, inputFor(closeRun, { document: moved, now: NOW }));
  expect(written).toEqual([recoveryCosts(moved, NOW)]);
});
