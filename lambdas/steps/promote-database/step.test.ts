import { HERE, inputFor, LOST } from '../../../test/fixtures';
import { decide, type SeenDatabase } from './decide';
import { promoteDatabase } from './step';

const HERE_ARN = 'arn:aws:rds:us-west-2:111122223333:cluster:orders-us-west-2';
const LOST_ARN = 'arn:aws:rds:us-east-1:111122223333:cluster:orders-us-east-1';

const lost: SeenDatabase = {
  globalCluster: 'orders',
  writerRegion: LOST,
  memberHere: HERE_ARN,
  failover: undefined,
  clusterStatus: 'available',
  sentSecondsAgo: undefined,
};
const failingOver = { status: 'failing-over', to: HERE_ARN };
const promoted = { ...lost, writerRegion: HERE, sentSecondsAgo: 90 };

const decided = (...seen: SeenDatabase[]) =>
  decide(
    seen,
    inputFor(promoteDatabase, {
      confirmOutage: { lostRegion: LOST, signals: [] },
      authorizePromotion: { databases: ['orders', 'ledger'] },
    }),
  );

describe('PromoteDatabase decides', () => {
  test.each<[string, Partial<SeenDatabase>, string]>([
    ['to promote while the lost Region holds the writer', {}, 'act'],
    ['to wait while Aurora moves the writer here', { failover: failingOver }, 'wait'],
    ['to wait after sending, until Aurora shows it', { sentSecondsAgo: 59 }, 'wait'],
    ['to send again when Aurora never took the call', { sentSecondsAgo: 60 }, 'act'],
    ['to wait while the writer is here but the move is not over', { ...promoted, failover: failingOver }, 'wait'],
    [
      'to wait while the writer is here but its cluster is not available',
      { ...promoted, clusterStatus: 'promoting' },
      'wait',
    ],
    ['that it is done when writer, state and cluster agree', promoted, 'done'],
    ['to wait while the cluster here is still being modified', { clusterStatus: 'modifying' }, 'wait'],
    ['to refuse when the writer is in a third Region', { writerRegion: 'eu-west-1' }, 'refuse'],
    ['to refuse when no member is the writer', { writerRegion: undefined }, 'refuse'],
    ['to refuse when this Region has no member', { memberHere: undefined }, 'refuse'],
    ['to refuse when Aurora moves the writer elsewhere', { failover: { ...failingOver, to: LOST_ARN } }, 'refuse'],
  ])('%s', (_, seen, kind) => {
    expect(decided({ ...lost, ...seen }).kind).toBe(kind);
  });

  test('to send every database, whatever the first is doing', () => {
    const second = { ...lost, globalCluster: 'ledger' };
    expect(decided({ ...lost, failover: failingOver }, second)).toMatchObject({ act: { globalCluster: 'ledger' } });
  });

  test('that traffic waits for all of them', () => {
    expect(decided(promoted, { ...lost, failover: failingOver }).kind).toBe('wait');
  });

  test('to send none when one of them was moved by somebody else', () => {
    expect(decided(lost, { ...lost, globalCluster: 'ledger', writerRegion: 'eu-west-1' }).kind).toBe('refuse');
  });

  test('to refuse a database whose loss nobody judged: its writer was here and has been moved back', () => {
    expect(decided({ ...lost, globalCluster: 'billing' })).toMatchObject({
      kind: 'refuse',
      because: expect.stringContaining('was here when this run was authorised'),
    });
  });

  test('that a plan without databases is done', () => {
    expect(decided().kind).toBe('done');
  });
});
