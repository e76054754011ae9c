import { sha256 } from '../../../lib/domain/canonical-json';
import { document, EPOCH, LOST, NOW } from '../../../test/fixtures';
import {
  answered,
  awsError,
  decided,
  fails,
  manifestText,
  nothing,
  readsOf,
  type Standby,
  said,
  secondsAgo,
  signedPlan,
  silent,
  standby,
} from '../../../test/standby';
import type { Edge } from '../../edge/step-handler';
import { PATIENCE_SECONDS } from './decide';
import { createHandler } from './handler';
import { LAG_AGE_SECONDS_MAX, LAG_PATIENCE_SECONDS } from './judge-lags';

describe('CheckReadiness is done', () => {
  test('when everything is as it should be, and says so with figures', async () => {
    expect(await decided(nothing)).toEqual({
      kind: 'done',
      output: {
        lags: [{ globalCluster: 'orders', lagSeconds: 0.4, at: secondsAgo(60).toISOString() }],
        release: { id: 'r-3f2a1b', versionId: 'v-current', sha256: sha256(manifestText()) },
      },
      because: 'orders: 0.4 s behind, limit 30 s; release r-3f2a1b verified; records and signal as they should be',
    });
  });

  test.each<[string, (at: Standby) => void, string]>([
    [
      'even far behind, which is decided on later',
      (at) => {
        at.lag = [[secondsAgo(60), 31_000]];
      },
      'orders: 31 s behind, above the limit of 30 s',
    ],
    [
      'at exactly the limit',
      (at) => {
        at.lag = [[secondsAgo(60), 30_000]];
      },
      'orders: 30 s behind, limit 30 s',
    ],
    [
      'without any lag measured',
      (at) => {
        at.lag = [];
      },
      'orders: lag unknown, limit 30 s',
    ],
    [
      'with the newest of several data points',
      (at) => {
        at.lag = [
          [secondsAgo(300), 9000],
          [secondsAgo(60), 400],
          [secondsAgo(120), 5000],
        ];
      },
      '0.4 s behind',
    ],
    [
      'with a data point of exactly the allowed age',
      (at) => {
        at.lag = [[secondsAgo(LAG_AGE_SECONDS_MAX), 400]];
      },
      '0.4 s behind',
    ],
    [
      'with an older one, which is unknown',
      (at) => {
        at.lag = [[secondsAgo(LAG_AGE_SECONDS_MAX + 1), 400]];
      },
      'lag unknown',
    ],
    [
      'with a negative one, which is unknown',
      (at) => {
        at.lag = [[secondsAgo(60), -1]];
      },
      'lag unknown',
    ],
    [
      'when the lag may not be read, which is unknown',
      fails('GetMetricDataCommand', awsError('AccessDenied', 403)),
      'lag unknown (cloudwatch:GetMetricData failed: AccessDenied',
    ],
    [
      'when users are sent here already',
      (at) => {
        at.names['orders.example.com'] = answered('52.2.0.1');
      },
      'orders.example.com A is answered with us-west-2 already',
    ],
  ])('%s', async (_, change, because) => {
    const decision = await decided(change);
    expect(decision.kind).toBe('done');
    expect(decision.because).toContain(because);
  });

  test('with an unknown lag that is absent and never zero', async () => {
    expect(
      await decided((at) => {
        at.lag = [];
      }),
    ).toMatchObject({ output: { lags: [{ globalCluster: 'orders' }] } });
    expect(
      JSON.stringify(
        await decided((at) => {
          at.lag = [];
        }),
      ),
    ).not.toContain('lagSeconds');
  });

  test('for a plan without databases', async () => {
    const context = { plan: { ...signedPlan, databases: [] } };
    expect(await decided(fails('GetMetricDataCommand', new Error('is not asked')), context)).toMatchObject({
      kind: 'done',
      output: { lags: [] },
    });
  });
});

describe('CheckReadiness looks again', () => {
  const open: [string, (at: Standby) => void, string][] = [
    [
      'a cluster is being modified',
      (at) => {
        at.cluster = { Status: 'modifying', EngineVersion: '16.4', DBClusterMembers: [{}] };
      },
      'orders-us-west-2 is modifying, not available',
    ],
    ['RDS is throttled', fails('DescribeGlobalClustersCommand', awsError('Throttling', 400)), 'Throttling'],
    [
      'S3 is in trouble',
      fails('GetObjectCommand', awsError('InternalError', 500)),
      's3:GetObject failed: InternalError',
    ],
    [
      'an asset cannot be asked for',
      fails('HeadObjectCommand', awsError('SlowDown', 503)),
      'an asset (web.zip, version v-web-zip): s3:GetObject failed: SlowDown',
    ],
    [
      'the signal cannot be reached',
      (at) => {
        at.signal = { outcome: 'unreachable', because: 'no connection', asked: true };
      },
      'the signal of this Region cannot be reached: no connection',
    ],
    [
      'the signal is in trouble',
      (at) => {
        at.signal = said(502, '');
      },
      'answered 502',
    ],
    [
      'no name server answers',
      (at) => {
        at.names['orders.example.com'] = silent;
      },
      'no name server answers',
    ],
    [
      "the lost Region's name cannot be asked",
      (at) => {
        at.names[`${LOST}.orders.example.com`] = silent;
      },
      'no name server answers',
    ],
  ];

  test.each(open)('while %s', async (_, change, because) => {
    const decision = await decided(change, { elapsedSeconds: PATIENCE_SECONDS - 1 });
    expect(decision.kind).toBe('wait');
    expect(decision.because).toContain(because);
  });

  test.each(open)('no longer than is allowed while %s', async (_, change, because) => {
    const decision = await decided(change, { elapsedSeconds: PATIENCE_SECONDS });
    expect(decision.kind).toBe('refuse');
    expect(decision.because).toContain(because);
  });

  test('for a lag that cannot be read, but not for long', async () => {
    const throttled = fails('GetMetricDataCommand', awsError('Throttling', 400));
    expect(await decided(throttled, { elapsedSeconds: LAG_PATIENCE_SECONDS - 1 })).toMatchObject({ kind: 'wait' });
    expect(await decided(throttled, { elapsedSeconds: LAG_PATIENCE_SECONDS })).toMatchObject({
      kind: 'done',
      because: expect.stringContaining('orders: lag unknown (cloudwatch:GetMetricData failed: Throttling'),
    });
  });
});

test('CheckReadiness asks the signal whether this Region claims the epoch of the run or a later one', async () => {
  const at = standby();
  const { clients, web, dns } = readsOf(at);
  const edge = {
    clock: { now: () => Date.parse(NOW), sleep: async () => {} },
    log: () => {},
    lock: () => ({}),
    evidence: () => ({ append: async () => {} }),
  } as unknown as Edge;
  const record = (output: object) => ({
    status: 'done',
    looks: 1,
    because: '',
    firstLookAt: NOW,
    lookAgainSeconds: 0,
    said: [],
    output,
  });
  const run = {
    ...document,
    plan: signedPlan,
    admitRun: record({ epoch: EPOCH, reason: 'x' }),
    confirmOutage: record({ lostRegion: LOST, signals: [] }),
  };
  expect(await createHandler(clients, edge, { web, dns })(run)).toMatchObject({ status: 'done' });
  expect(at.asked).toEqual([`https://signal.lambda-url.us-west-2.on.aws/claim/${EPOCH - 1}`]);
});
