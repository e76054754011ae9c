import type { Answer, Approval } from '../../../lib/domain/approval';
import type { Plan } from '../../../lib/domain/plan';
import { document, EPOCH, HERE, inputFor, LOST, NOW, planWith, RUN_ID } from '../../../test/fixtures';
import type { WebAnswer } from '../../edge/web';
import type { MeasuredLag } from '../check-readiness/step';
import { decide, type Seen } from './decide';
import type { SeenAgain } from './judge-again';
import { questionOf } from './question';
import { authorizePromotion } from './step';

const person = { epoch: EPOCH, reason: 'back home' };
const trigger = { kind: 'schedule', at: NOW };
const twoPersons = planWith({ approval: { expirySeconds: 3600, persons: 2 } });
const [database] = twoPersons.databases;
const strict = planWith({ databases: database ? [{ ...database, dataLossSecondsMax: 0 }] : [] });
const lags: MeasuredLag[] = [{ globalCluster: 'orders', lagSeconds: 0.4, at: NOW }];
const SIGNALS = ['the writers are in us-east-1', 'us-east-1 was probed once from here, it answered 200 after 40 ms'];

interface Run {
  readonly plan?: Plan;
  readonly admitRun?: object;
  readonly lags?: MeasuredLag[];
  readonly afterSeconds?: number;
  readonly verb?: 'switchover' | 'failover';
}

const at = (seconds: number) => new Date(Date.parse(NOW) + seconds * 1000).toISOString();
const inputOf = ({ plan = twoPersons, verb = 'switchover', afterSeconds = 0, ...run }: Run = {}) =>
  inputFor(authorizePromotion, {
    plan,
    admitRun: run.admitRun ?? person,
    ...(verb === 'switchover'
      ? { confirmActive: { activeRegion: LOST, signals: SIGNALS } }
      : { confirmOutage: { lostRegion: LOST, witness: 'down', signals: ['the alarm says ALARM'] } }),
    checkReadiness: { lags: run.lags ?? lags },
    run: { ...document.run, verb },
    now: at(afterSeconds),
    elapsedSeconds: afterSeconds,
  });

describe('AuthorizePromotion in a switchover asks', () => {
  test.each<[string, Run, string]>([
    ['nobody besides the person who started it', { plan: planWith({}) }, 'nobody'],
    ['nobody under "prepare"', { plan: planWith({ automation: 'prepare' }) }, 'nobody'],
    ['nobody under "notify"', { plan: planWith({ automation: 'notify' }) }, 'nobody'],
    ['nobody although no lag is small enough for a failover', { plan: strict }, 'nobody'],
    ['nobody about a lag that nobody knows', { plan: planWith({}), lags: [{ globalCluster: 'orders' }] }, 'nobody'],
    ['persons when the plan wants two', {}, 'persons'],
    ['nobody when every writer is here already', { lags: [{ globalCluster: 'orders', promoted: true }] }, 'nobody'],
    ['nothing and refuses when nobody started it', { admitRun: { ...person, trigger } }, 'refused'],
  ])('%s', (_, run, kind) => {
    expect(questionOf(inputOf(run)).kind).toBe(kind);
  });

  test('and says that nothing is lost', () => {
    expect(decide({ canaries: [] }, inputOf({ plan: planWith({}) }))).toEqual({
      kind: 'done',
      output: { by: 'person', approvers: [], databases: ['orders'] },
      because:
        'the person who started this run allows the promotion: a switchover loses nothing, Aurora moves the writer ' +
        'once everything is here',
    });
  });

  test('only after one of the two Regions was confirmed', () => {
    const { confirmActive: _, ...input } = inputOf();
    expect(() => questionOf(input)).toThrow('neither ConfirmOutage nor ConfirmActive');
  });
});

const ALICE = 'arn:aws:sts::111122223333:assumed-role/OnCall/alice';
const BOB = 'arn:aws:iam::111122223333:user/bob';
const yes = (by: string): Answer => ({ kind: 'approve', by, because: 'I looked', at: at(60) });
const request: Approval = {
  runId: RUN_ID,
  planSha256: document.run.planSha256,
  epoch: EPOCH,
  persons: 2,
  facts: { loss: [], signals: [], canaries: [], at: NOW },
  because: 'the plan wants two persons (approval.persons: 2)',
  askedAt: NOW,
  expiresAt: at(3600),
  answers: [],
  toldAt: [at(1)],
  version: 2,
};
const approved: Approval = { ...request, answers: [yes(ALICE), yes(BOB)], usedAt: at(70), version: 5 };
const read = (region: string | undefined): SeenAgain['writers'] => ({
  outcome: 'read',
  value: [{ globalCluster: 'orders', region }],
});
const ALIVE: WebAnswer = { outcome: 'answered', status: 200, headers: {}, body: '', latencyMilliseconds: 40 };
const DOWN: WebAnswer = { outcome: 'unreachable', because: 'no connection', asked: true };

const decided = (seen: Partial<Seen>, run: Run = {}) =>
  decide({ canaries: [], approval: request, ...seen }, inputOf({ afterSeconds: 71, ...run }));

test('AuthorizePromotion shows two persons of a switchover that nothing is lost, the lag, and what was seen', () => {
  const { kind, ...asked } = decide({ canaries: ['read-catalogue: it answered 200'] }, inputOf());
  expect(kind).toBe('act');
  expect(asked).toMatchObject({
    act: {
      next: {
        persons: 2,
        facts: {
          loss: [
            'orders: nothing, a switchover loses nothing, Aurora moves the writer once everything is here; ' +
              `0.4 s behind at ${NOW}`,
          ],
          signals: SIGNALS,
          canaries: ['read-catalogue: it answered 200'],
        },
      },
    },
  });
});

describe('AuthorizePromotion, once two persons allowed a switchover,', () => {
  test.each<[string, SeenAgain, string, string]>([
    [
      'goes on while the Region still serves',
      { writers: read(LOST), probes: [ALIVE] },
      'done',
      'us-east-1 still serves',
    ],
    [
      'refuses when it is down now, and names the failover',
      { writers: read(LOST), probes: [DOWN, DOWN] },
      'refuse',
      'us-east-1 is down now',
    ],
    ['waits after a single probe', { writers: read(LOST), probes: [DOWN] }, 'wait', 'not gone on with yet'],
    ['refuses when the writer is elsewhere', { writers: read('eu-west-1'), probes: [ALIVE] }, 'refuse', 'no longer in'],
    ['waits while nobody is the writer', { writers: read(undefined), probes: [ALIVE] }, 'wait', 'no member of orders'],
  ])('%s', (_, again, kind, because) => {
    expect(decided({ approval: approved, again })).toMatchObject({ kind, because: expect.stringContaining(because) });
  });

  test('tells nobody that an outage was confirmed', () => {
    const again = { writers: read(LOST), probes: [ALIVE] };
    expect(decided({ approval: approved, again })).toMatchObject({ output: { approvers: [ALICE, BOB] } });
    expect(JSON.stringify(decided({ approval: approved, again }))).not.toContain('confirmedAt');
  });

  test('says which verb to start again when it is too late', () => {
    expect(decided({}, { afterSeconds: 3601 })).toMatchObject({
      kind: 'refuse',
      because: 'nobody answered within 3600 s; start the switchover again to be asked again',
    });
  });
});

describe.each(['switchover', 'failover'] as const)('AuthorizePromotion, while people think about a %s,', (verb) => {
  const lag = [{ globalCluster: 'orders', lagSeconds: 31, at: NOW }];
  const moved = (seen: Partial<Seen>, run: Run = {}) => decided(seen, { verb, lags: lag, ...run });
  const by: Partial<Seen> = { again: { writers: read(HERE), probes: [] } };
  const no: Answer = { ...yes(BOB), kind: 'decline' };

  test.each<[string, Approval, number]>([
    ['before anybody answered', request, 71],
    ['after a yes', { ...request, answers: [yes(ALICE)] }, 71],
    ['after a no', { ...request, answers: [no] }, 71],
    ['after the time is over', request, 3601],
  ])('goes on when somebody has promoted by hand %s', (_, approval, afterSeconds) => {
    expect(moved({ approval, ...by }, { afterSeconds })).toEqual({
      kind: 'done',
      output: { by: 'person', approvers: [], databases: [] },
      because: 'the writer is in us-west-2 now: somebody moved it, and nothing is left to be allowed',
    });
  });

  test.each<[string, SeenAgain['writers']]>([
    ['the writer is where it was', read(LOST)],
    ['nobody is the writer', read(undefined)],
    ['RDS does not answer', { outcome: 'unknown', because: 'throttled' }],
    ['RDS may not be asked', { outcome: 'failed', name: 'AccessDenied', because: 'denied' }],
    ['only one of two has come here', { outcome: 'read', value: [...writersIn(read(HERE)), ...writersIn(read(LOST))] }],
    ['the plan has no database', { outcome: 'read', value: [] }],
  ])('goes on waiting while %s', (_, writers) => {
    expect(moved({ again: { writers, probes: [] } }).kind).toBe('wait');
  });

  test('refuses a request that is not its own, whatever was moved', () => {
    expect(moved({ approval: { ...request, planSha256: 'other' }, ...by })).toMatchObject({
      kind: 'refuse',
      because: expect.stringContaining(`start the ${verb} again`),
    });
  });

  function writersIn(writers: SeenAgain['writers']) {
    return writers.outcome === 'read' ? writers.value : [];
  }
});
