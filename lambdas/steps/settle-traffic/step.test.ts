import type { Decision } from '../../../lib/domain/decision';
import { namesOf } from '../../../lib/domain/names';
import { type Settlement, settlementText } from '../../../lib/domain/settlement';
import {
  checksFor,
  failoverRecords,
  type ListedCheck,
  type ListedRecord,
  type SeenPlace,
} from '../../../lib/domain/traffic';
import { HERE, inputFor, LOST, plan, planWith } from '../../../test/fixtures';
import { decide, type SeenTraffic, type Settling } from './decide';
import { settleTraffic } from './step';
import { LISTEN_SECONDS, targetOf } from './target';

const place = (region: string, claimEpoch: number | undefined, changes: Partial<SeenPlace> = {}): SeenPlace => ({
  region,
  claimEpoch,
  signalHost: hostOf(region),
  alarms: ['understudy-orders-claim-above-0', 'understudy-orders-claim-above-101'],
  because: claimEpoch === undefined ? ['dynamodb:GetItem failed: TimeoutError'] : [],
  ...changes,
});
const hostOf = (region: string) => `signal.${region}.example.com`;

/** Before: home is active. After the takeover: this Region is, and the lost one cannot be heard. */
const before: Settlement = { epoch: 0, serial: 1, active: LOST, attached: [LOST, HERE] };
const after: Settlement = { epoch: 101, serial: 1, active: HERE, attached: [HERE] };

const checksOf = (settlement: Settlement): ListedCheck[] =>
  checksFor(plan, settlement, hostOf).map((check) => ({
    id: `id of ${check.reference}`,
    reference: check.reference,
    calculated: 'hears' in check,
  }));
const calculatedIds = (settlement: Settlement) =>
  checksOf(settlement).flatMap(({ id, calculated }) => (calculated ? [id] : []));
const zoneOf = (settlement: Settlement): ListedRecord[] =>
  failoverRecords(plan, settlement, () => calculatedIds(settlement)[0] ?? '');
const answering = (settlement: Settlement): SeenTraffic['texts'] => [
  { outcome: 'answered', values: [settlementText(settlement)], silent: [] },
];

/** What is seen where everything that `settlement` needs stands. */
const seen = (settlement: Settlement, changes: Partial<SeenTraffic> = {}): SeenTraffic => ({
  records: zoneOf(settlement),
  checks: checksOf(settlement),
  healthy: calculatedIds(settlement),
  places: [place(LOST, undefined), place(HERE, 101)],
  texts: answering(settlement),
  writers: [{ globalCluster: 'orders', region: HERE }],
  ...changes,
});
const standing = (settlement: Settlement) => ({ records: zoneOf(settlement), checks: checksOf(settlement) });
/** Decided once the step has listened long enough to a Region that stays silent, unless `known` says otherwise. */
const decided = (now: SeenTraffic | undefined, known = {}) =>
  decide(now, inputFor(settleTraffic, { elapsedSeconds: LISTEN_SECONDS, ...known }));
const actOf = (decision: Decision<Settling, unknown>): Settling | undefined =>
  decision.kind === 'act' ? decision.act : undefined;

describe('SettleTraffic goes step by step:', () => {
  const bothChecks = [...checksOf(before), ...checksOf(after)];
  const alarms = ['understudy-orders-claim-above-0'];

  test('first the alarm of the new epoch, in each Region that is attached', () => {
    const now = seen(before, { places: [place(LOST, undefined), place(HERE, 101, { alarms })] });
    expect(actOf(decided(now))).toEqual({ kind: 'create-alarm', region: HERE, epoch: 101 });
  });

  test('then the children, then the calculated check over them', () => {
    const made: ListedCheck[] = [...checksOf(before)];
    const kinds = checksOf(after).map((check) => {
      const act = actOf(decided(seen(before, { checks: made })));
      made.push(check);
      return act?.kind === 'create-check' ? [act.reference, act.config.Type] : act;
    });
    expect(kinds.map((one) => (Array.isArray(one) ? one[1] : one))).toEqual([
      'HTTPS_STR_MATCH',
      'CLOUDWATCH_METRIC',
      'CALCULATED',
    ]);
    expect(kinds.map((one) => (Array.isArray(one) ? one[0] : one))).toEqual(
      checksOf(after).map(({ reference }) => reference),
    );
  });

  test('then it waits until they were observed healthy', () => {
    const decision = decided(seen(before, { checks: bothChecks, healthy: calculatedIds(before) }));
    expect(decision).toMatchObject({ kind: 'wait', because: expect.stringContaining('(on us-west-2)') });
  });

  test('then it swaps the records, exactly what was read against what shall be', () => {
    const act = actOf(decided(seen(before, { checks: bothChecks, healthy: calculatedIds(after) })));
    const changes = act?.kind === 'swap' ? act.changes : [];
    expect(changes.filter(({ Action }) => Action === 'DELETE').map((change) => change.ResourceRecordSet)).toEqual(
      zoneOf(before),
    );
    expect(changes.filter(({ Action }) => Action === 'CREATE').map((change) => change.ResourceRecordSet)).toEqual(
      failoverRecords(plan, after, () => calculatedIds(after)[0] ?? ''),
    );
  });

  // F-89
  test('then it waits until every server answers the new settlement', () => {
    const [old] = answering(before);
    const mixed = { outcome: 'answered', values: [settlementText(before), settlementText(after)], silent: [] } as const;
    for (const texts of [old ? [old] : [], [mixed], [{ outcome: 'unreachable', because: 'silence' } as const]]) {
      expect(decided(seen(after, { checks: bothChecks, texts })).kind).toBe('wait');
    }
  });

  test('then it deletes what the old records needed, calculated checks first, and only then', () => {
    const act = actOf(decided(seen(after, { checks: bothChecks })));
    const checks = act?.kind === 'sweep' ? act.checks : [];
    expect(checks.slice(0, 2).sort()).toEqual(calculatedIds(before).sort());
    expect([...checks].sort()).toEqual(
      checksOf(before)
        .map(({ id }) => id)
        .sort(),
    );
    expect(act).toMatchObject({
      alarms: [{ region: LOST }, { region: HERE, names: ['understudy-orders-claim-above-0'] }],
    });
  });

  test('and then it is done, and says whom the records do not listen to', () => {
    const tidy = [
      place(LOST, undefined, { alarms: undefined }),
      place(HERE, 101, { alarms: ['understudy-orders-claim-above-101'] }),
    ];
    expect(decided(seen(after, { places: tidy }))).toEqual({
      kind: 'done',
      output: { epoch: 101, serial: 1, attached: [HERE] },
      because:
        'the records say for good that us-west-2 is active, under epoch 101; they listen to us-west-2, ' +
        'not to us-east-1 (dynamodb:GetItem failed: TimeoutError)',
    });
  });
});

describe('SettleTraffic refuses', () => {
  test.each<[string, Partial<SeenTraffic>, string]>([
    ['while nothing was ever attached', { records: [] }, 'npx understudy traffic attach'],
    [
      'records that somebody has edited, showing both values',
      { records: zoneOf(before).map((record, at) => (at === 0 ? { ...record, HealthCheckId: 'theirs' } : record)) },
      '"HealthCheckId":"theirs"',
    ],
    ['an epoch that would go backwards', standing({ ...before, epoch: 200 }), 'never goes backwards'],
    ['the epoch that the records have already for another Region', standing({ ...before, epoch: 101 }), 'never'],
    ['where it has claimed nothing', { places: [place(LOST, 0), place(HERE, 0)] }, 'us-west-2 claims nothing'],
    [
      'while another Region claims a higher epoch',
      { places: [place(LOST, 200), place(HERE, 101)] },
      'higher epoch 200',
    ],
    [
      'while one writer of two is in another Region',
      {
        writers: [
          { globalCluster: 'orders', region: HERE },
          { globalCluster: 'stock', region: LOST },
        ],
      },
      'the writer of stock is in us-east-1, and not in us-west-2',
    ],
  ])('%s', (_, changes, because) => {
    expect(decided(seen(before, changes))).toMatchObject({ kind: 'refuse', because: expect.stringContaining(because) });
  });

  test('while the writer is in another Region, even where the records say this one already', () => {
    const writers = [{ globalCluster: 'orders', region: LOST }];
    expect(decided(seen(after, { writers })).kind).toBe('refuse');
  });

  test('what AWS has denied, and waits where it may still say yes or another has changed the same', () => {
    const swap = { checks: [...checksOf(before), ...checksOf(after)], healthy: calculatedIds(after) };
    const kindAfter = (answer: SeenTraffic['answer']) => decided(seen(before, { ...swap, answer })).kind;
    expect(kindAfter(undefined)).toBe('act');
    expect(kindAfter({ because: 'swap failed: Throttling' })).toBe('wait');
    expect(kindAfter({ name: 'InvalidChangeBatch', because: 'it was not found' })).toBe('wait');
    expect(kindAfter({ name: 'AccessDenied', because: 'not authorized' })).toBe('refuse');
  });
});

describe('SettleTraffic', () => {
  const tidy = { alarms: ['understudy-orders-claim-above-101'] };

  test('waits while a database has no writer', () => {
    const writers = [{ globalCluster: 'orders', region: undefined }];
    expect(decided(seen(before, { writers }))).toMatchObject({
      kind: 'wait',
      because: expect.stringContaining('no member of orders is the writer now'),
    });
  });

  test('asks for no writer where the plan has no database', () => {
    expect(decided(seen(before, { writers: [] }), { plan: planWith({ databases: [] }) }).kind).toBe('act');
  });

  test('may ask where the writers of its own databases are, and of no others', () => {
    const mayAsk = (databases: typeof plan.databases) =>
      settleTraffic
        .permissions({ plan: planWith({ databases }), region: HERE, names: namesOf(plan, HERE) })
        .filter(({ actions }) => actions.includes('rds:DescribeGlobalClusters'))
        .map(({ resources }) => resources);
    expect(mayAsk(plan.databases)).toEqual([[namesOf(plan, HERE).globalClusterArn('orders')]]);
    expect(mayAsk([])).toEqual([]);
  });

  test.each(['record-update', 'routing-control'] as const)('may do nothing by strategy %s', (strategy) => {
    const moved = planWith({ traffic: { ...plan.traffic, strategy } });
    expect(settleTraffic.permissions({ plan: moved, region: HERE, names: namesOf(moved, HERE) })).toEqual([]);
  });

  test('waits while its own Region cannot be read', () => {
    expect(decided(seen(before, { places: [place(LOST, 0), place(HERE, undefined)] })).kind).toBe('wait');
  });

  test('attaches a Region that has returned, under the same epoch and the next serial number', () => {
    const returned = seen(after, { places: [place(LOST, 0, tidy), place(HERE, 101, tidy)] });
    const act = actOf(decided(returned));
    expect(act).toMatchObject({ kind: 'create-check', reference: expect.stringMatching(/^orders\/101\.2\//) });
  });

  test('attaches it with a claim of exactly the settled epoch, and not one above', () => {
    const at = (claim: number) => decided(seen(after, { places: [place(LOST, claim, tidy), place(HERE, 101, tidy)] }));
    expect(at(101).kind).toBe('act');
    expect(at(102)).toMatchObject({ kind: 'done', because: expect.stringContaining('us-east-1 claims epoch 102') });
  });

  test('keeps listening to a Region that falls silent after it was attached', () => {
    const both = { ...after, serial: 2, attached: [LOST, HERE] };
    const decision = decided(seen(both, { places: [place(LOST, undefined, tidy), place(HERE, 101, tidy)] }));
    expect(decision).toMatchObject({ kind: 'done', output: { serial: 2, attached: [LOST, HERE] } });
  });

  describe('before it leaves out a Region that the records listen to and that cannot be read', () => {
    const silent = { places: [place(LOST, undefined), place(HERE, 101)] };
    const unsignalled = { places: [place(LOST, 0, { signalHost: undefined }), place(HERE, 101)] };

    test.each<[string, Partial<SeenTraffic>, number, string]>([
      ['waits for its claim', silent, LISTEN_SECONDS - 1, 'wait'],
      ['goes on without it after a while', silent, LISTEN_SECONDS, 'act'],
      ['waits for its signal', unsignalled, LISTEN_SECONDS - 1, 'wait'],
      ['does not wait where it can be read', { places: [place(LOST, 0), place(HERE, 101)] }, 0, 'act'],
      ['does not wait for one that the records did not listen to', standing({ ...before, attached: [HERE] }), 0, 'act'],
    ])('%s', (_, changes, elapsedSeconds, kind) => {
      expect(decided(seen(before, changes), { elapsedSeconds }).kind).toBe(kind);
    });

    test('says which, and why', () => {
      expect(decided(seen(before, silent), { elapsedSeconds: 0 }).because).toBe(
        'the records listen to us-east-1, which cannot be read now (dynamodb:GetItem failed: TimeoutError); ' +
          'it is left out 60 s after the first look',
      );
    });

    test('waits too where another Region is attached under the same epoch', () => {
      const places = [place(LOST, undefined), place(HERE, 101), place('eu-west-1', 0)];
      const target = (elapsedSeconds: number) =>
        targetOf({ settled: { ...after, attached: [LOST, HERE] }, region: HERE, places, elapsedSeconds });
      expect(target(LISTEN_SECONDS - 1).kind).toBe('wait');
      expect(target(LISTEN_SECONDS)).toMatchObject({ settlement: { serial: 2, attached: [HERE, 'eu-west-1'] } });
    });

    test('does not wait where the records stay as they are', () => {
      const both = { ...after, attached: [LOST, HERE] };
      const places = [place(LOST, undefined, tidy), place(HERE, 101, tidy)];
      expect(decided(seen(both, { places }), { elapsedSeconds: 0 }).kind).toBe('done');
    });
  });

  test('does not attach a Region whose signal is not known', () => {
    const untold = place(LOST, 0, { ...tidy, signalHost: undefined, because: ['its watch has not told'] });
    expect(decided(seen(after, { places: [untold, place(HERE, 101, tidy)] })).because).toContain(
      'its watch has not told',
    );
  });

  test('leaves records that say this Region under a later epoch than it has claimed, as attaching by hand makes them', () => {
    const byHand = { ...after, epoch: 200, attached: [LOST, HERE] };
    const alarms = { alarms: ['understudy-orders-claim-above-200'] };
    const places = [place(LOST, 200, alarms), place(HERE, 101, alarms)];
    expect(decided(seen(byHand, { places })).kind).toBe('done');
  });

  test.each(['record-update', 'routing-control'] as const)('has nothing to settle with strategy %s', (strategy) => {
    const other = planWith({ traffic: { ...plan.traffic, strategy } });
    expect(decided(undefined, { plan: other })).toMatchObject({ kind: 'done', output: { attached: [] } });
  });
});
