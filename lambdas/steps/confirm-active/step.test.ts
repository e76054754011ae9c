import type { Divergence } from '../../../lib/domain/divergence';
import { namesOf } from '../../../lib/domain/names';
import type { Plan } from '../../../lib/domain/plan';
import type { Presence } from '../../../lib/domain/presence';
import { settlementText } from '../../../lib/domain/settlement';
import type { Verb } from '../../../lib/domain/verbs';
import { document, HERE, inputFor, LOST, NOW, plan, planWith } from '../../../test/fixtures';
import { silent, texts } from '../../../test/standby';
import type { TextAnswer } from '../../edge/dns';
import { PRESENCE_AGE_SECONDS_MAX } from '../../edge/presences';
import type { WebAnswer } from '../../edge/web';
import type { Writer } from '../../edge/writers';
import { decide, PATIENCE_SECONDS, type Seen } from './decide';
import { confirmActive } from './step';

const THIRD = 'eu-west-1';
const PLANNED = ['switchover', 'drill', 'prewarm'] as const;
const read = <Value>(value: Value) => ({ outcome: 'read', value }) as const;
const unknown = { outcome: 'unknown', because: 'ask failed: Throttling' } as const;
const failed = { outcome: 'failed', name: 'AccessDenied', because: 'ask failed: AccessDenied' } as const;
const ALIVE: WebAnswer = { outcome: 'answered', status: 200, headers: {}, body: '', latencyMilliseconds: 40 };
const DOWN: WebAnswer = { outcome: 'unreachable', because: 'no connection', asked: true };
const UNASKED: WebAnswer = { outcome: 'unreachable', because: 'no name', asked: false };

const writer = (region: string | undefined, globalCluster = 'orders'): Writer => ({ globalCluster, region });
const settled = (changes: object = {}): TextAnswer =>
  texts(settlementText({ epoch: 100, serial: 1, active: LOST, attached: [LOST, HERE], ...changes }));
const secondsAgo = (seconds: number) => new Date(Date.parse(NOW) - seconds * 1000).toISOString();
const told = (changes: Partial<Presence> = {}): Presence => ({
  signalUrl: '',
  approvalUrl: '',
  controlsUrl: '',
  planSha256: document.run.planSha256,
  at: secondsAgo(30),
  ...changes,
});
const present = (presence: Seen['presences'][number]['presence']) => ({ presences: [{ region: LOST, presence }] });
const left: Divergence = {
  epoch: 201,
  activeRegion: LOST,
  runId: 'run',
  at: NOW,
  databases: [{ globalCluster: 'orders', because: 'orders: 12 rows more than us-east-1', snapshot: 'snap-1' }],
  version: 1,
};

const fine: Seen = {
  writers: read([writer(LOST)]),
  claims: [
    { region: LOST, epoch: 100 },
    { region: HERE, epoch: 0 },
  ],
  probes: [ALIVE],
  texts: [settled()],
  ...present(read(told())),
  divergence: read(undefined),
};

interface Run {
  readonly plan?: Plan;
  readonly elapsedSeconds?: number;
}
const decided = (verb: Verb, seen: Partial<Seen> = {}, run: Run = {}) =>
  decide(
    { ...fine, ...seen },
    inputFor(confirmActive, { run: { ...document.run, verb }, admitRun: { epoch: 201, reason: 'planned' }, ...run }),
  );
const fenced = (epoch: number, changes: object = {}) => ({
  fence: read({
    ...{ epoch, runId: 'r', at: NOW, state: 'fenced' as const, version: 2 },
    before: { services: [], rules: [], schedules: [] },
    ...changes,
  }),
});
const late: Run = { elapsedSeconds: PATIENCE_SECONDS };

describe('ConfirmActive is done', () => {
  test('in a switchover, and keeps what it saw', () => {
    expect(decided('switchover')).toEqual({
      kind: 'done',
      output: {
        activeRegion: LOST,
        signals: [
          'the writers are in us-east-1',
          'us-east-1 was probed once from here, it answered 200 after 40 ms',
          'the records are settled for us-east-1 under 100',
          'us-east-1 works by the same plan',
        ],
      },
      because: expect.stringMatching(/^us-east-1 is active: the writers are in us-east-1; /),
    });
  });

  const bare: Partial<Seen> = { claims: [], texts: [], presences: [], divergence: undefined };
  test.each<[string, Verb, Partial<Seen>]>([
    ['in a drill, whatever is not settled', 'drill', { ...bare, texts: [texts()] }],
    ['in a drill beside a divergence and another plan', 'drill', { ...bare, divergence: read(left) }],
    ['in a prewarm of a Region that nobody probed', 'prewarm', { ...bare, probes: [] }],
    ['in a prewarm of a Region that is down', 'prewarm', { ...bare, probes: [DOWN, DOWN] }],
    ['in a switchover after a person acknowledged the divergence', 'switchover', { divergence: read(acknowledged()) }],
    ['in a switchover that was half done', 'switchover', { writers: read([writer(HERE), writer(LOST, 'stock')]) }],
  ])('%s', (_, verb, seen) => {
    expect(decided(verb, seen)).toMatchObject({ kind: 'done', output: { activeRegion: LOST } });
  });

  test.each(['record-update', 'routing-control'] as const)('without a settlement by strategy %s', (strategy) => {
    const other = planWith({ traffic: { ...plan.traffic, strategy } });
    expect(decided('switchover', { texts: [], claims: [] }, { plan: other }).kind).toBe('done');
  });

  function acknowledged(): Divergence {
    return { ...left, acknowledged: { by: 'arn', because: 'I looked', at: NOW } };
  }
});

describe.each(PLANNED)('ConfirmActive of a %s refuses', (verb) => {
  test.each<[string, Partial<Seen>, string]>([
    ['writers in two other Regions', { writers: read([writer(LOST), writer(THIRD, 'stock')]) }, 'more than one Region'],
    ['writers outside of the plan', { writers: read([writer(THIRD)]) }, 'is no Region of the plan (us-east-1 and'],
    ['writers that may not be seen', { writers: failed }, 'the active Region is unknown: ask failed: AccessDenied'],
  ])('%s', (_, seen, because) => {
    expect(decided(verb, seen)).toMatchObject({ kind: 'refuse', because: expect.stringContaining(because) });
  });

  test.each<[string, Partial<Seen>]>([
    ['no member is the writer', { writers: read([writer(undefined)]) }],
    ['RDS cannot be asked', { writers: unknown }],
  ])('only after a while that %s', (_, seen) => {
    expect(decided(verb, seen, { elapsedSeconds: PATIENCE_SECONDS - 1 }).kind).toBe('wait');
    expect(decided(verb, seen, late)).toMatchObject({
      kind: 'refuse',
      because: expect.stringMatching(new RegExp(`^not confirmed within 60 s: .*start the ${verb} again$`)),
    });
  });
});

describe('ConfirmActive refuses where this Region is active already,', () => {
  test.each<[Verb, string]>([
    [
      'switchover',
      'nothing to switch over: us-west-2 is active; if users are still sent elsewhere, understudy-orders-failover ' +
        'started here goes on where an earlier run stopped',
    ],
    ['drill', 'us-west-2 is active: a drill proves a standby; start it in us-east-1'],
    ['prewarm', 'us-west-2 is active: a prewarm makes a standby ready; start it in us-east-1'],
  ])('%s', (verb, because) => {
    expect(decided(verb, { writers: read([writer(HERE)]) })).toEqual({ kind: 'refuse', because });
  });

  test('naming every standby of a plan of three', () => {
    const three = { plan: planWith({ regions: [LOST, HERE, THIRD] }) };
    expect(decided('drill', { writers: read([writer(HERE)]) }, three).because).toContain('in us-east-1 or eu-west-1');
  });

  test.each(['drill', 'prewarm'] as const)('or half of it, for a %s', (verb) => {
    expect(decided(verb, { writers: read([writer(HERE), writer(LOST, 'stock')]) })).toMatchObject({
      kind: 'refuse',
      because: expect.stringContaining('orders in us-west-2 and stock in us-east-1; a move is half done'),
    });
  });
});

describe('ConfirmActive in a plan without databases', () => {
  const none = { plan: planWith({ databases: [] }) };
  const served = (claimed: number) => read({ claimed, settlement: undefined });
  const nobody = { writers: read([]) };

  test.each<[string, Partial<Seen>, string, string]>([
    ['takes home for active before any claim', { served: served(0), claims: [] }, 'done', 'nobody has claimed'],
    ['refuses in the Region that claims', { served: served(101) }, 'refuse', 'us-west-2 is active: a drill'],
    ['waits while nobody knows', { served: unknown }, 'wait', 'Throttling'],
    ['refuses when nobody may know', { served: failed }, 'refuse', 'AccessDenied'],
  ])('%s', (_, seen, kind, because) => {
    expect(decided('drill', { ...nobody, ...seen }, none)).toMatchObject({
      kind,
      because: expect.stringContaining(because),
    });
  });

  test('finds the other Region by its claim, where no record says so', () => {
    const input = inputFor(confirmActive, {
      ...none,
      region: LOST,
      names: namesOf(plan, LOST),
      run: { ...document.run, verb: 'drill', region: LOST },
      admitRun: { epoch: 300, reason: 'planned' },
    });
    const claims = [
      { region: LOST, epoch: 0 },
      { region: HERE, epoch: 201 },
    ];
    expect(decide({ ...fine, ...nobody, ...fenced(201), served: served(0), claims }, input)).toMatchObject({
      kind: 'done',
      output: { activeRegion: HERE },
    });
  });
});

describe('ConfirmActive, when the active Region does not answer,', () => {
  // F-52
  test.each<[Verb, string]>([
    ['switchover', 'a switchover needs it alive: if it is lost, start understudy-orders-failover in us-west-2'],
    ['drill', 'a drill waits until it is well: if it is lost, start understudy-orders-failover in us-west-2'],
  ])('refuses a %s at the first look, and names the failover', (verb, because) => {
    expect(decided(verb, { probes: [DOWN, DOWN] })).toMatchObject({
      kind: 'refuse',
      because: expect.stringContaining(because),
    });
  });

  test.each<[string, WebAnswer[]]>([
    ['one probe failed', [DOWN]],
    ['no probe was sent', [UNASKED, UNASKED]],
    ['nobody probed', []],
  ])('looks again while %s', (_, probes) => {
    expect(decided('switchover', { probes }).kind).toBe('wait');
    expect(decided('drill', { probes }, late).kind).toBe('refuse');
  });
});

describe('ConfirmActive refuses a switchover', () => {
  test.each<[string, Partial<Seen>, string]>([
    [
      'under records that were never settled',
      { texts: [texts()] },
      'run npx understudy traffic attach, then start the',
    ],
    [
      'under records that were settled for another Region',
      { texts: [settled({ active: HERE })] },
      'its watch starts understudy-orders-settle there: wait for it or start it yourself, npx understudy start settle ' +
        '--region us-east-1 --because "…"; then start the switchover again',
    ],
    ['under checks that do not hear this Region', { texts: [settled({ attached: [LOST] })] }, 'do not hear us-west-2'],
    [
      'while the active Region claims above the records',
      { claims: claims(101, 0) },
      'us-east-1 claims epoch 101, the records were settled under 100',
    ],
    [
      'while another Region claims above the records',
      { claims: claims(100, 101) },
      'us-west-2 claims epoch 101, the records were settled under 100',
    ],
    [
      'under another plan, naming both',
      present(read(told({ planSha256: 'f'.repeat(64) }))),
      `the plans differ: ffffffffffff… in us-east-1, ${document.run.planSha256.slice(0, 12)}… in us-west-2; deploy the same plan`,
    ],
    [
      'whose other plan may not be read',
      present(failed),
      'the plan of us-east-1 is not known: ask failed: AccessDenied',
    ],
    // F-125
    [
      'while nobody has looked at what only this Region holds',
      { divergence: read(left) },
      'us-west-2 may hold what us-east-1 does not: orders: 12 rows more than us-east-1 (snapshot snap-1); look at it, ' +
        'say so with npx understudy acknowledge-divergence --region us-west-2 --because "…", then start the switchover again',
    ],
    ['while nobody may look at it', { divergence: failed }, 'have diverged is unknown'],
  ])('%s', (_, seen, because) => {
    const decision = decided('switchover', seen);
    expect(decision).toMatchObject({ kind: 'refuse', because: expect.stringContaining(because) });
  });

  test('once, with everything that has to be put right', () => {
    const { because } = decided('switchover', { probes: [DOWN, DOWN], divergence: read(left), texts: [texts()] });
    for (const part of ['is down', 'acknowledge-divergence', 'traffic attach']) expect(because).toContain(part);
  });

  test.each<[string, Partial<Seen>, string]>([
    ['the name servers are silent', { texts: [silent as TextAnswer] }, 'no name server answers'],
    ['a settlement is on its way', { texts: [settled(), settled({ serial: 2 })] }, 'do not say one settlement'],
    [
      'a claim cannot be read',
      { claims: [{ region: LOST, epoch: undefined }] },
      'the claim of us-east-1 cannot be read',
    ],
    ['the other plan cannot be read', present(unknown), 'the plan of us-east-1 is not known'],
    ['the other watch has told nothing', present(read(undefined)), 'the watch of us-east-1 has never told'],
    ['the other watch tells no time', present(read(told({ at: 'soon' }))), 'last told of its plan at soon'],
    [
      'the other watch was last heard too long ago',
      present(read(told({ at: secondsAgo(PRESENCE_AGE_SECONDS_MAX + 1) }))),
      'at most 300 s ago',
    ],
    ['its own item cannot be read', { divergence: unknown }, 'have diverged is unknown'],
    ['its own item was not looked at', { divergence: undefined }, 'nobody looked'],
  ])('only after a while that %s', (_, seen, because) => {
    const first = decided('switchover', seen, { elapsedSeconds: PATIENCE_SECONDS - 1 });
    expect(first).toMatchObject({ kind: 'wait', because: expect.stringContaining(because) });
    expect(decided('switchover', seen, late)).toMatchObject({
      kind: 'refuse',
      because: expect.stringContaining(because),
    });
  });

  test('and takes a watch that was heard just in time', () => {
    const justInTime = present(read(told({ at: secondsAgo(PRESENCE_AGE_SECONDS_MAX) })));
    expect(decided('switchover', justInTime).kind).toBe('done');
  });

  function claims(lost: number, here: number) {
    return [
      { region: LOST, epoch: lost },
      { region: HERE, epoch: here },
    ];
  }
});

describe('ConfirmActive in a Region that a failover has replaced', () => {
  /** Settled for the other Region, which claimed 100; this Region served under `own`. */
  const replaced = (own: number, changes: Partial<Seen> = {}, verb = 'failover'): Partial<Seen> => ({
    claims: [
      { region: LOST, epoch: 100, runId: `arn:aws:states:${LOST}:1:execution:understudy-orders-${verb}:run` },
      { region: HERE, epoch: own },
    ],
    ...changes,
  });
  const recorded = (epoch: number, acknowledged = true): Partial<Seen> => ({
    divergence: read({ ...left, epoch, ...(acknowledged && { acknowledged: { by: 'a', because: 'b', at: NOW } }) }),
  });
  const none = { plan: planWith({ databases: [] }) };

  test('refuses a switchover until its stand-down has recorded what is left here, and says how', () => {
    expect(decided('switchover', replaced(50))).toEqual({
      kind: 'refuse',
      because:
        'a failover of us-east-1 took the place of us-west-2 under epoch 100, and what only the databases here may ' +
        'hold is not recorded yet; the watch here starts understudy-orders-stand-down: wait for it or start it ' +
        'yourself, npx understudy start stand-down --region us-west-2 --because "…"; then start the switchover again',
    });
  });

  test.each<[string, Partial<Seen>, 'refuse' | 'done', string]>([
    ['an acknowledged record of an older takeover', replaced(50, recorded(99)), 'refuse', 'is not recorded yet'],
    ['a record that nobody acknowledged', replaced(50, recorded(100, false)), 'refuse', 'acknowledge-divergence'],
    ['a record that was acknowledged', replaced(50, recorded(100)), 'done', ''],
    ['a later record that was acknowledged', replaced(50, recorded(101)), 'done', ''],
    ['a claim of a switchover', replaced(50, {}, 'switchover'), 'done', ''],
    ['a claim of a run that nobody knows', replaced(50, {}, 'conquest'), 'refuse', 'is not recorded yet'],
    ['a claim just below its own', replaced(99), 'refuse', 'is not recorded yet'],
    ['a claim like its own', replaced(100), 'done', ''],
    ['a standby that never served', replaced(0), 'done', ''],
  ])('goes by %s', (_, seen, kind, because) => {
    expect(decided('switchover', seen)).toMatchObject({ kind, because: expect.stringContaining(because) });
  });

  test('asks home too, which serves without ever having claimed', () => {
    const home = { plan: planWith({ regions: [HERE, LOST] }) };
    expect(decided('switchover', replaced(0), home).because).toContain('is not recorded yet');
  });

  test('finds the failover from which a switchover moved on', () => {
    const three = {
      plan: planWith({ regions: [LOST, HERE, THIRD], traffic: { ...plan.traffic, strategy: 'record-update' } }),
    };
    const { claims = [] } = replaced(50);
    const seen = { claims: [...claims, { region: THIRD, epoch: 90, runId: 'x' }] };
    const moved = {
      ...seen,
      claims: seen.claims.map((one) => (one.region === LOST ? { ...one, runId: bySwitchover } : one)),
    };
    expect(decided('switchover', moved, three).because).toContain('a failover of eu-west-1 took the place');
  });
  const bySwitchover = `arn:aws:states:${LOST}:1:execution:understudy-orders-switchover:run`;

  test('asks nothing in a plan without databases', () => {
    const seen = { writers: read([]), served: read({ claimed: 50, settlement: undefined }) };
    expect(decided('switchover', replaced(50, seen), none).kind).toBe('done');
  });

  test.each(['record-update', 'health-signal'] as const)(
    'waits for a claim that cannot be read, with %s',
    (strategy) => {
      const other = planWith({ traffic: { ...plan.traffic, strategy } });
      const seen = { claims: [{ region: LOST, epoch: undefined }] };
      expect(decided('switchover', seen, { plan: other })).toEqual({
        kind: 'wait',
        because: 'not confirmed yet: the claim of us-east-1 cannot be read',
      });
    },
  );

  const fence = (changes: object = {}) => fenced(100, changes);
  describe.each(['drill', 'prewarm'] as const)('in a %s', (verb) => {
    test.each<[string, Partial<Seen>, string, string]>([
      ['refuses before it has stood down', replaced(50, { fence: read(undefined) }), 'refuse', 'stand down first; the'],
      ['refuses under a fence of an older epoch', replaced(50, fence({ epoch: 99 })), 'refuse', 'has to stand down'],
      ['refuses under a fence that was only begun', replaced(50, fence({ state: 'begun' })), 'refuse', 'has to stand'],
      ['refuses under a fence that was lifted', replaced(50, fence({ state: 'lifted' })), 'refuse', 'has to stand'],
      ['refuses after a switchover too', replaced(50, fence({ epoch: 99 }), 'switchover'), 'refuse', 'has to stand'],
      ['refuses where nobody may see the fence', replaced(50, { fence: failed }), 'refuse', 'AccessDenied'],
      ['waits while the fence cannot be read', replaced(50, { fence: unknown }), 'wait', 'Throttling'],
      ['waits while nobody looked', replaced(50), 'wait', 'nobody looked'],
      ['is done under its fence', replaced(50, fence()), 'done', 'us-west-2 is fenced under epoch 100'],
      ['is done under a later one', replaced(50, fence({ epoch: 101 })), 'done', 'under epoch 101'],
      ['is done where no other claim is above', replaced(100), 'done', ''],
      ['is done where it never served', replaced(0), 'done', ''],
      ['waits for its own claim', { claims: [{ region: HERE, epoch: undefined }] }, 'wait', 'of us-west-2 cannot'],
      ['is done where it never served, whoever is silent', { claims: silentOf(0) }, 'done', ''],
    ])('%s', (_, seen, kind, because) => {
      expect(decided(verb, seen)).toMatchObject({ kind, because: expect.stringContaining(because) });
    });

    test('that served before hears the other Region first, unless that is at risk', () => {
      const decision = decided(verb, { claims: silentOf(50) });
      expect(decision).toMatchObject({
        kind: verb === 'drill' ? 'wait' : 'done',
        because: expect.stringContaining('the claim of us-east-1 cannot be read'),
      });
    });
  });

  function silentOf(own: number) {
    return [
      { region: LOST, epoch: undefined },
      { region: HERE, epoch: own },
    ];
  }
});

test('ConfirmActive may read items and writers, and change nothing', () => {
  const permissions = confirmActive.permissions(inputFor(confirmActive));
  expect(new Set(permissions.flatMap(({ actions }) => actions))).toEqual(
    new Set(['dynamodb:GetItem', 'rds:DescribeGlobalClusters']),
  );
  expect(permissions.flatMap(({ resources }) => resources)).not.toContain('*');
});
