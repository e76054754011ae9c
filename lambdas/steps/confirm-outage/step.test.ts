import { PROBES_IN_A_ROW } from '../../../lib/domain/probe';
import { HERE, inputFor, LOST, planWith } from '../../../test/fixtures';
import type { WebAnswer } from '../../edge/web';
import type { Writer } from '../../edge/writers';
import type { Alarm } from './alarm';
import { decide, type Seen } from './decide';
import type { Heard } from './quorum';
import { confirmOutage } from './step';

const read = <Value>(value: Value) => ({ outcome: 'read', value }) as const;
const unknown = { outcome: 'unknown', because: 'rds:DescribeGlobalClusters failed: Throttling, slow down' } as const;
const failed = {
  outcome: 'failed',
  name: 'AccessDenied',
  because: 'cloudwatch:DescribeAlarms failed: AccessDenied',
} as const;

const answered = (status: number): WebAnswer => ({
  outcome: 'answered',
  status,
  headers: {},
  body: '',
  latencyMilliseconds: 40,
});
const unreachable: WebAnswer = { outcome: 'unreachable', because: 'no connection within 2000 ms', asked: true };
const uncertified: WebAnswer = { ...unreachable, because: 'certificate has expired', alive: true };
const unasked: WebAnswer = {
  outcome: 'unreachable',
  because: 'us-east-1.orders.example.com does not resolve',
  asked: false,
};

const writer = (region: string | undefined, globalCluster = 'orders'): Writer => ({ globalCluster, region });
const alarm = (state: string) =>
  read<Alarm | undefined>({ state, since: '2026-11-21T11:59:00.000Z', actionsEnabled: true });
const silenced = read<Alarm | undefined>({ state: 'ALARM', actionsEnabled: false });
const down = Array.from({ length: PROBES_IN_A_ROW }, () => unreachable);
/** A lag as it looks while its source is heard. */
const following = { globalCluster: 'orders', points: [{ at: '2026-11-21T11:58:00.000Z', value: 400 }] };
const HEARD: Heard = { probes: down, witness: alarm('ALARM'), lags: read([]) };
const lost: Seen = { writers: read([writer(LOST)]), alarm: alarm('ALARM'), heard: HEARD, names: [] };
const heard = (changes: Partial<Heard>): Partial<Seen> => ({ heard: { ...HEARD, ...changes } });
const probed = (...probes: readonly WebAnswer[]) => heard({ probes });

const trigger = { kind: 'alarm', alarmArn: 'arn', eventId: 'e-1', at: '2026-11-21T11:59:00Z' };
const AUTOMATIC = { epoch: 101, reason: 'alarm', trigger };
const PERSON = { epoch: 101, reason: 'us-east-1 is unreachable' };

const decided = (seen: Partial<Seen>, admitRun: object, elapsedSeconds = 0) =>
  decide({ ...lost, ...seen }, inputFor(confirmOutage, { admitRun, elapsedSeconds }));

describe('ConfirmOutage decides', () => {
  test.each<[string, Partial<Seen>, object, string]>([
    ['that a Region is lost when the alarm says so and no probe reaches it', {}, AUTOMATIC, 'done'],
    ['that 5xx is down', probed(answered(503), answered(500)), AUTOMATIC, 'done'],
    // F-09
    ['that a 403 is alive, whatever the alarm says', probed(answered(403)), AUTOMATIC, 'wait'],
    ['that a certificate which is not accepted is alive', probed(uncertified, uncertified), AUTOMATIC, 'wait'],
    ['that a certificate which is not accepted is alive for a person', probed(uncertified), PERSON, 'wait'],
    ['that a 404 is alive', probed(answered(404)), AUTOMATIC, 'wait'],
    ['that one failed probe is not enough', probed(unreachable), AUTOMATIC, 'wait'],
    ['that a probe which was never sent says nothing', probed(unasked, unasked), AUTOMATIC, 'wait'],
    ['that the last probe counts', probed(unreachable, answered(200)), AUTOMATIC, 'wait'],
    // F-04, F-05
    ['that an automatic run needs the alarm', { alarm: alarm('OK') }, AUTOMATIC, 'wait'],
    // F-08
    ['that INSUFFICIENT_DATA is not down', { alarm: alarm('INSUFFICIENT_DATA') }, AUTOMATIC, 'wait'],
    // F-14
    ['that a missing alarm is not down', { alarm: read(undefined) }, AUTOMATIC, 'wait'],
    ['that an unreadable alarm is not down', { alarm: unknown }, AUTOMATIC, 'wait'],
    ['that a person needs no alarm', { alarm: alarm('OK') }, PERSON, 'done'],
    // F-14
    ['that a person may go on when the alarm is unreadable', { alarm: failed }, PERSON, 'done'],
    ['that an automatic run needs an alarm whose actions are enabled', { alarm: silenced }, AUTOMATIC, 'wait'],
    ['that a person may go on when the alarm is silenced', { alarm: silenced }, PERSON, 'done'],
    // F-10
    ['that a witness which reaches it says more than all of here', heard({ witness: alarm('OK') }), AUTOMATIC, 'wait'],
    ['that a witness without data says nothing', heard({ witness: alarm('INSUFFICIENT_DATA') }), AUTOMATIC, 'done'],
    ['that a witness who cannot be asked says nothing', heard({ witness: failed }), AUTOMATIC, 'done'],
    [
      'that data which still arrives counts while the witness cannot be asked',
      heard({ witness: unknown, lags: read([following]) }),
      AUTOMATIC,
      'wait',
    ],
    ['that a lag which cannot be read says nothing', heard({ witness: unknown, lags: failed }), AUTOMATIC, 'done'],
    [
      'that a person knows more than witness and replication',
      heard({ witness: alarm('OK'), lags: read([following]) }),
      PERSON,
      'done',
    ],
    // F-53
    ['that a person needs a Region that is down', probed(answered(200)), PERSON, 'wait'],
    ['to look again when RDS cannot be read', { writers: unknown }, PERSON, 'wait'],
    ['to look again while no member is the writer', { writers: read([writer(undefined)]) }, PERSON, 'wait'],
    ['to refuse when RDS says no', { writers: failed }, PERSON, 'refuse'],
    [
      'that a Region with one writer left is lost like any other',
      { writers: read([writer(HERE), writer(LOST, 'stock')]) },
      AUTOMATIC,
      'done',
    ],
    [
      'that a Region with one writer left must be down too',
      { writers: read([writer(HERE), writer(LOST, 'stock')]), ...probed(answered(200)) },
      PERSON,
      'wait',
    ],
    [
      'to refuse when the writers are in two Regions besides here',
      { writers: read([writer(LOST), writer('eu-west-1', 'stock')]) },
      PERSON,
      'refuse',
    ],
  ])('%s', (_, seen, admitRun, kind) => {
    expect(decided(seen, admitRun).kind).toBe(kind);
  });

  test('which Region is lost, and keeps what each signal said', () => {
    expect(decided(heard({ lags: read([following]) }), AUTOMATIC)).toMatchObject({
      output: {
        lostRegion: LOST,
        witness: 'down',
        signals: [
          'the writers are in us-east-1',
          'the alarm says ALARM since 2026-11-21T11:59:00.000Z',
          'us-east-1 was probed 2 times in a row from here, it cannot be reached: no connection within 2000 ms',
          'the witness in eu-west-1 says ALARM since 2026-11-21T11:59:00.000Z',
          'orders was 0.4 s behind at 11:58:00Z: its source is still heard',
        ],
      },
    });
  });

  test.each<[string, Partial<Seen>, object, string]>([
    ['that says down', {}, AUTOMATIC, 'down'],
    ['without data', heard({ witness: alarm('INSUFFICIENT_DATA') }), AUTOMATIC, 'unheard'],
    ['without an alarm', heard({ witness: read(undefined) }), AUTOMATIC, 'unheard'],
    ['that cannot be asked now', heard({ witness: unknown }), AUTOMATIC, 'unheard'],
    ['that may not be asked', heard({ witness: failed }), AUTOMATIC, 'unheard'],
    ['that says alive, which a person overrules,', heard({ witness: alarm('OK') }), PERSON, 'alive'],
    ['that the plan does not name', { heard: { probes: down, lags: read([]) } }, AUTOMATIC, 'none'],
  ])('that it is lost, and passes on the word of a witness %s', (_, seen, admitRun, witness) => {
    expect(decided(seen, admitRun)).toMatchObject({ kind: 'done', output: { witness } });
  });

  test("and reports the alarm's word when a person goes on without it", () => {
    expect(decided({ alarm: alarm('OK') }, PERSON).because).toContain('the alarm says OK');
  });

  test.each([
    ['waits one second before the limit', 119, 'wait'],
    ['refuses at the limit', 120, 'refuse'],
  ])('and %s', (_, elapsedSeconds, kind) => {
    expect(decided(probed(answered(200)), AUTOMATIC, elapsedSeconds).kind).toBe(kind);
    expect(decided({ writers: unknown }, PERSON, elapsedSeconds).kind).toBe(kind);
  });

  test('and names both facts and a way on when it gives up', () => {
    const { because } = decided(probed(answered(200)), AUTOMATIC, 120);
    expect(because).toContain('not confirmed within 120 s: the alarm says ALARM');
    expect(because).toContain('us-east-1 was probed once from here, it answered 200 after 40 ms');
    expect(because).toContain('a switchover moves everything and loses no data');
  });

  test.each<[string, Partial<Seen>, string]>([
    ['the alarm', { alarm: alarm('OK') }, 'a person needs no alarm'],
    ['the witness', heard({ witness: alarm('OK') }), 'the witness in eu-west-1 says OK since 2026-11-21T11:59:00.000Z'],
    ['the witness', heard({ witness: alarm('OK') }), 'only the way from here may be cut'],
    ['replication', heard({ witness: unknown, lags: read([following]) }), 'data still arrives from it'],
    ['its actions', { alarm: silenced }, "the alarm's actions are disabled: somebody has silenced it"],
  ])('and tells a person to start it when only %s speaks against it', (_, seen, because) => {
    const refused = decided(seen, AUTOMATIC, 120);
    expect(refused.kind).toBe('refuse');
    expect(refused.because).toContain(because);
    expect(refused.because).toContain('start the failover by hand');
  });

  test('and names every signal when it gives up', () => {
    const { because } = decided(heard({ witness: read(undefined), lags: unknown, probes: [unasked] }), AUTOMATIC, 120);
    expect(because).toContain('us-east-1 could not be probed: us-east-1.orders.example.com does not resolve');
    expect(because).toContain('there is no alarm understudy-orders-us-east-1-down in eu-west-1');
    expect(because).toContain('the replication lag cannot be read (rds:DescribeGlobalClusters failed: Throttling');
  });

  test.each([
    ['eu-west-1', 'done'],
    [HERE, 'refuse'],
  ])('in a plan of three Regions for a writer in %s', (region, kind) => {
    const regions = [LOST, HERE, 'eu-west-1'];
    const input = inputFor(confirmOutage, { plan: planWith({ regions }), admitRun: PERSON, elapsedSeconds: 120 });
    const decision = decide({ ...lost, writers: read([writer(region)]), names: [] }, input);
    expect(decision.kind).toBe(kind);
    if (decision.kind === 'done') expect(decision.output.lostRegion).toBe(region);
  });

  test('that a plan without databases is to look again while its claim cannot be read', () => {
    const input = inputFor(confirmOutage, { plan: planWith({ databases: [] }), admitRun: PERSON });
    expect(decide({ ...lost, writers: read([]), served: unknown }, input).kind).toBe('wait');
  });

  test('that a plan without databases has nothing to lose elsewhere once this Region claims', () => {
    const input = inputFor(confirmOutage, { plan: planWith({ databases: [] }), admitRun: AUTOMATIC });
    const served = read({ claimed: 101, settlement: undefined });
    const decision = decide({ ...lost, writers: read([]), served }, input);
    expect(decision.kind).toBe('refuse');
    expect(decision.because).toBe('nothing to fail over: us-west-2 is already active, users are sent to it');
  });

  test('that a plan without databases which nobody has claimed has lost its home, and says why', () => {
    const input = { plan: planWith({ databases: [] }), admitRun: PERSON };
    const decision = decide({ ...lost, writers: read([]) }, inputFor(confirmOutage, input));
    expect(decision).toMatchObject({ kind: 'done', output: { lostRegion: LOST } });
    expect(JSON.stringify(decision)).toContain('the plan names no database');
  });
});

describe('ConfirmOutage names', () => {
  test('the databases that are here already beside the Region that holds the others', () => {
    expect(decided({ writers: read([writer(HERE), writer(LOST, 'stock')]) }, PERSON)).toMatchObject({
      output: {
        signals: expect.arrayContaining(['the writers are in us-east-1, but that of orders is in us-west-2 already']),
      },
    });
  });

  test('each writer when two other Regions hold them', () => {
    const writers = read([writer(LOST), writer('eu-west-1', 'stock'), writer(HERE, 'ledger')]);
    expect(decided({ writers }, PERSON).because).toContain(
      'orders in us-east-1, stock in eu-west-1 and ledger in us-west-2',
    );
  });
});
