import { HERE, LOST } from '../../../test/fixtures';
import {
  answered,
  awsError,
  decided,
  fails,
  manifest,
  nothing,
  type Standby,
  secondsAgo,
  signedPlan,
} from '../../../test/standby';
import { PATIENCE_SECONDS } from './decide';

const HERE_ARN = `arn:aws:rds:${HERE}:111122223333:cluster:orders-${HERE}`;
const LOST_ARN = `arn:aws:rds:${LOST}:111122223333:cluster:orders-${LOST}`;
const cluster = (Status: string, instances = [{}]) => ({
  Status,
  EngineVersion: '16.4',
  DBClusterMembers: instances,
});

type Change = (at: Standby) => void;

/** An earlier run, or a person, has promoted; then `change` on top. */
const promoted =
  (change: Change = nothing): Change =>
  (at) => {
    at.writerRegion = HERE;
    at.lag = [];
    change(at);
  };

/** The promotion was sent and Aurora carries it out; then `change` on top. */
const underWay =
  (change: Change = nothing): Change =>
  (at) => {
    at.failover = { Status: 'failing-over', ToDbClusterArn: HERE_ARN };
    change(at);
  };

describe('CheckReadiness takes a database whose writer is here already', () => {
  test('as ready, and measures no lag of it', async () => {
    expect(await decided(promoted())).toMatchObject({
      kind: 'done',
      output: { lags: [{ globalCluster: 'orders', promoted: true }] },
      because: expect.stringContaining('orders: its writer is in us-west-2 already; release'),
    });
  });

  test('without the lag that was measured before it was promoted', async () => {
    const change = promoted((at) => {
      at.lag = [[secondsAgo(60), 400]];
    });
    expect(await decided(change)).toMatchObject({ output: { lags: [{ globalCluster: 'orders', promoted: true }] } });
    expect(JSON.stringify(await decided(change))).not.toContain('lagSeconds');
  });

  test('and marks no other as such', async () => {
    expect(JSON.stringify(await decided(nothing))).not.toContain('promoted');
  });

  test.each<[string, Change, string]>([
    ['whatever CloudWatch says', fails('GetMetricDataCommand', awsError('Throttling', 400)), 'done'],
    [
      'while its cluster still settles',
      (at) => {
        at.cluster = cluster('promoting');
      },
      'done',
    ],
    [
      'although the versions would not allow a failover now',
      (at) => {
        at.primaryVersion = '16.6';
      },
      'done',
    ],
    [
      'while the move here is not over',
      (at) => {
        at.failover = { Status: 'failing-over', ToDbClusterArn: HERE_ARN };
      },
      'done',
    ],
    [
      'and refuses it while somebody moves it away',
      (at) => {
        at.failover = { Status: 'switching-over', ToDbClusterArn: LOST_ARN };
      },
      'refuse',
    ],
    [
      'and refuses it without an instance',
      (at) => {
        at.cluster = cluster('available', []);
      },
      'refuse',
    ],
  ])('%s', async (_, change, kind) => {
    expect((await decided(promoted(change))).kind).toBe(kind);
  });
});

describe('CheckReadiness, when the release is older than the plan allows,', () => {
  const old = manifest({ createdAt: '2026-11-01T00:00:00Z' });
  const sentence = 'release: it is 492 h old, the plan allows 168 h; publish a newer release';

  test('refuses it while no writer is here', async () => {
    const decision = await decided(old);
    expect(decision).toMatchObject({ kind: 'refuse', because: expect.stringContaining(sentence) });
    expect((await decided(underWay(old))).kind).toBe('refuse');
    expect((await decided(old, { plan: { ...signedPlan, databases: [] } })).kind).toBe('refuse');
  });

  test('warns of it once a writer is here, and still refuses what was altered', async () => {
    expect(await decided(promoted(old))).toMatchObject({
      kind: 'done',
      output: { release: { id: 'r-3f2a1b' } },
      because: expect.stringContaining(
        `${sentence}; it is deployed all the same, because a database was promoted here already; release r-3f2a1b`,
      ),
    });
    const altered = promoted((at) => {
      old(at);
      delete at.objects['web.zip'];
    });
    expect((await decided(altered)).because).toContain('an asset (web.zip, version v-web-zip) is not in');
  });

  test('looks again while nobody knows where the writer is', async () => {
    const unknown: Change = (at) => {
      old(at);
      fails('DescribeGlobalClustersCommand', awsError('Throttling', 400))(at);
    };
    expect((await decided(unknown)).kind).toBe('wait');
    expect((await decided(unknown, { elapsedSeconds: PATIENCE_SECONDS })).kind).toBe('refuse');
  });
});

describe('CheckReadiness takes a database that is being moved here', () => {
  test('as ready, and says so', async () => {
    expect(await decided(underWay())).toMatchObject({
      kind: 'done',
      because: expect.stringContaining('orders is being moved here already (failing-over)'),
    });
  });

  test('with its lag, which is still to be judged', async () => {
    expect(await decided(underWay())).toMatchObject({
      output: { lags: [{ globalCluster: 'orders', lagSeconds: 0.4 }] },
    });
  });

  test('while its cluster is part of the move, and not otherwise', async () => {
    const notAvailable: Change = (at) => {
      at.cluster = cluster('promoting');
    };
    expect((await decided(underWay(notAvailable))).kind).toBe('done');
    expect((await decided(notAvailable)).kind).toBe('wait');
  });

  test('and still refuses versions between which Aurora does not fail over', async () => {
    const change = underWay((at) => {
      at.primaryVersion = '16.6';
    });
    expect((await decided(change)).kind).toBe('refuse');
  });
});

test.each([
  ['waits while some users are here and others are not', PATIENCE_SECONDS - 1, 'wait'],
  ['refuses when that does not end', PATIENCE_SECONDS, 'refuse'],
])('CheckReadiness %s', async (_, elapsedSeconds, kind) => {
  const both: Change = (at) => {
    at.names['orders.example.com'] = answered('52.1.0.1', '52.2.0.1');
  };
  const decision = await decided(both, { elapsedSeconds });
  expect(decision.kind).toBe(kind);
  expect(decision.because).toContain(
    'orders.example.com A is answered with both us-east-1 and us-west-2: 52.1.0.1 and 52.2.0.1',
  );
});
