import { settlementText } from '../../../lib/domain/settlement';
import { document, HERE, inputFor, LOST } from '../../../test/fixtures';
import {
  answered,
  awsError,
  CLOCK,
  fails,
  decided as looked,
  nothing,
  readsOf,
  type Standby,
  said,
  secondsAgo,
  signedPlan,
  silent,
  standby,
  texts,
} from '../../../test/standby';
import { PATIENCE_SECONDS } from './decide';
import { LAG_PATIENCE_SECONDS } from './judge-lags';
import { checkReadiness } from './step';
import { world } from './world';

type Change = (at: Standby) => void;
const THIRD = 'eu-west-1';
const CHECK = { run: { ...document.run, verb: 'check' as const }, epoch: 0, confirmOutage: undefined };

/** A check of a standby that follows its writer; then `change` on top. */
const decided = (change: Change = nothing, context: object = {}) =>
  looked(
    (at) => {
      at.synchronization = 'connected';
      change(at);
    },
    { ...CHECK, ...context },
  );
const settled = (changes: object) =>
  texts(settlementText({ epoch: 7, serial: 1, active: LOST, attached: [LOST, HERE], ...changes }));
const late = { elapsedSeconds: PATIENCE_SECONDS };
const limit = (dataLossSecondsMax: number) => ({
  plan: { ...signedPlan, databases: signedPlan.databases.map((one) => ({ ...one, dataLossSecondsMax })) },
});

describe('CheckReadiness of a check', () => {
  test('is done in a standby, without anything that was confirmed before', async () => {
    expect(await decided()).toMatchObject({
      kind: 'done',
      output: { lags: [{ lagSeconds: 0.4 }], release: { id: 'r-3f2a1b' } },
      because: expect.stringContaining('orders: 0.4 s behind at 11:59:00Z; limit 30 s'),
    });
  });

  test('asks the signal as the health checks do, and the names of both Regions', async () => {
    const at = standby();
    at.settlement = settled({});
    const { clients, web, dns } = readsOf(at);
    const input = inputFor(checkReadiness, { plan: signedPlan, ...CHECK });
    const seen = await world({ ...clients, web, dns, clock: CLOCK, log: nothing }).look(input);
    expect(at.asked).toEqual(['https://signal.lambda-url.us-west-2.on.aws/claim/7']);
    expect(seen.records[0]?.lost?.region).toBe(LOST);
    at.settlement = texts();
    await world({ ...clients, web, dns, clock: CLOCK, log: nothing }).look(input);
    expect(at.asked.at(-1)).toMatch(/\/claim\/0$/);
  });

  test('finds the writer in any other Region of the plan', async () => {
    const change: Change = (at) => {
      at.members = [HERE, THIRD];
      at.writerRegion = THIRD;
      at.lagByCluster = [[secondsAgo(60), 400]];
      at.names[`${THIRD}.orders.example.com`] = answered('52.3.0.1');
      at.names['orders.example.com'] = answered('52.3.0.1');
      at.settlement = settled({ active: THIRD });
    };
    const plan = { ...signedPlan, regions: [LOST, HERE, THIRD] };
    expect(await decided(change, { plan })).toMatchObject({ kind: 'done' });
    expect(await decided(change, late)).toMatchObject({
      kind: 'refuse',
      because: expect.stringContaining(
        'the writer of orders is in eu-west-1; expected every writer in the same Region',
      ),
    });
  });

  test('without databases goes by what was settled', async () => {
    const plan = { ...signedPlan, databases: [] };
    expect(await decided(nothing, { plan })).toMatchObject({ kind: 'done' });
    const here: Change = (at) => {
      at.settlement = settled({ active: HERE });
      at.names['orders.example.com'] = answered('52.2.0.1');
    };
    expect((await decided(here, { plan })).because).toContain('us-west-2 is active: there is nothing to take over');
  });
});

describe('CheckReadiness of a check refuses', () => {
  test.each<[string, Change, string, object?]>([
    [
      'a lag above the limit, with which an automatic run would ask',
      (at) => {
        at.lag = [[secondsAgo(60), 31_000]];
      },
      'orders: 31 s behind at 11:59:00Z; above the limit of 30 s; an automatic failover would have to ask a person',
    ],
    [
      'a lag that nobody knows',
      (at) => {
        at.lag = [];
      },
      'orders: lag unknown (not measured within 300 s before 12:00:00Z), limit 30 s; an automatic failover would',
    ],
    [
      'a lag that nobody knows, also where the plan asks always',
      (at) => {
        at.lag = [];
      },
      'lag unknown',
      limit(0),
    ],
    [
      'health checks that do not hear it',
      (at) => {
        at.settlement = settled({ attached: [LOST] });
      },
      'do not hear us-west-2: its claim moves nobody until they are settled again',
    ],
    [
      'records that were settled for another Region than the writers are in',
      (at) => {
        at.settlement = settled({ active: HERE });
      },
      'says that us-west-2 is active, but the writers are in us-east-1',
    ],
    [
      'a claim above what was settled',
      (at) => {
        at.settlement = settled({});
        at.signal = said(200, 'CLAIMED');
      },
      'this Region claims an epoch above 7, under which the records were settled for us-east-1',
    ],
    [
      'a signal that says neither word',
      (at) => {
        at.signal = said(200, 'HELLO');
      },
      'answered 5 bytes that are no JSON, expected CLEAR or CLAIMED',
    ],
    [
      'a stack that it could not adopt',
      (at) => {
        at.stacks['orders-data-r-3f2a1b'] = { StackStatus: 'CREATE_COMPLETE', template: '{}' };
      },
      'a stack orders-data-r-3f2a1b exists already and was made by somebody else',
    ],
  ])('%s', async (_, change, because, context = {}) => {
    const decision = await decided(change, { elapsedSeconds: LAG_PATIENCE_SECONDS, ...context });
    expect(decision).toMatchObject({
      kind: 'refuse',
      because: expect.stringMatching(/^a takeover would fail: /),
    });
    expect(decision.because).toContain(because);
  });

  test.each<[string, Change, string]>([
    [
      'the member here does not follow',
      (at) => {
        at.synchronization = 'pending-resync';
      },
      'it is pending-resync, not connected',
    ],
    [
      'nobody is the writer',
      (at) => {
        at.writerRegion = undefined;
      },
      'the writer of orders is in no Region; expected every writer in the same Region of the plan',
    ],
    // F-132
    ['RDS does not answer', fails('DescribeGlobalClustersCommand', awsError('Throttling', 400)), 'Throttling'],
    [
      'somebody changes a stack',
      (at) => {
        at.stacks['orders-data-r-3f2a1b'] = underWay();
      },
      'orders-data-r-3f2a1b is UPDATE_IN_PROGRESS',
    ],
    ['CloudFormation does not answer', fails('DescribeStacksCommand', awsError('Throttling', 400)), 'cannot be seen'],
    [
      'no name server answers',
      (at) => {
        at.names['orders.example.com'] = silent;
      },
      'no name server answers',
    ],
  ])('what was open for too long: %s', async (_, change, because) => {
    expect(await decided(change, { elapsedSeconds: PATIENCE_SECONDS - 1 })).toMatchObject({ kind: 'wait' });
    const decision = await decided(change, late);
    expect(decision).toMatchObject({ kind: 'refuse', because: expect.stringContaining(because) });
  });

  test('once, with everything, and not before the rest is known', async () => {
    const change: Change = (at) => {
      at.cluster = undefined;
      at.names['orders.example.com'] = silent;
      delete at.objects['web.zip'];
    };
    expect((await decided(change)).kind).toBe('wait');
    const { because } = await decided(change, late);
    for (const part of ['there is no cluster', 'no name server', 'web.zip']) expect(because).toContain(part);
  });

  function underWay() {
    const tags = { 'understudy:plan': 'orders', 'understudy:release': 'r-3f2a1b', 'understudy:epoch': '1' };
    return {
      StackStatus: 'UPDATE_IN_PROGRESS' as const,
      RoleARN: `arn:aws:iam::${signedPlan.account}:role/orders-release-us-west-2`,
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    };
  }
});

describe('CheckReadiness of a check is done', () => {
  test.each<[string, Change, object?]>([
    ['where the plan asks always, whatever the lag', nothing, limit(0)],
    [
      'with a lag at its limit',
      (at) => {
        at.lag = [[secondsAgo(60), 30_000]];
      },
    ],
  ])('%s', async (_, change, context = {}) => {
    expect(await decided(change, context)).toMatchObject({ kind: 'done' });
  });

  test('where this Region has served before, and nothing is ever settled', async () => {
    const plan = { ...signedPlan, traffic: { ...signedPlan.traffic, strategy: 'record-update' } };
    const change: Change = (at) => {
      at.signal = said(200, 'CLAIMED');
    };
    expect(await decided(change, { plan })).toMatchObject({ kind: 'done' });
  });
});

describe('CheckReadiness of a check in the active Region', () => {
  /** The writer and users are here; then `change` on top. */
  const active = (change: Change = nothing, context: object = {}) =>
    decided((at) => {
      at.writerRegion = HERE;
      at.lag = [];
      at.names['orders.example.com'] = answered('52.2.0.1');
      at.settlement = settled({ active: HERE });
      change(at);
    }, context);

  test('is done, and says that there is nothing to take over', async () => {
    expect(await active()).toMatchObject({
      kind: 'done',
      output: { lags: [{ globalCluster: 'orders', promoted: true }] },
      because: expect.stringMatching(/^us-west-2 is active: there is nothing to take over; /),
    });
  });

  test.each<[string, Change]>([
    [
      'is done beside stacks that somebody else made',
      (at) => {
        at.stacks['orders-data-r-3f2a1b'] = { StackStatus: 'CREATE_COMPLETE', template: '{}' };
      },
    ],
    ['is done whatever CloudFormation says', fails('DescribeStacksCommand', awsError('AccessDenied', 403))],
    [
      'is done although the other Region cannot be asked',
      (at) => {
        at.names[`${LOST}.orders.example.com`] = silent;
      },
    ],
  ])('%s', async (_, change) => {
    expect(await active(change)).toMatchObject({ kind: 'done' });
  });

  test.each<[string, Change, string]>([
    [
      'users who are sent elsewhere',
      (at) => {
        at.names['orders.example.com'] = answered('52.1.0.1');
      },
      'is answered with 52.1.0.1; expected 52.2.0.1 (us-west-2)',
    ],
    [
      'a release that is not what was signed',
      (at) => {
        delete at.objects['web.zip'];
      },
      'us-west-2 is active, and could not take over again: an asset (web.zip, version v-web-zip) is not in',
    ],
    [
      'records that are not settled for it',
      (at) => {
        at.settlement = settled({ active: LOST });
      },
      'says that us-east-1 is active, but the writers are in us-west-2',
    ],
  ])('refuses %s', async (_, change, because) => {
    expect(await active(change, late)).toMatchObject({ kind: 'refuse', because: expect.stringContaining(because) });
  });
});
