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
    // F-39
    ['to wait while only its cluster names a writer', { hasWriterHere: true, ...sent('accepted', 61) }, 'wait'],
    ['to wait so after no answer', { hasWriterHere: true, ...sent('unanswered', 61) }, 'wait'],
    ['to wait so when Aurora refused to do it twice', { hasWriterHere: true, ...sent('refused', 1) }, 'wait'],
    ['to refuse when somebody moved the writer elsewhere', { writerRegion: 'eu-west-1' }, 'refuse'],
    ['to refuse when no member is the writer', { writerRegion: undefined }, 'refuse'],
    ['that it is done when every row is here', { ...here, ...read() }, 'done'],
    [
      'that it is done when a person did it by hand and every row is here',
      { ...here, ...read(), sent: undefined },
      'done',
    ],
    // F-130
    ['to wait while a row is missing', { ...here, ...read({ rows: 11 }) }, 'wait'],
    ['to wait while there are other rows', { ...here, ...read({ digest: 'abd' }) }, 'wait'],
    ['to wait while the rows cannot be counted', { ...here, ledger: { outcome: 'unknown', because: 'x' } }, 'wait'],
    ['to wait while nobody has counted them', here, 'wait'],
    ['to wait for a missing row for 59 s', { ...here, ...read({ rows: 11 }), hereForSeconds: 59 }, 'wait'],
    ['to refuse after 60 s without it', { ...here, ...read({ rows: 11 }), hereForSeconds: 60 }, 'refuse'],
    ['to refuse to switch over between versions', { versionProblem: '16.3 here' }, 'refuse'],
  ])('%s', (_, seen, kind) => {
    expect(decided(seen).kind).toBe(kind);
  });

  test('to name both counts while they differ', () => {
    expect(decided({ ...here, ...read({ rows: 11, digest: 'abd' }) }).because).toBe(
      'the writer of orders is here with 11 rows (digest abd), us-east-1 acknowledged 12 rows (digest abc)',
    );
  });

  test('to say after a minute what is missing and what is safe', () => {
    expect(decided({ ...here, ...read({ rows: 9, digest: 'abd' }), hereForSeconds: 61.4 }).because).toBe(
      'the writer of orders is here, and after 61 s it holds 9 rows (digest abd), us-east-1 acknowledged 12 rows ' +
        '(digest abc): 3 fewer. Users are not moved and us-east-1 stays fenced, so nothing more is lost by waiting: ' +
        'compare the ledgers of both Regions and bring over what is missing, then start a failover here, which goes ' +
        'on with canaries and traffic',
    );
  });

  test.each<[string, Partial<SeenDatabase>, string]>([
    [
      'there are more rows',
      read({ rows: 13, digest: 'abd' }),
      'it holds 13 rows (digest abd), us-east-1 acknowledged 12',
    ],
    ['there are other rows', read({ digest: 'abd' }), 'it holds 12 rows (digest abd), us-east-1 acknowledged 12 rows'],
    ['nobody can count them', { ledger: { outcome: 'unknown', because: 'x' } }, 'not counted after 60 s: x'],
    ['the count is malformed', { ledger: { outcome: 'failed', name: 'n', because: 'y' } }, 'not counted after 60 s: y'],
  ])('that it is done after 60 s where %s, and says what is not proven', (_, seen, because) => {
    expect(decided({ ...here, ...seen, hereForSeconds: 59 }).kind).toBe('wait');
    const sentence = expect.stringContaining('that no row of orders was lost is not proven: ');
    const decision = decided({ ...here, ...seen, hereForSeconds: 60 });
    expect(decision).toMatchObject({ kind: 'done', output: { writerRegion: HERE, unproven: [sentence] } });
    expect(decision.because).toContain(because);
    const { output } = decision as { readonly output?: { readonly unproven?: readonly string[] } };
    expect(output?.unproven?.[0]).toContain(because);
  });

  test('to give no minute where the time of the step is up', () => {
    const late = { elapsedSeconds: 1800 };
    expect(decided({ ...here, ...read({ rows: 13 }) }, { elapsedSeconds: 1799 }).kind).toBe('wait');
    expect(decided({ ...here, ...read({ rows: 13 }) }, late).kind).toBe('done');
    expect(decided({ ...here, ...read({ rows: 11 }) }, late).kind).toBe('refuse');
  });

  test('to claim no promotion unconfirmed where the writer is here', () => {
    const late = { elapsedSeconds: 1800 };
    expect(decided({ ...here, clusterStatus: 'promoting' }, late).because).toBe(
      'promoted, and not all is ready here: the writer of orders is here, its cluster is promoting',
    );
    expect(decided(switching, late).because).toMatch(/^promotion not confirmed/);
  });

  test('to take nothing for proven that nobody counted before', () => {
    const decision = decided({ ...here, ...read() }, inputAfter(10, []));
    expect(decision.kind).toBe('done');
    expect(decision.because).toContain('that no row of orders was lost is not proven: nobody counted its rows before');
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

  const ledger = { ...active, globalCluster: 'ledger' };
  const both = (...seen: SeenDatabase[]) => decide(seen, inputFor(promoteDatabase, inputAfter(10)));
  const creating = { ...ledger, clusterStatus: 'creating' };
  test.each<[string, SeenDatabase[], string]>([
    ['to send the first when all can be sent', [active, ledger], 'act'],
    ['to send none while one is not available', [active, creating], 'wait'],
    ['to send none while one was throttled', [active, { ...ledger, ...sent('throttled', 1) }], 'wait'],
    ['to send none when one has no member here', [active, { ...ledger, memberHere: undefined }], 'refuse'],
    ['to send none when versions of one do not go together', [active, { ...ledger, versionProblem: 'x' }], 'refuse'],
    ['to send the rest once one is on its way', [{ ...active, ...sent('accepted', 3) }, ledger, creating], 'act'],
    ['to send the rest once Aurora moves one', [{ ...active, ...switching }, ledger, creating], 'act'],
    ['to send the rest once one is here', [{ ...here, ...read(), sent: undefined }, ledger, creating], 'act'],
  ])('of several databases %s', (_, seen, kind) => {
    expect(both(...seen).kind).toBe(kind);
  });

  test('to name the one that all wait for', () => {
    expect(both(active, creating).because).toBe(
      'none is sent before all can be: the cluster of ledger here is creating, not yet available',
    );
  });
});
