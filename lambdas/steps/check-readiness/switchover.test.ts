import { namesOf } from '../../../lib/domain/names';
import type { Verb } from '../../../lib/domain/verbs';
import { document, EPOCH, HERE, inputFor, LOST } from '../../../test/fixtures';
import {
  awsError,
  decided as looked,
  manifestText,
  type Standby,
  said,
  secondsAgo,
  signedPlan,
} from '../../../test/standby';
import { PATIENCE_SECONDS } from './decide';
import { LAG_PATIENCE_SECONDS, SWITCHOVER_LAG_SECONDS_MAX } from './judge-lags';
import { checkReadiness } from './step';

type Change = (at: Standby) => void;

const verbed = (verb: Verb) => ({
  run: { ...document.run, verb },
  confirmOutage: undefined,
  confirmActive: { activeRegion: LOST, signals: [] },
});
/** A planned run in a standby that follows its writer; then `change` on top. */
const decided = (change: Change = () => {}, context: object = {}, verb: Verb = 'switchover') =>
  looked(
    (at) => {
      at.synchronization = 'connected';
      change(at);
    },
    { ...verbed(verb), epoch: EPOCH, ...context },
  );
const beating = {
  plan: {
    ...signedPlan,
    databases: signedPlan.databases.map((one) => ({ ...one, heartbeat: 'https://{region}.x/h' })),
  },
};
const beat = (seconds: number) => said(200, JSON.stringify({ at: secondsAgo(seconds).toISOString() }));
const lags =
  (milliseconds: number): Change =>
  (at) => {
    at.lag = [[secondsAgo(60), milliseconds]];
  };

test('CheckReadiness of a switchover is done, and tells the lag of now', async () => {
  expect(await decided()).toMatchObject({
    kind: 'done',
    output: { lags: [{ globalCluster: 'orders', lagSeconds: 0.4 }] },
    because: expect.stringMatching(
      /^orders: the member here is connected; orders: 0.4 s behind at 11:59:00Z; release .* r-3f2a1b is current in us-east-1 too/,
    ),
  });
});

describe('CheckReadiness of a switchover waits, and then refuses,', () => {
  test.each<[string, Change, string, object?]>([
    // F-126
    [
      'while the member here is built again',
      (at) => {
        at.synchronization = 'pending-resync';
      },
      'the member here does not follow the writer yet: it is pending-resync, not connected',
    ],
    [
      'while RDS does not say whether it follows',
      (at) => {
        at.synchronization = undefined;
      },
      'RDS does not say whether it is connected',
    ],
    [
      'while its cluster is not available, with what RDS says',
      (at) => {
        at.cluster = { Status: 'creating', PercentProgress: '37', EngineVersion: '16.4', DBClusterMembers: [{}] };
      },
      'orders-us-west-2 is creating (37 %), not available',
    ],
    // F-127
    [
      'while the lag is too large',
      lags(SWITCHOVER_LAG_SECONDS_MAX * 1000 + 1),
      'orders: 60.001 s behind at 11:59:00Z, a switchover begins at 60 s or less',
    ],
    [
      'while nobody measures the lag',
      (at) => {
        at.lag = [];
      },
      'orders: its lag is unknown, not measured within 300 s before 12:00:00Z',
    ],
    [
      'while CloudWatch may not be asked',
      (at) => {
        at.errors.GetMetricDataCommand = Object.assign(new Error('no'), {
          name: 'AccessDenied',
          $metadata: { httpStatusCode: 403 },
        });
      },
      'orders: its lag is unknown, cloudwatch:GetMetricData failed: AccessDenied',
    ],
    [
      'while the heartbeat is too old',
      (at) => {
        at.heartbeat = beat(SWITCHOVER_LAG_SECONDS_MAX + 1);
      },
      'by its heartbeat of 11:58:59Z, a switchover begins at 60 s or less',
      beating,
    ],
    [
      'while the heartbeat is unknown',
      (at) => {
        at.heartbeat = said(404, '');
      },
      'orders: its lag is unknown, its heartbeat is unknown: it answered 404',
      beating,
    ],
  ])('%s', async (_, change, because, context = {}) => {
    const first = await decided(change, { ...context, elapsedSeconds: PATIENCE_SECONDS - 1 });
    expect(first).toMatchObject({ kind: 'wait', because: expect.stringContaining(because) });
    const last = await decided(change, { ...context, elapsedSeconds: PATIENCE_SECONDS });
    expect(last).toMatchObject({ kind: 'refuse', because: expect.stringContaining(because) });
  });
});

describe('CheckReadiness of a switchover, by the release of the active Region,', () => {
  const current =
    (text: string | Error): Change =>
    (at) => {
      at.activeRelease = text;
    };
  const promoted =
    (change: Change): Change =>
    (at) => {
      at.writerRegion = HERE;
      change(at);
    };
  const older = current(manifestText({ release: 'r-000001' }));
  const differ = 'r-3f2a1b is current in us-west-2, and r-000001 in us-east-1: users would change release too; publish';

  test.each<[string, Change, string]>([
    // F-128
    ['refuses another one, naming both', older, differ],
    ['refuses what nobody signed', current('{}'), 'which release is current in us-east-1 is not known: '],
    [
      'refuses what it may not read',
      current(awsError('AccessDenied', 403)),
      'releases-111122223333-us-east-1 failed: A',
    ],
  ])('%s', async (_, change, because) => {
    expect(await decided(change)).toMatchObject({ kind: 'refuse', because: expect.stringContaining(because) });
    expect(await decided(promoted(change))).toMatchObject({
      kind: 'done',
      because: expect.stringMatching(/goes on all the same, because a database was promoted here already/),
    });
  });

  test('waits while it cannot be read, and then refuses', async () => {
    const change = current(awsError('InternalError', 500));
    expect(await decided(change, { elapsedSeconds: PATIENCE_SECONDS - 1 })).toMatchObject({ kind: 'wait' });
    expect(await decided(change, { elapsedSeconds: PATIENCE_SECONDS })).toMatchObject({
      kind: 'refuse',
      because: expect.stringContaining(
        'which release is current in us-east-1 is not known: s3:GetObject of current.json',
      ),
    });
  });

  test.each(['drill', 'prewarm'] as const)('is no matter in a %s, and nobody asks', async (verb) => {
    expect(await decided(older, {}, verb)).toMatchObject({ kind: 'done' });
    expect(await decided(current(new TypeError('asked')), {}, verb)).toMatchObject({ kind: 'done' });
  });

  test('may read that one object there, and no drill may', () => {
    const elsewhere = (lane: 'live' | 'drill') =>
      checkReadiness
        .permissions({ ...inputFor(checkReadiness), lane })
        .filter(({ resources }) => resources.some((arn) => arn.startsWith('arn:aws:s3:') && arn.includes(LOST)));
    expect(elsewhere('live')).toEqual([
      {
        actions: ['s3:GetObject'],
        resources: [`arn:aws:s3:::${namesOf(signedPlan, LOST).releaseBucket}/current.json`],
      },
    ]);
    expect(elsewhere('drill')).toEqual([]);
  });
});

describe('CheckReadiness of a switchover is done', () => {
  test.each<[string, Change, object?]>([
    ['with a lag at its limit', lags(SWITCHOVER_LAG_SECONDS_MAX * 1000)],
    [
      'with a heartbeat at its limit',
      (at) => {
        at.heartbeat = beat(SWITCHOVER_LAG_SECONDS_MAX);
      },
      beating,
    ],
    [
      'by what is measured now, whatever one probe of the watch has met',
      (at) => {
        at.regionDown = [[secondsAgo(120), 1]];
        at.lag = [
          [secondsAgo(60), 400],
          [secondsAgo(180), 90_000],
        ];
      },
    ],
    [
      'where the writer is here already, without a lag',
      (at) => {
        at.writerRegion = HERE;
        at.lag = [];
      },
    ],
    [
      'where it is being moved here already',
      (at) => {
        at.synchronization = 'pending-resync';
        at.failover = {
          Status: 'switching-over',
          ToDbClusterArn: `arn:aws:rds:${HERE}:111122223333:cluster:orders-${HERE}`,
        };
      },
    ],
  ])('%s', async (_, change, context = {}) => {
    expect(await decided(change, context)).toMatchObject({ kind: 'done' });
  });
});

test('CheckReadiness of a switchover refuses a writer that left the active Region', async () => {
  const change: Change = (at) => {
    at.members = [LOST, HERE, 'eu-west-1'];
    at.writerRegion = 'eu-west-1';
  };
  expect(await decided(change)).toMatchObject({
    kind: 'refuse',
    because: expect.stringContaining(
      'the writer of orders is in eu-west-1, but us-east-1 was confirmed as the active Region',
    ),
  });
});

describe.each(['drill', 'prewarm'] as const)('CheckReadiness of a %s', (verb) => {
  test.each<[string, Change]>([
    ['is done with any lag', lags(90_000)],
    [
      'is done with a lag that nobody knows',
      (at) => {
        at.lag = [];
      },
    ],
    [
      'is done with a member that does not follow, and tells it',
      (at) => {
        at.synchronization = 'pending-resync';
      },
    ],
  ])('%s', async (_, change) => {
    expect(await decided(change, { elapsedSeconds: LAG_PATIENCE_SECONDS }, verb)).toMatchObject({ kind: 'done' });
  });

  test('asks the signal for its own epoch', async () => {
    const decision = await decided(
      (at) => {
        at.signal = said(200, 'CLAIMED');
      },
      {},
      verb,
    );
    expect(decision.because).toContain('expected CLEAR: epoch 101 is new');
  });
});
