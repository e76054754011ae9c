import type { Database } from '../../../lib/domain/plan';
import { document, HERE, inputFor, LOST, NOW, plan, planWith } from '../../../test/fixtures';
import { decide } from './decide';
import type { SeenDatabase } from './seen';
import type { Sent } from './sent';
import { promoteDatabase } from './step';

const HERE_ARN = 'arn:aws:rds:us-west-2:111122223333:cluster:orders-us-west-2';
const LOST_ARN = 'arn:aws:rds:us-east-1:111122223333:cluster:orders-us-east-1';

const lost: SeenDatabase = {
  globalCluster: 'orders',
  writerRegion: LOST,
  memberHere: HERE_ARN,
  failover: undefined,
  clusterStatus: 'available',
  hasWriterHere: false,
  sent: undefined,
};
const failingOver = { status: 'failing-over', to: HERE_ARN };
const cancelling = { ...failingOver, status: 'cancelling' };
const sent = (answer: Sent['answer'], secondsAgo: number) => ({
  sent: { answer, secondsAgo, because: answer === 'accepted' ? '' : 'SomeFault: for a reason' },
});
const promoted = { ...lost, writerRegion: HERE, hasWriterHere: true, ...sent('accepted', 90) };

/** The global database still shows what was, the cluster here no longer. */
const stale = { ...lost, hasWriterHere: true };

/** A run whose outage was confirmed this long ago. */
const confirmed = (secondsAgo: number) => {
  const at = new Date(Date.parse(NOW) - secondsAgo * 1000).toISOString();
  const firstLookAt = new Date(Date.parse(at) - 60_000).toISOString();
  const said = [
    { at: firstLookAt, because: 'not confirmed yet' },
    { at, because: 'us-east-1 is down' },
  ];
  const record = { status: 'done', looks: 2, because: 'us-east-1 is down', firstLookAt, lookAgainSeconds: 0, said };
  return { ...document, confirmOutage: record };
};

function third(): SeenDatabase {
  return { ...lost, globalCluster: 'billing' };
}

const decided = (...seen: SeenDatabase[]) => decidedAfter(30, ...seen);
const decidedAfter = (confirmedSecondsAgo: number, ...seen: SeenDatabase[]) =>
  decide(seen, inputFor(promoteDatabase, inputAfter(confirmedSecondsAgo)));
const inputAfter = (confirmedSecondsAgo: number, authorized: object = {}) => ({
  document: confirmed(confirmedSecondsAgo),
  confirmOutage: { lostRegion: LOST, signals: [] },
  authorizePromotion: { databases: ['orders', 'ledger'], ...authorized },
});

describe('PromoteDatabase decides', () => {
  test.each<[string, Partial<SeenDatabase>, string]>([
    ['to promote while the lost Region holds the writer', {}, 'act'],
    ['to wait while Aurora moves the writer here', { failover: failingOver }, 'wait'],
    ['to wait after sending, until Aurora shows it', sent('accepted', 59), 'wait'],
    ['to send again when Aurora never took the call', sent('accepted', 60), 'act'],
    // F-34
    ['to wait as long when no answer came', sent('unanswered', 59), 'wait'],
    ['to send again when no answer came and nothing shows', sent('unanswered', 60), 'act'],
    ['not to send a throttled promotion at once', sent('throttled', 4), 'wait'],
    // F-32
    ['to send a throttled promotion again at its own pace', sent('throttled', 5), 'act'],
    ['to refuse what Aurora refused', sent('refused', 1), 'refuse'],
    ['to wait when Aurora refused because it is under way', { ...sent('refused', 1), failover: failingOver }, 'wait'],
    [
      'to wait when Aurora refused because it is here',
      { ...promoted, ...sent('refused', 1), clusterStatus: 'x' },
      'wait',
    ],
    // F-38
    ['to wait while the writer is here but the move is not over', { ...promoted, failover: failingOver }, 'wait'],
    [
      'to wait while the writer is here but its cluster is not available',
      { ...promoted, clusterStatus: 'promoting' },
      'wait',
    ],
    // F-39
    ['to wait while its cluster names no writer of its own yet', { ...promoted, hasWriterHere: false }, 'wait'],
    ['to wait while only its cluster names a writer, sent 61 s ago', { ...stale, ...sent('accepted', 61) }, 'wait'],
    ['to wait so after no answer', { ...stale, ...sent('unanswered', 61) }, 'wait'],
    ['to wait so after it was throttled the second time', { ...stale, ...sent('throttled', 61) }, 'wait'],
    ['to wait so when Aurora refused to do it twice', { ...stale, ...sent('refused', 1) }, 'wait'],
    [
      'to wait so while no member is the writer',
      { ...stale, writerRegion: undefined, ...sent('accepted', 61) },
      'wait',
    ],
    [
      'to wait so until a move that it saw cancelled shows',
      { ...stale, ...sent('accepted', 61), wasCancelled: true },
      'wait',
    ],
    ['to send where its cluster names a writer and this run has sent nothing', stale, 'act'],
    ['to refuse so when the writer is in a third Region', { ...promoted, writerRegion: 'eu-west-1' }, 'refuse'],
    ['that it is done when writer, state and cluster agree', promoted, 'done'],
    ['to wait while Aurora cancels the move', { failover: cancelling, ...sent('accepted', 90) }, 'wait'],
    ['to wait while the cluster here is still being modified', { clusterStatus: 'modifying' }, 'wait'],
    ['to refuse when the writer is in a third Region', { writerRegion: 'eu-west-1' }, 'refuse'],
    ['to refuse when no member is the writer', { writerRegion: undefined }, 'refuse'],
    ['to refuse when this Region has no member', { memberHere: undefined }, 'refuse'],
    ['to refuse when Aurora moves the writer elsewhere', { failover: { ...failingOver, to: LOST_ARN } }, 'refuse'],
  ])('%s', (_, seen, kind) => {
    expect(decided({ ...lost, ...seen }).kind).toBe(kind);
  });

  test.each([
    [300, 'act'],
    [301, 'refuse'],
  ])('%i s after the outage was confirmed: %s', (secondsAgo, kind) => {
    expect(decidedAfter(secondsAgo, lost).kind).toBe(kind);
  });

  test.each([
    ['an old confirmation that was renewed while a person decided', 3600, 300, 'act'],
    ['an old confirmation that was renewed too long ago', 3600, 301, 'refuse'],
    ['a confirmation that is younger than its renewal', 300, 3600, 'act'],
  ])('by the later moment, given %s', (_, confirmedSecondsAgo, renewedSecondsAgo, kind) => {
    const confirmedAt = new Date(Date.parse(NOW) - renewedSecondsAgo * 1000).toISOString();
    const input = inputFor(promoteDatabase, inputAfter(confirmedSecondsAgo, { confirmedAt }));
    expect(decide([lost], input).kind).toBe(kind);
  });

  test('to refuse an old confirmation with its age and what to do', () => {
    expect(decidedAfter(301, lost).because).toBe(
      'the outage of us-east-1 was confirmed 301 s ago, at most 300 s are allowed before orders is promoted; ' +
        'start the failover again',
    );
  });

  // F-06, F-36
  test('to wait for what was sent while the outage was fresh, however long it takes', () => {
    expect(decidedAfter(1700, { ...lost, failover: failingOver }).kind).toBe('wait');
    expect(decidedAfter(301, { ...lost, ...sent('accepted', 59) }).kind).toBe('wait');
    expect(decidedAfter(1700, promoted).kind).toBe('done');
  });

  test.each<[string, string | undefined, string]>([
    ['to promote while the writer is in the Region that was confirmed lost', 'eu-west-1', 'act'],
    ['to refuse when the writer is in the third Region, although it is a Region of the plan', LOST, 'refuse'],
    ['to refuse when no Region holds the writer', undefined, 'refuse'],
    ['that it is done when the writer is here', HERE, 'done'],
  ])('in a plan of three Regions, %s', (_, writerRegion, kind) => {
    const input = { ...inputAfter(30), plan: planWith({ regions: [LOST, HERE, 'eu-west-1'] }) };
    const confirmOutage = { lostRegion: 'eu-west-1', signals: [] };
    const decision = decide(
      [{ ...lost, writerRegion, hasWriterHere: writerRegion === HERE }],
      inputFor(promoteDatabase, { ...input, confirmOutage }),
    );
    expect(decision.kind).toBe(kind);
    if (kind === 'refuse') {
      expect(decision.because).toContain(
        `the writer of orders is in ${writerRegion ?? 'no Region'}, but the outage was confirmed for eu-west-1`,
      );
    }
  });

  test("to refuse in AWS's own words", () => {
    expect(decided({ ...lost, ...sent('refused', 1) }).because).toBe(
      'Aurora refused to promote orders: SomeFault: for a reason; put that right, then start the failover again',
    );
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

  test('to refuse what was cancelled, by whom it may be, instead of sending it again', () => {
    expect(decided({ ...lost, ...sent('accepted', 90), wasCancelled: true })).toMatchObject({
      kind: 'refuse',
      because: expect.stringContaining('was cancelled and it is still in us-east-1; nothing was lost by it'),
    });
    expect(decided({ ...lost, failover: failingOver, wasCancelled: true }).kind).toBe('wait');
    expect(decided({ ...promoted, wasCancelled: true }).kind).toBe('done');
  });

  // F-39
  test.each([
    [
      1799,
      /^the cluster of orders here names a writer of its own, and its global database still names that of us-east-1/,
    ],
    [1800, /^promotion not confirmed, and none is sent a second time: the cluster of orders here names a writer/],
  ])('that after %i s of a stale view: %s', (elapsedSeconds, sentence) => {
    const input = inputFor(promoteDatabase, { ...inputAfter(1700), elapsedSeconds });
    expect(decide([{ ...stale, ...sent('accepted', 1700) }], input)).toMatchObject({
      kind: 'wait',
      because: expect.stringMatching(sentence),
    });
  });

  // F-35
  test.each([
    [1799, 'Aurora moves the writer of orders here (failing-over)'],
    [1800, 'promotion not confirmed, and none is sent a second time: Aurora moves the writer of orders here'],
  ])('that after %i s of a stuck move: %s', (elapsedSeconds, sentence) => {
    const input = inputFor(promoteDatabase, { ...inputAfter(30), elapsedSeconds });
    expect(decide([{ ...lost, failover: failingOver }], input).because).toContain(sentence);
  });

  const second = { ...lost, globalCluster: 'ledger' };
  test.each<[string, SeenDatabase[], string, RegExp]>([
    [
      'to send none when one is refused beforehand',
      [{ ...lost, memberHere: undefined }, second],
      'refuse',
      /no member/,
    ],
    [
      'to send the rest once one is on its way, whatever another was answered',
      [{ ...lost, failover: failingOver, ...sent('accepted', 9) }, { ...second, ...sent('refused', 3) }, third()],
      'act',
      /./,
    ],
    [
      'to name what was sent when another is refused',
      [
        { ...lost, failover: failingOver, ...sent('accepted', 9) },
        { ...second, ...sent('refused', 3) },
      ],
      'refuse',
      /refused to promote ledger: .*; the promotion of orders was sent 9 s ago and is not undone$/,
    ],
    [
      'to name what may have been sent when another is refused',
      [
        { ...lost, ...sent('unanswered', 9) },
        { ...second, ...sent('refused', 3) },
      ],
      'refuse',
      /; the promotion of orders was sent 9 s ago and is not undone$/,
    ],
    [
      'to name what is here when another is refused',
      [promoted, { ...second, ...sent('refused', 3) }],
      'refuse',
      /; the writer of orders is in us-west-2 and stays there$/,
    ],
    [
      'to name every refusal',
      [
        { ...lost, ...sent('refused', 3) },
        { ...second, writerRegion: 'eu-west-1' },
      ],
      'refuse',
      /refused to promote orders: .*; the writer of ledger is in eu-west-1/,
    ],
    [
      'to hide no throttled one behind it, which had no effect',
      [
        { ...lost, ...sent('throttled', 1) },
        { ...second, ...sent('refused', 3) },
      ],
      'refuse',
      /start the failover again$/,
    ],
  ])('of several databases %s', (_, seen, kind, sentence) => {
    const authorized = inputAfter(30, { databases: ['orders', 'ledger', 'billing'] });
    const decision = decide(seen, inputFor(promoteDatabase, authorized));
    expect(decision.kind).toBe(kind);
    expect(decision.because).toMatch(sentence);
  });

  const event = (id: string) => ({ eventId: id, event: id, cluster: 'orders-us-west-2', at: NOW, message: 'm' });
  const blocked = { ...promoted, told: [event('RDS-EVENT-0390')] };
  const timedOut = { ...promoted, told: [event('RDS-EVENT-0391'), event('RDS-EVENT-0390')] };
  const other = { globalCluster: 'ledger' };
  test.each<[string, SeenDatabase[], string | undefined]>([
    ['were blocked', [blocked, { ...blocked, ...other }], 'blocked'],
    ['may have gone on in one', [blocked, { ...timedOut, ...other }], 'timedOut'],
    ['may have gone on, whatever was told later', [timedOut], 'timedOut'],
    ['are known of one only', [blocked, { ...promoted, ...other }], undefined],
    ['are unknown', [promoted], undefined],
  ])('that it is done where writes to the old primaries %s', (_, seen, fencing) => {
    expect(decided(...seen)).toMatchObject({ kind: 'done', output: { writerRegion: HERE } });
    expect((decided(...seen) as { readonly output?: { readonly fencing?: string } }).output?.fencing).toBe(fencing);
  });

  test('to say what RDS told of the old primaries, and what to compare', () => {
    expect(decided({ ...timedOut }, { ...blocked, ...other }).because).toBe(
      'the writer of orders and ledger is in us-west-2; orders: writes to the old primary could not be blocked in time ' +
        `(RDS-EVENT-0391 at ${NOW}): it may have taken writes until Aurora makes it a secondary; compare before a ` +
        `failback; ledger: writes to the old primary were blocked (RDS-EVENT-0390 at ${NOW})`,
    );
  });

  test('to send what can be sent while another cluster here is not available: the Region is lost', () => {
    expect(decided(lost, { ...lost, ...other, clusterStatus: 'creating' }).kind).toBe('act');
  });

  test('that a plan without databases is done', () => {
    expect(decided().kind).toBe('done');
  });
});

test('a look of PromoteDatabase asks RDS twice about each database', () => {
  const databases = Array.from({ length: 50 }, () => plan.databases[0] as Database);
  expect(promoteDatabase.restSeconds?.({ ...plan, databases })).toBe(13);
});
