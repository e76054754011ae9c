import type { ReadLedger } from '../../../lib/domain/ledger';
import { document, HERE, inputFor, LOST, NOW, plan, planWith } from '../../../test/fixtures';
import type { Reading } from '../../edge/reading';
import { decide } from './decide';
import type { SeenDatabase } from './seen';
import type { Sent } from './sent';
import { promoteDatabase } from './step';

const ACTIVE = LOST;
const HERE_ARN = 'arn:aws:rds:us-west-2:111122223333:cluster:orders-us-west-2';

const active: SeenDatabase = {
  globalCluster: 'orders',
  writerRegion: ACTIVE,
  memberHere: HERE_ARN,
  failover: undefined,
  clusterStatus: 'available',
  hasWriterHere: false,
  sent: undefined,
};
const sent = (answer: Sent['answer'], secondsAgo: number) => ({
  sent: { answer, secondsAgo, because: answer === 'accepted' ? '' : 'SomeFault: for a reason' },
});
const switching = { failover: { status: 'switching-over', to: HERE_ARN } };

const before: ReadLedger = { globalCluster: 'orders', rows: 12, digest: 'abc', at: NOW };
const read = (now: Partial<ReadLedger> = {}): { ledger: Reading<ReadLedger> } => ({
  ledger: { outcome: 'read', value: { ...before, ...now } },
});
const here = { ...active, writerRegion: HERE, hasWriterHere: true, ...sent('accepted', 90) };

/** A run whose active Region was fenced this long ago. */
const fenced = (secondsAgo: number) => {
  const at = new Date(Date.parse(NOW) - secondsAgo * 1000).toISOString();
  const said = [{ at, because: 'us-east-1 takes no more writes' }];
  const record = { status: 'done', looks: 2, because: 'fenced', firstLookAt: at, lookAgainSeconds: 0, said };
  return { ...document, run: { ...document.run, verb: 'switchover' as const }, fenceRegion: record };
};
const inputAfter = (fencedSecondsAgo: number, ledgers = [before]) => ({
  document: fenced(fencedSecondsAgo),
  confirmActive: { activeRegion: ACTIVE, signals: [] },
  fenceRegion: { region: ACTIVE, epoch: 101, stopped: [], ledgers },
  authorizePromotion: { databases: ['orders', 'ledger'] },
});
const decided = (seen: Partial<SeenDatabase>, more: object = {}) =>
  decide([{ ...active, ...seen }], inputFor(promoteDatabase, { ...inputAfter(10), ...more }));

describe('PromoteDatabase, in a switchover, decides', () => {
  test('to switch over where the writer is, and loses nothing by it', () => {
    expect(decided({})).toEqual({
      kind: 'act',
      act: { globalCluster: 'orders', target: HERE_ARN, switchoverIn: ACTIVE },
      because: `switching the writer of orders over to ${HERE_ARN}; from here there is no way back`,
    });
  });

  test.each<[string, Partial<SeenDatabase>, string]>([
    ['to wait while Aurora switches over', switching, 'wait'],
    ['to wait after sending, until Aurora shows it', sent('accepted', 59), 'wait'],
    ['to send none a second time once Aurora shows nothing', sent('accepted', 60), 'refuse'],
    ['to wait as long when no answer came', sent('unanswered', 59), 'wait'],
    ['to send none a second time after no answer', sent('unanswered', 60), 'refuse'],
    ['not to send a throttled one at once', sent('throttled', 4), 'wait'],
    ['to send a throttled one again, which had no effect', sent('throttled', 5), 'act'],
    ['to refuse what Aurora refused', sent('refused', 1), 'refuse'],
    ['to wait while the writer is here but the move is not over', { ...here, ...switching, ...read() }, 'wait'],
    ['to wait while the cluster here is not available', { ...here, ...read(), clusterStatus: 'promoting' }, 'wait'],
    ['to wait while the cluster here names no writer', { ...here, ...read(), hasWriterHere: false }, 'wait'],
    ['to refuse when somebody moved the writer elsewhere', { writerRegion: 'eu-west-1' }, 'refuse'],
    ['to refuse when no member is the writer', { writerRegion: undefined }, 'refuse'],
    ['that it is done when every row is here', { ...here, ...read() }, 'done'],
    [
      'that it is done when a person did it by hand and every row is here',
      { ...here, ...read(), sent: undefined },
      'done',
    ],
    ['to wait while a row is missing', { ...here, ...read({ rows: 11 }) }, 'wait'],
    ['to wait while there are other rows', { ...here, ...read({ digest: 'abd' }) }, 'wait'],
    ['to wait while the rows cannot be counted', { ...here, ledger: { outcome: 'unknown', because: 'x' } }, 'wait'],
    ['to wait while nobody has counted them', here, 'wait'],
  ])('%s', (_, seen, kind) => {
    expect(decided(seen).kind).toBe(kind);
  });

  test('to name both counts while they differ', () => {
    expect(decided({ ...here, ...read({ rows: 11, digest: 'abd' }) }).because).toBe(
      'the writer of orders is here with 11 rows (digest abd), us-east-1 acknowledged 12 rows (digest abc)',
    );
  });

  test('to take nothing for proven that nobody counted before', () => {
    expect(decided({ ...here, ...read() }, inputAfter(10, [])).because).toContain('that none was lost is not proven');
  });

  test('that it is done without any count where the plan names no ledger', () => {
    const databases = plan.databases.map(({ ledger, ...database }) => database);
    expect(decided(here, { plan: planWith({ databases }) }).kind).toBe('done');
  });

  test('to say what became of one that Aurora gave up', () => {
    expect(decided(sent('accepted', 60)).because).toBe(
      'the switchover of orders was sent 60 s ago, nothing is under way and the writer is still in us-east-1: ' +
        'Aurora cancelled it, failed or never took it; nothing was lost. Look at the RDS events 0186 and 0187, ' +
        'then start the switchover again',
    );
    expect(decided(sent('unanswered', 61)).because).toContain('61 s ago without an answer (SomeFault: for a reason)');
  });

  test("to refuse in AWS's own words", () => {
    expect(decided(sent('refused', 1)).because).toBe(
      'Aurora refused to promote orders: SomeFault: for a reason; put that right, then start the switchover again',
    );
  });

  test.each([
    [300, 'act'],
    [301, 'refuse'],
  ])('%i s after the other Region was seen fenced: %s', (secondsAgo, kind) => {
    expect(decided({}, inputAfter(secondsAgo)).kind).toBe(kind);
  });

  test('to say how old the fence is', () => {
    expect(decided({}, inputAfter(301)).because).toBe(
      'the fence of us-east-1 was seen 301 s ago, at most 300 s are allowed before orders is promoted; ' +
        'start the switchover again',
    );
  });

  test('to refuse with the Region that was confirmed active', () => {
    expect(decided({ writerRegion: 'eu-west-1' }).because).toContain(
      'the writer of orders is in eu-west-1, but us-east-1 was confirmed active; somebody moved it',
    );
  });
});
