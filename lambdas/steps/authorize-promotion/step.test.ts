import type { Answer, Approval } from '../../../lib/domain/approval';
import type { Plan } from '../../../lib/domain/plan';
import { document, EPOCH, HERE, inputFor, LOST, NOW, plan, planWith, RUN_ID } from '../../../test/fixtures';
import type { WebAnswer } from '../../edge/web';
import type { MeasuredLag } from '../check-readiness/step';
import type { WitnessWord } from '../confirm-outage/step';
import { decide, type Seen, USE_SECONDS_MAX } from './decide';
import type { SeenAgain } from './judge-again';
import { questionOf } from './question';
import { authorizePromotion } from './step';

const alarm = { epoch: EPOCH, reason: 'alarm', trigger: { kind: 'alarm', alarmArn: 'a', eventId: 'e', at: NOW } };
const person = { epoch: EPOCH, reason: 'a person' };
const lag = (lagSeconds?: number): MeasuredLag[] => [
  { globalCluster: 'orders', ...(lagSeconds !== undefined && { lagSeconds, at: NOW }) },
];
const promoted: MeasuredLag[] = [{ globalCluster: 'orders', promoted: true }];
const [database] = plan.databases;
const two = planWith({ databases: database ? [database, { ...database, globalCluster: 'ledger' }] : [] });
const limit = (dataLossSecondsMax: number) =>
  planWith({ databases: database ? [{ ...database, dataLossSecondsMax }] : [] });
const prepare = planWith({ automation: 'prepare' });
const twoPersons = planWith({ approval: { expirySeconds: 3600, persons: 2 } });

interface Run {
  readonly plan?: Plan;
  readonly admitRun?: typeof alarm | typeof person;
  readonly lags?: MeasuredLag[];
  readonly witness?: WitnessWord;
  readonly afterSeconds?: number;
}

const at = (seconds: number) => new Date(Date.parse(NOW) + seconds * 1000).toISOString();
const inputOf = ({ plan: under = plan, admitRun = alarm, lags = lag(2), witness = 'down', afterSeconds = 0 }: Run) =>
  inputFor(authorizePromotion, {
    plan: under,
    admitRun,
    confirmOutage: { lostRegion: LOST, witness, signals: ['the alarm says ALARM'] },
    checkReadiness: { lags },
    now: at(afterSeconds),
    elapsedSeconds: afterSeconds,
  });

describe('AuthorizePromotion asks', () => {
  const question = (run: Run) => questionOf(inputOf(run)).kind;

  test.each<[string, Run, string]>([
    ['nobody under full automation within the limit', {}, 'nobody'],
    ['nobody at exactly the limit', { lags: lag(30) }, 'nobody'],
    ['persons one tenth of a second beyond it', { lags: lag(30.1) }, 'persons'],
    // F-43
    ['persons when the lag is unknown, which is not zero', { lags: lag() }, 'persons'],
    ['persons about a database nobody measured', { lags: [] }, 'persons'],
    ['nobody when a zero was measured', { lags: lag(0) }, 'nobody'],
    ['persons whatever the lag when the limit is 0', { plan: limit(0), lags: lag(0) }, 'persons'],
    ['persons under "prepare"', { plan: prepare }, 'persons'],
    ['nobody under "prepare" when a person started the run', { plan: prepare, admitRun: person }, 'nobody'],
    [
      'persons when a person started it, and the lag is above the limit',
      { admitRun: person, lags: lag(31) },
      'persons',
    ],
    ['persons when one started it and the plan wants two', { plan: twoPersons, admitRun: person }, 'persons'],
    ['nobody of two under full automation within the limit', { plan: twoPersons }, 'nobody'],
    ['nobody when every writer is here already', { lags: promoted }, 'nobody'],
    ['nobody about what is done, under "prepare" either', { plan: prepare, lags: promoted }, 'nobody'],
    ['nobody about what is done, whatever the limit', { plan: limit(0), lags: promoted }, 'nobody'],
    ['persons about the one of two that is not', { plan: two, lags: [...promoted, ...unknown('ledger')] }, 'persons'],
    ['nobody when there is no database', { plan: planWith({ databases: [] }), lags: [] }, 'nobody'],
    [
      'persons under "prepare", although there is no database',
      { plan: planWith({ automation: 'prepare', databases: [] }), lags: [] },
      'persons',
    ],
    ['persons when the witness was not heard', { witness: 'unheard' }, 'persons'],
    ['persons when no witness was asked', { witness: 'none' }, 'persons'],
    ['persons when the witness said the opposite', { witness: 'alive' }, 'persons'],
    ['nobody when a person started the run without the witness', { witness: 'unheard', admitRun: person }, 'nobody'],
    ['nobody when a person overruled the witness', { witness: 'alive', admitRun: person }, 'nobody'],
    ['nobody when a person started it under a plan without one', { witness: 'none', admitRun: person }, 'nobody'],
    ['nobody about what is done, without the witness either', { witness: 'none', lags: promoted }, 'nobody'],
    [
      'persons when the witness was not heard, although there is no database',
      { witness: 'unheard', plan: planWith({ databases: [] }), lags: [] },
      'persons',
    ],
    ['nothing and refuses under "notify"', { plan: planWith({ automation: 'notify' }) }, 'refused'],
  ])('%s', (_, run, kind) => {
    expect(question(run)).toBe(kind);
  });

  test.each<[WitnessWord, string]>([
    ['unheard', 'the witness in eu-west-1 was not heard'],
    ['alive', 'the witness in eu-west-1 says that us-east-1 is up'],
    ['none', 'no witness was asked about us-east-1'],
  ])('and says why when the witness is %s', (witness, because) => {
    expect(questionOf(inputOf({ witness }))).toEqual({ kind: 'persons', because });
  });

  test('and names the witness beside every other reason', () => {
    expect(questionOf(inputOf({ plan: prepare, witness: 'unheard', lags: lag(31) })).because).toBe(
      'automation is "prepare": a promotion needs a person; the witness in eu-west-1 was not heard; ' +
        `orders: 31 s behind at ${NOW}, the plan allows 30 s`,
    );
  });

  function unknown(globalCluster: string): MeasuredLag[] {
    return [{ globalCluster }];
  }
});

const nothing: Seen = { canaries: [] };
const decided = (run: Run, seen: Seen = nothing) => decide(seen, inputOf(run));

describe('AuthorizePromotion, when nobody needs to be asked,', () => {
  test.each<[string, Run, object]>([
    ['goes on by the plan', {}, { by: 'plan', approvers: [], databases: ['orders'] }],
    ['goes on by the person who started it', { admitRun: person }, { by: 'person', databases: ['orders'] }],
    ['allows no database that is here already', { lags: promoted }, { databases: [] }],
  ])('%s', (_, run, output) => {
    expect(decided(run)).toMatchObject({ kind: 'done', output });
  });

  test('says how much may be lost', () => {
    expect(decided({}).because).toContain('orders 2 s');
  });

  test('names what can no longer be lost, apart from what can', () => {
    const lags = [...promoted, { globalCluster: 'ledger', lagSeconds: 2, at: NOW }];
    expect(decided({ plan: two, lags }).because).toBe(
      'the plan allows the promotion (automation "full"), at most this much may be lost: ledger 2 s; ' +
        'nothing more can be lost of orders, whose writer is here already',
    );
  });
});

const ALICE = `arn:aws:sts::${plan.account}:assumed-role/OnCall/alice`;
const BOB = `arn:aws:iam::${plan.account}:user/bob`;
const yes = (by = ALICE, seconds = 60): Answer => ({ kind: 'approve', by, because: 'it is down', at: at(seconds) });
const no = (by = ALICE, seconds = 60): Answer => ({ ...yes(by, seconds), kind: 'decline', because: 'not yet' });

const request: Approval = {
  runId: RUN_ID,
  planSha256: document.run.planSha256,
  epoch: EPOCH,
  persons: 1,
  facts: {
    loss: [`orders: at most the last 2 s of writes, as measured at ${NOW}; the plan allows 30 s`],
    signals: ['the alarm says ALARM'],
    canaries: ['read-catalogue: it cannot be reached: no connection'],
    at: NOW,
  },
  because: 'automation is "prepare": a promotion needs a person',
  askedAt: NOW,
  expiresAt: at(3600),
  answers: [],
  toldAt: [],
  version: 1,
};
const told = { ...request, toldAt: [at(1)], version: 2 };
const asked = (approval: Approval, run: Run = {}, seen: Partial<Seen> = {}) =>
  decided({ plan: prepare, ...run }, { ...nothing, approval, ...seen });

const DOWN: WebAnswer = { outcome: 'unreachable', because: 'no connection', asked: true };
const ALIVE: WebAnswer = { outcome: 'answered', status: 200, headers: {}, body: '', latencyMilliseconds: 40 };
const UNASKED: WebAnswer = { outcome: 'unreachable', because: 'no name', asked: false };
const writersIn = (region: string | undefined): SeenAgain['writers'] => ({
  outcome: 'read',
  value: [{ globalCluster: 'orders', region }],
});
const stillLost: SeenAgain = { writers: writersIn(LOST), probes: [DOWN, DOWN] };

describe('AuthorizePromotion writes a request', () => {
  test('that holds what is known, and until when it stands', () => {
    const { canaries } = request.facts;
    expect(decided({ plan: prepare }, { canaries })).toEqual({
      kind: 'act',
      act: { kind: 'ask', next: request },
      because: `asking 1 person until ${at(3600)}: automation is "prepare": a promotion needs a person`,
    });
  });

  test('that says of an unknown lag that it is unknown', () => {
    expect(decided({ lags: lag() })).toMatchObject({
      act: { next: { facts: { loss: [expect.stringContaining('nobody knows how much')] } } },
    });
  });

  test('that names the lag and the limit it is above', () => {
    expect(decided({ lags: lag(31) }).because).toContain(`orders: 31 s behind at ${NOW}, the plan allows 30 s`);
  });
});

describe('AuthorizePromotion tells people', () => {
  const topics = [
    `arn:aws:sns:${HERE}:${plan.account}:understudy-orders`,
    `arn:aws:sns:${HERE}:${plan.account}:oncall`,
  ];

  test('at once', () => {
    expect(asked(request)).toMatchObject({ act: { kind: 'tell', topics, reminder: false } });
  });

  test('once more at half of the time, and not before', () => {
    expect(asked(told, { afterSeconds: 1799 }).kind).toBe('wait');
    expect(asked(told, { afterSeconds: 1800 })).toMatchObject({ act: { kind: 'tell', topics, reminder: true } });
  });

  test('not a third time', () => {
    expect(asked({ ...told, toldAt: [at(1), at(1800)] }, { afterSeconds: 3500 }).kind).toBe('wait');
  });

  test('later, when nobody could be told a moment ago', () => {
    const decision = asked(request, {}, { untold: 'topic is away' });
    expect(decision).toMatchObject({ kind: 'wait', because: expect.stringContaining('topic is away') });
  });
});

describe('AuthorizePromotion waits', () => {
  test('and shows for whom, how long, why, and what to do', () => {
    expect(asked(told, { afterSeconds: 60 })).toEqual({
      kind: 'wait',
      because:
        `waiting for 1 person to approve until ${at(3600)}, 3540 s more: ` +
        'automation is "prepare": a promotion needs a person; to approve or decline: npx understudy status',
      lookAgainSeconds: 5,
    });
  });

  test('for the second of two persons, and names the first', () => {
    const plan = planWith({ automation: 'prepare', approval: { expirySeconds: 3600, persons: 2 } });
    const decision = asked({ ...told, persons: 2, answers: [yes()] }, { plan, afterSeconds: 61 });
    expect(decision).toMatchObject({ kind: 'wait', because: expect.stringContaining(`approved so far by ${ALICE}`) });
  });

  // F-101
  test('a day with no more looks than a history holds, and never past the end', () => {
    const day = planWith({ automation: 'prepare', approval: { expirySeconds: 86_400, persons: 1 } });
    const approval = { ...told, expiresAt: at(86_400) };
    expect(asked(approval, { plan: day, afterSeconds: 10 })).toMatchObject({ lookAgainSeconds: 120 });
    expect(asked({ ...approval, toldAt: [at(1), at(43_200)] }, { plan: day, afterSeconds: 86_390 })).toMatchObject({
      lookAgainSeconds: 11,
    });
  });
});

describe('AuthorizePromotion refuses', () => {
  test.each<[string, Approval, Run, string]>([
    ['after a no', { ...told, answers: [no()] }, {}, `declined by ${ALICE} at ${at(60)}: not yet`],
    ['after a yes and a no', { ...told, answers: [yes(BOB), no()] }, {}, `declined by ${ALICE}`],
    // F-119
    ['when nobody answered in time', told, { afterSeconds: 3601 }, 'nobody answered within 3600 s'],
    ['on an answer that came too late', { ...told, answers: [yes(ALICE, 3601)] }, { afterSeconds: 3602 }, 'nobody'],
    ['on a request of another run', { ...told, runId: `${RUN_ID}-2` }, {}, 'it names'],
    ['on a request of another plan', { ...told, planSha256: 'other', answers: [yes()] }, {}, 'under another plan'],
    ['on a request of another epoch', { ...told, epoch: 1, answers: [yes()] }, {}, 'under epoch 1, not 101'],
    ['on a request that wants nobody', { ...told, persons: 0 }, {}, 'it wants 0 persons, the plan 1 person'],
    ['on a request that outlives its facts', { ...told, expiresAt: at(3601) }, {}, 'it stands longer than 3600 s'],
  ])('%s', (_, approval, run, because) => {
    expect(asked(approval, run)).toMatchObject({ kind: 'refuse', because: expect.stringContaining(because) });
  });

  test('when only one of two answered in time', () => {
    const plan = planWith({ automation: 'prepare', approval: { expirySeconds: 3600, persons: 2 } });
    const decision = asked({ ...told, persons: 2, answers: [yes()] }, { plan, afterSeconds: 3601 });
    expect(decision).toMatchObject({ kind: 'refuse', because: expect.stringContaining(`only ${ALICE} answered`) });
  });
});

describe('AuthorizePromotion, once it is approved,', () => {
  const approved = { ...told, answers: [yes()], version: 3 };
  const used = { ...approved, usedAt: at(70), version: 4 };
  const goesOn = (again: SeenAgain | undefined, approval: Approval = approved, afterSeconds = 70) =>
    asked(approval, { afterSeconds }, { again });

  test.each<[string, SeenAgain | undefined, string, string]>([
    ['uses it while the Region is still down', stillLost, 'act', 'us-east-1 is still down'],
    // F-47
    ['refuses when the Region answers again', { ...stillLost, probes: [ALIVE] }, 'refuse', 'loses no data'],
    ['refuses when its second probe answers', { ...stillLost, probes: [DOWN, ALIVE] }, 'refuse', 'answers again'],
    ['waits after a single probe', { ...stillLost, probes: [DOWN] }, 'wait', 'not gone on with yet'],
    ['waits when nothing could be asked', { ...stillLost, probes: [UNASKED] }, 'wait', 'could not be probed'],
    ['waits when it has not looked again', undefined, 'wait', 'was not looked at again'],
    [
      'refuses when the writer is elsewhere',
      { ...stillLost, writers: writersIn('eu-west-1') },
      'refuse',
      'no longer in',
    ],
    [
      'waits while nobody is the writer',
      { ...stillLost, writers: writersIn(undefined) },
      'wait',
      'no member of orders',
    ],
    [
      'waits when the writers cannot be seen now',
      { ...stillLost, writers: { outcome: 'unknown', because: 'throttled' } },
      'wait',
      'throttled',
    ],
    [
      'refuses when they may not be seen',
      { ...stillLost, writers: { outcome: 'failed', name: 'AccessDenied', because: 'denied' } },
      'refuse',
      'denied',
    ],
  ])('%s', (_, again, kind, because) => {
    expect(goesOn(again)).toMatchObject({ kind, because: expect.stringContaining(because) });
    expect(goesOn(again).because).toContain(`approved by ${ALICE}`);
  });

  test('marks it as used under the version that it has read', () => {
    expect(goesOn(stillLost)).toMatchObject({ act: { kind: 'use', next: used, observed: approved } });
  });

  test('counts a yes of the last moment, also when it is read a little later', () => {
    const late = { ...approved, answers: [yes(ALICE, 3600)] };
    expect(goesOn(stillLost, late, 3605)).toMatchObject({ act: { kind: 'use' } });
  });

  test('counts it no more once its facts are too old, whatever was answered in time', () => {
    expect(goesOn(stillLost, approved, 3600 + USE_SECONDS_MAX).kind).toBe('act');
    expect(goesOn(stillLost, approved, 3601 + USE_SECONDS_MAX)).toMatchObject({
      kind: 'refuse',
      because: expect.stringContaining('but expired at'),
    });
  });

  test('goes on when it is used, under the names of those who approved and the time of this look', () => {
    expect(goesOn(stillLost, used, 71)).toMatchObject({
      kind: 'done',
      output: { by: 'approval', approvers: [ALICE], confirmedAt: at(71), databases: ['orders'] },
    });
  });

  // F-120
  test('refuses when the Region came back although it is used', () => {
    expect(goesOn({ ...stillLost, probes: [ALIVE] }, used, 71).kind).toBe('refuse');
  });

  test('goes on with a used one at its limit, and never a second later', () => {
    expect(goesOn(stillLost, used, 70 + USE_SECONDS_MAX).kind).toBe('done');
    expect(goesOn(stillLost, used, 71 + USE_SECONDS_MAX)).toMatchObject({
      kind: 'refuse',
      because: expect.stringContaining('used already at'),
    });
  });

  test('lets a no of the last moment win over a use', () => {
    expect(asked({ ...used, answers: [yes(), no(BOB)] }, { afterSeconds: 71 }, { again: stillLost }).kind).toBe(
      'refuse',
    );
  });
});
