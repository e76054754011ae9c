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
import { LAG_PATIENCE_SECONDS } from './judge-lags';

describe('CheckReadiness is done', () => {
  test('when everything is as it should be, and says so with figures', async () => {
    expect(await decided(nothing)).toEqual({
      kind: 'done',
      output: {
        lags: [{ globalCluster: 'orders', lagSeconds: 0.4, at: secondsAgo(60).toISOString() }],
        release: { id: 'r-3f2a1b', commit: 'c0ffee', versionId: 'v-current', sha256: sha256(manifestText()) },
      },
      because:
        'orders: 0.4 s behind at 11:59:00Z, when us-east-1 was last heard of; limit 30 s; release r-3f2a1b verified; records and signal as they should be',
    });
  });

  test.each<[string, (at: Standby) => void, string]>([
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
      'users are sent to neither Region',
      (at) => {
        at.names['orders.example.com'] = answered('52.9.0.1');
      },
      'is answered with 52.9.0.1; expected 52.1.0.1 and 52.1.0.2 (us-east-1) or 52.2.0.1 (us-west-2)',
    ],
    [
      'the public name is answered with nothing',
      (at) => {
        at.names['orders.example.com'] = answered();
      },
      'is answered with no address; expected',
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
    confirmOutage: record({ lostRegion: LOST, witness: 'down', signals: [] }),
  };
  expect(await createHandler(clients, edge, { web, dns })(run)).toMatchObject({ status: 'done' });
  expect(at.asked).toEqual([`https://signal.lambda-url.us-west-2.on.aws/claim/${EPOCH - 1}`]);
});

describe('What the last check has verified', () => {
  const NAMES = Array.from({ length: 200 }, (_, index) => `${index}.zip`);
  const CURRENT = manifestText({ assets: NAMES.map((key) => ({ key, versionId: 'v', sha256: sha256(key) })) });
  const seen = (changes: object = {}) => ({
    ...{ at: NOW, runId: 'check', problems: [], planSha256: 'p' },
    verified: { at: NOW, versionId: 'v-current', sha256: sha256(CURRENT), ...changes },
  });
  /** A standby of whose many assets one is gone: only who reads all of them notices. */
  const without = (readinessHere: ReturnType<typeof seen> | Error | undefined, context: object = {}) =>
    decided((at) => {
      at.objects['current.json'] = { text: CURRENT, versionId: 'v-current' };
      for (const key of NAMES) at.objects[key] = { text: key, versionId: 'v' };
      delete at.objects['1.zip'];
      at.readiness = readinessHere;
    }, context);
  const minutesAgo = (minutes: number) => new Date(Date.parse(NOW) - minutes * 60_000).toISOString();

  test('is not read to the last object again by a failover, and the sentence says when it was', async () => {
    const at = minutesAgo(120);
    expect(await without(seen({ at }))).toMatchObject({
      kind: 'done',
      because: expect.stringContaining(`release r-3f2a1b verified, its objects by the check of ${at}`),
    });
  });

  test.each<[string, ...Parameters<typeof without>]>([
    ['nothing was written', undefined],
    ['it is too old', seen({ at: minutesAgo(121) })],
    ['it is from the future', seen({ at: minutesAgo(-2) })],
    ['another version was verified', seen({ versionId: 'v-before' })],
    ['other bytes were verified', seen({ sha256: '0'.repeat(64) })],
    ['nobody understands the item', { verified: { at: NOW } } as never],
    ['the item cannot be read', awsError('AccessDeniedException', 400)],
    ['nothing is lost, and there is time', seen(), { confirmOutage: undefined }],
  ])('is verified anew where %s', async (_, ...given) => {
    expect((await without(...given)).because).toContain('an asset (1.zip, version v) is not in');
  });
});
