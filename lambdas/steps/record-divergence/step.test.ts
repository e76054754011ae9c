import type { DatabaseEvent } from '../../../lib/domain/database-event';
import type { Divergence } from '../../../lib/domain/divergence';
import type { ReadLedger } from '../../../lib/domain/ledger';
import { HERE, inputFor, LOST, NOW, plan, planWith } from '../../../test/fixtures';
import type { Reading } from '../../edge/reading';
import { decide } from './decide';
import type { Seen, SeenClaim, SeenDatabase, Snapshot } from './seen';
import { copyName } from './snapshots';
import { recordDivergence } from './step';

const ACTIVE = LOST;
const SINCE = '2026-11-21T11:00:00.000Z';
/** An hour before. */
const FROM = '2026-11-21T10:00:00.000Z';
const CLUSTER = `orders-${HERE}`;
const COPY = `understudy-orders-${CLUSTER}-201`;
const TAKEN = `rds:unplanned-global-failover-${CLUSTER}-2026-11-21-11-59`;

const runOf = (verb: string, region = ACTIVE) =>
  `arn:aws:states:${region}:111122223333:execution:understudy-orders-${verb}:run`;
const claimed = (epoch: number, verb = 'failover', region = ACTIVE): SeenClaim => ({
  region,
  claim: { outcome: 'read', value: { epoch, runId: runOf(verb, region), at: SINCE } },
});
const unread = (region: string): SeenClaim => ({ region, claim: { outcome: 'unknown', because: 'no answer' } });

const ledger = (more: Partial<ReadLedger> = {}): Reading<ReadLedger> => ({
  outcome: 'read',
  value: { globalCluster: 'orders', rows: 12, digest: 'abc', lsn: '0/5', timeline: 2, at: NOW, ...more },
});
const away: Reading<never> = { outcome: 'unknown', because: 'it cannot be reached' };
const here = { rows: 15, digest: 'abd', timeline: 1, rowsSince: 3 };

const snapshots = (...value: Snapshot[]): Pick<SeenDatabase, 'snapshots'> => ({
  snapshots: { outcome: 'read', value },
});
const taken: Snapshot = { name: TAKEN, cluster: CLUSTER, status: 'available', createdAt: NOW };
const copy = (status: string): Snapshot => ({ name: COPY, cluster: CLUSTER, status, createdAt: NOW });
const left: SeenDatabase = {
  globalCluster: 'orders',
  cluster: CLUSTER,
  ledgers: { here: ledger(here), there: ledger() },
  ...snapshots(),
};
const recorded: Divergence = {
  epoch: 201,
  activeRegion: ACTIVE,
  runId: 'run',
  at: NOW,
  databases: [{ globalCluster: 'orders', because: 'x' }],
  version: 1,
};

const base: Seen = { own: undefined, others: [claimed(201)], recorded: undefined, events: [], databases: [left] };
const fenceRegion = { region: HERE, epoch: 201, stopped: [], ledgers: [] as ReadLedger[] };
const decided = (seen: Partial<Seen> = {}, more: object = {}) =>
  decide({ ...base, ...seen }, inputFor(recordDivergence, { fenceRegion, ...more }));
const keeping = (database: Partial<SeenDatabase>, more: object = {}) =>
  decided({ recorded, databases: [{ ...left, ...database }] }, more);

describe('RecordDivergence decides', () => {
  test.each<[string, Partial<Seen>, string]>([
    // F-46
    ['to record what a failover elsewhere left behind', {}, 'act'],
    ['that nothing was left behind by a switchover', { others: [claimed(201, 'switchover')] }, 'done'],
    ['that nothing was left behind while nobody claims', { others: [claimed(0)] }, 'done'],
    ['that nothing was left behind by a claim below its own', { own: own(201) }, 'done'],
    ['to record what a claim just above its own left behind', { own: own(200) }, 'act'],
    ['to record what a run of an unknown verb left behind', { others: [claimed(201, 'conquest')] }, 'act'],
    ['to wait while a Region cannot say what it claims', { others: [unread(ACTIVE)] }, 'wait'],
    ['that a newer failover is recorded above an older one', { recorded: { ...recorded, epoch: 200 } }, 'act'],
    ['that an acknowledged one is done', { recorded: { ...recorded, acknowledged: word() } }, 'done'],
  ])('%s', (_, seen, kind) => {
    expect(decided(seen).kind).toBe(kind);
  });

  test('by the failover, although a switchover moved on from there', () => {
    const others = [claimed(201), claimed(302, 'switchover', 'eu-west-1')];
    expect(decided({ others })).toMatchObject({ act: { next: { epoch: 201, activeRegion: 'eu-west-1' } } });
  });

  test.each<[number, SeenClaim[], string]>([
    [299, [claimed(201), unread('eu-west-1')], 'wait'],
    [300, [claimed(201), unread('eu-west-1')], 'act'],
    [300, [claimed(201, 'switchover'), unread('eu-west-1')], 'wait'],
    [300, [unread(ACTIVE)], 'wait'],
  ])('after %i s without an answer of a Region', (elapsedSeconds, others, kind) => {
    expect(decided({ others }, { elapsedSeconds }).kind).toBe(kind);
  });

  test('the item by what it has seen: version after version', () => {
    const before = { ...recorded, epoch: 101, version: 7 };
    expect(decided({ recorded: before })).toMatchObject({
      act: { kind: 'record', observed: before, next: { epoch: 201, version: 8, activeRegion: ACTIVE, at: NOW } },
    });
    expect(decided()).toMatchObject({ act: { observed: undefined, next: { version: 1 } } });
  });
});

describe('RecordDivergence says', () => {
  const told = (database: Partial<SeenDatabase>, more: Partial<Seen> = {}, known: object = {}) =>
    decided({ databases: [{ ...left, ...database }], ...more }, { elapsedSeconds: 60, ...known }).because;

  // F-51
  test('rows, LSN and timeline of both, and how many rows are newer', () => {
    expect(told({})).toBe(
      'recording what may be here alone: orders was left behind here when a failover took over under epoch 201 at ' +
        `${SINCE}; here are 15 rows (digest abd, LSN 0/5, timeline 1), in us-east-1 are 12 rows (digest abc, LSN 0/5, ` +
        `timeline 2): they differ, 3 rows were written here since ${FROM}; RDS has not told here whether it blocked writes ` +
        'to it',
    );
  });

  const { rowsSince, ...uncounted } = here;
  test.each<[string, Partial<SeenDatabase>, RegExp]>([
    ['that nobody counts its rows', { ledgers: undefined }, /the plan names no ledger for it, so nobody knows/],
    ['that what is here is unknown', { ledgers: { here: away, there: ledger() } }, /here is unknown \(it cannot be/],
    [
      'that what is there is unknown',
      { ledgers: { here: ledger(), there: away } },
      /us-east-1 is unknown .*is unknown;/,
    ],
    [
      'that they are the same again',
      { ledgers: { here: ledger(), there: ledger() } },
      /the same, so it follows us-east-1/,
    ],
    [
      'that the newer rows are unknown',
      { ledgers: { here: ledger(uncounted), there: ledger() } },
      /an unknown number of/,
    ],
    [
      'no LSN and timeline where none are told',
      { ledgers: { here: ledger({ ...here, lsn: undefined, timeline: undefined }), there: ledger() } },
      /LSN unknown, timeline unknown/,
    ],
  ])('%s', (_, database, sentence) => {
    expect(told(database)).toMatch(sentence);
  });

  test.each<[string, NonNullable<SeenDatabase['ledgers']>, number]>([
    ['once it cannot be counted any more', { here: away, there: ledger() }, 15],
    ['once it was rebuilt', { here: ledger(), there: ledger() }, 15],
    ['and what is newer where it can', { here: ledger({ rows: 16, digest: 'abe' }), there: ledger() }, 16],
  ])('what it held when it was fenced, %s', (_, ledgers, rows) => {
    const before = { globalCluster: 'orders', rows: 15, digest: 'abd', at: NOW };
    const known = { fenceRegion: { ...fenceRegion, ledgers: [before] } };
    expect(told({ ledgers }, {}, known)).toContain(`here are ${rows} rows`);
  });

  const event = (id: string, at: string, cluster = CLUSTER): DatabaseEvent => ({
    eventId: id,
    event: id,
    cluster,
    at,
    message: '',
  });
  test.each<[string, DatabaseEvent[], RegExp]>([
    // F-45
    ['that writes were not blocked', [event('RDS-EVENT-0391', SINCE)], /could not be blocked in time \(RDS-EVENT-0391/],
    ['that they were', [event('RDS-EVENT-0390', SINCE)], /were blocked \(RDS-EVENT-0390/],
    ['nothing by another event', [event('RDS-EVENT-0238', SINCE)], /has not told here/],
    ['nothing by an event of another cluster', [event('RDS-EVENT-0391', SINCE, 'x')], /has not told here/],
    ['nothing by an older event', [event('RDS-EVENT-0391', beforeIt())], /has not told here/],
    ['what was told before users were moved', [event('RDS-EVENT-0390', FROM)], /were blocked/],
  ])('%s', (_, events, sentence) => {
    expect(told({}, { events })).toMatch(sentence);
  });

  test.each([
    [59, 'wait'],
    [60, 'act'],
  ])('unknown only after %i s', (elapsedSeconds, kind) => {
    const databases = [{ ...left, ledgers: { here: away, there: ledger() } }];
    expect(decided({ databases }, { elapsedSeconds }).kind).toBe(kind);
  });
});

describe('RecordDivergence, once it is recorded, decides', () => {
  test.each<[string, Partial<SeenDatabase>, string, string]>([
    ['to copy the snapshot that Aurora took', snapshots(taken), 'act', `copying ${TAKEN} to ${COPY}`],
    ['to wait while Aurora takes it', snapshots({ ...taken, status: 'creating' }), 'wait', 'is creating'],
    ['to wait while there is none', {}, 'wait', 'has taken no snapshot'],
    ['to wait while the snapshots are unknown', { snapshots: away }, 'wait', 'are unknown'],
    ['to wait while it is copied', snapshots(taken, copy('copying')), 'wait', 'is copying'],
    ['to wait once it asked', { ...snapshots(taken), askedSecondsAgo: 59 }, 'wait', 'asked for 59 s ago'],
    ['to ask again when nothing shows', { ...snapshots(taken), askedSecondsAgo: 60 }, 'act', 'copying'],
    [
      'to wait, not to take that of an earlier failover',
      snapshots({ ...taken, createdAt: beforeIt() }),
      'wait',
      'no snapshot',
    ],
    [
      'to wait, not to take that of another cluster',
      snapshots({ ...taken, name: `${TAKEN}`.replace(HERE, 'x') }),
      'wait',
      'no',
    ],
    [
      'to wait, not to take that of a cluster whose name only begins alike',
      snapshots({ ...taken, name: TAKEN.replace('-2026', '-eu-2026'), cluster: `${CLUSTER}-eu` }),
      'wait',
      'no snapshot',
    ],
    [
      'to copy one that Aurora took before users were moved',
      snapshots({ ...taken, createdAt: FROM }),
      'act',
      `copying ${TAKEN}`,
    ],
    ['to name the copy once it is whole', snapshots(taken, copy('available')), 'act', `recording ${COPY}`],
    // F-54
    ['to tell of a copy that failed', snapshots(taken, copy('failed')), 'done', 'could not make the copy'],
    [
      'to tell of a copy that was refused, with the command',
      { ...snapshots(taken), refused: 'KMSKeyNotAccessibleFault' },
      'done',
      `refused: KMSKeyNotAccessibleFault; aws rds copy-db-cluster-snapshot --region ${HERE} ` +
        `--source-db-cluster-snapshot-identifier ${TAKEN} --target-db-cluster-snapshot-identifier ${COPY}`,
    ],
    [
      'to tell of snapshots that it may not see',
      { snapshots: { outcome: 'failed', name: 'AccessDenied', because: 'denied' } },
      'done',
      'cannot be seen (denied)',
    ],
  ])('%s', (_, database, kind, sentence) => {
    const decision = keeping(database);
    expect(decision.kind).toBe(kind);
    expect(decision.because).toContain(sentence);
  });

  test.each([
    [1799, 'wait'],
    [1800, 'done'],
  ])('after %i s without a snapshot: %s', (elapsedSeconds, kind) => {
    expect(keeping({}, { elapsedSeconds }).kind).toBe(kind);
  });

  test('to keep the acknowledgement of a person who was faster than the copy', () => {
    const named = { ...recorded, databases: [{ globalCluster: 'orders', because: 'x', snapshot: COPY }] };
    expect(keeping(snapshots(taken, copy('available')))).toMatchObject({
      act: { kind: 'record', next: { ...named, version: 2 }, observed: recorded },
    });
    const seen = { recorded: named, databases: [{ ...left, ...snapshots(taken, copy('available')) }] };
    expect(decided(seen)).toMatchObject({
      kind: 'done',
      output: { databases: named.databases, tasks: [] },
      because: 'orders may hold rows that no other Region has: a failback waits until a person acknowledges it',
    });
  });

  test('that every database is copied before it waits for one', () => {
    const ledgerCluster = { ...left, globalCluster: 'ledger', cluster: `ledger-${HERE}` };
    const { cluster } = ledgerCluster;
    const second = { ...taken, cluster, name: `rds:unplanned-global-failover-${cluster}-1` };
    const databases = [left, { ...ledgerCluster, ...snapshots(second) }];
    expect(decided({ recorded, databases })).toMatchObject({
      act: { kind: 'copy', globalCluster: 'ledger', epoch: 201 },
    });
  });
});

test('a copy has a name that RDS takes, the same each time', () => {
  expect(copyName('orders', CLUSTER, 201)).toBe(COPY);
  const long = copyName('a--b', 'c'.repeat(63), 201);
  expect(long).toMatch(/^understudy-a-b-[0-9a-f]{12}-201$/);
  expect(long).not.toBe(copyName('a--b', 'd'.repeat(63), 201));
  expect(copyName('orders', 'c'.repeat(41), 201)).toHaveLength(63);
  expect(copyName('orders', 'c'.repeat(42), 201).length).toBeLessThan(63);
});

test('a plan without databases needs no such step', () => {
  expect(recordDivergence.isNeeded?.(planWith({ databases: [] }))).toBe(false);
  expect(recordDivergence.isNeeded?.(plan)).toBe(true);
});

function own(epoch: number) {
  return { epoch, runId: runOf('failover', HERE), at: SINCE };
}
function word() {
  return { by: 'arn', because: 'I looked', at: NOW };
}
function beforeIt() {
  return '2026-11-21T09:59:59.000Z';
}
