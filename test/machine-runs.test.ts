import { FAILURES } from '../lib/domain/failure';
import { keyOf } from '../lib/domain/step';
import { TOUCH, touchedIn } from '../lib/domain/touch';
import type { Verb } from '../lib/domain/verbs';
import { runMachine, StatesError } from '../lib/rehearsal/machine/run-machine';
import { stepsOf } from '../lib/workflow/grammar';
import { VirtualClock } from './conformance/machine-clock';
import { definitionOf, plan, templateIn, workflowOf } from './synthesised';

const template = templateIn();
/** RetireStacks is reached by failures only. */
const steps = stepsOf(workflowOf('failover')).filter(({ name }) => name !== 'RetireStacks');

/** Records that say neither done nor pending. */
const MALFORMED = {
  'no status': { lookAgainSeconds: 3 },
  'the status null': { status: null, lookAgainSeconds: 3 },
  'an unknown status': { status: 'finished', lookAgainSeconds: 3 },
};

/** What Lambda tells of a function that it does not come to run. */
const NOT_RUN = {
  'cannot start': 'Runtime.ImportModuleError',
  'is throttled': 'Lambda.TooManyRequestsException',
};

/** What a step does at each of its invocations; once the list is used up, the last holds. `touches`: what all do. */
type Behaviour = 'done' | 'pending' | 'crash' | 'hang' | 'slow' | 'garble' | keyof typeof FAILURES | Malformed | NotRun;
type Malformed = keyof typeof MALFORMED;
type NotRun = keyof typeof NOT_RUN;
type Behaviours = Readonly<Record<string, readonly Behaviour[]>>;

/** Lambdas that behave as told, and the runs of the synthesised machine over them. Touches are told apart. */
async function run(behaviours: Behaviours, input: unknown = { reason: 'test' }, verb: Verb = 'failover') {
  const [touches] = behaviours.touches ?? [];
  const clock = new VirtualClock();
  const touched: string[] = [];
  const invoked: string[] = [];
  const documents: Record<string, unknown>[] = [];
  const task = async (call: { state: string; arguments: unknown }) => {
    const touch = touchedIn(call.state);
    if (touch !== undefined) {
      touched.push(touch);
      expect(call.arguments).toMatchObject({ Payload: TOUCH });
      if (touches === 'slow') await clock.sleep(60_000);
      return touches === undefined || touches === 'slow' ? { Payload: null } : answer(touches, call.state);
    }
    const nth = invoked.filter((name) => name === call.state).length;
    const list = behaviours[call.state] ?? ['done'];
    invoked.push(call.state);
    documents.push((call.arguments as { Payload: Record<string, unknown> }).Payload);
    return { Payload: answer(list[Math.min(nth, list.length - 1)] ?? 'done', call.state) };
  };
  const ending = await clock.until(
    runMachine({
      definition: definitionOf(template, verb),
      input,
      execution: { id: 'arn:execution', name: 'run-1', startTime: '1970-01-01T00:00:00.000Z', roleArn: 'arn:role' },
      machine: { id: 'arn:machine', name: verb },
      task,
      clock,
      chance: () => 0.5,
      onEvent: () => {},
    }),
  );
  return { ...ending, invoked, touched, documents, seconds: clock.now() / 1000 };
}

function answer(behaviour: Behaviour, step: string): object {
  if (behaviour === 'done' || behaviour === 'pending') return { status: behaviour, lookAgainSeconds: 3, because: step };
  if (behaviour === 'garble') return {};
  if (behaviour in MALFORMED) return MALFORMED[behaviour as Malformed];
  if (behaviour === 'hang') throw new StatesError('States.Timeout', '');
  if (behaviour in NOT_RUN) throw new StatesError(NOT_RUN[behaviour as NotRun], `${step} ${behaviour}`);
  const error = behaviour === 'crash' ? 'TypeError' : FAILURES[behaviour as keyof typeof FAILURES];
  throw new StatesError(
    error,
    JSON.stringify({ errorType: error, errorMessage: `${step} says ${behaviour}`, trace: [] }),
  );
}

const failuresOf = (output: unknown) =>
  (output as { failures: { step: string; kind: string; because: string }[] }).failures.map(
    ({ step, kind, because }) => `${step} ${kind}: ${because}`,
  );

describe('a run of the synthesised machine', () => {
  it('serves when every step is done, each invoked once', async () => {
    const { lastState, status, output, invoked } = await run({});
    expect({ lastState, status, failures: failuresOf(output) }).toEqual({
      lastState: 'Serving',
      status: 'SUCCEEDED',
      failures: [],
    });
    expect(invoked.sort()).toEqual(steps.map(({ name }) => name).sort());
    expect(Object.keys(output as object).sort()).toEqual(
      ['failures', 'plan', 'request', 'run', ...steps.map(keyOf)].sort(),
    );
  });

  it('invokes a step again until it is done, waiting as long as it asks', async () => {
    const { lastState, invoked, seconds } = await run({ VerifyTraffic: ['pending', 'pending', 'done'] });
    expect(lastState).toBe('Serving');
    expect(invoked.filter((name) => name === 'VerifyTraffic')).toHaveLength(3);
    expect(seconds).toBe(6);
  });

  // F-111
  it.each(Object.keys(MALFORMED) as Malformed[])('takes a record with %s for not done', async (malformed) => {
    const { lastState, invoked } = await run({ PromoteDatabase: [malformed, malformed, 'done'] });
    expect(lastState).toBe('Serving');
    expect(invoked.filter((name) => name === 'PromoteDatabase')).toHaveLength(3);
  });

  it('tells every step the whole run so far: plan, request, run and an empty list of failures', async () => {
    const { documents } = await run({}, { reason: 'us-east-1 is lost' });
    expect(documents[0]).toEqual({
      plan,
      request: { reason: 'us-east-1 is lost' },
      run: {
        id: 'arn:execution',
        verb: 'failover',
        region: 'us-west-2',
        startedAt: '1970-01-01T00:00:00.000Z',
        planSha256: expect.any(String),
        signalUrl: expect.any(String),
      },
      failures: [],
    });
    expect(Object.keys(documents.at(-1) ?? {})).toEqual(expect.arrayContaining(['promoteDatabase', 'deployStacks']));
  });

  it.each([{}, [], [1], null, 7, 'text', { Comment: '{% $states %}' }])(
    'passes the input %j on unread',
    async (input) => {
      const { documents } = await run({}, input);
      expect(documents[0]?.request).toEqual(input);
    },
  );

  it.each<[string, Behaviours, string, string[]]>([
    ['another run does the work', { AdmitRun: ['joined'] }, 'Joined', ['AdmitRun joined: AdmitRun says joined']],
    [
      'a guard says no',
      { ConfirmOutage: ['refused'] },
      'Refused',
      ['ConfirmOutage refused: ConfirmOutage says refused'],
    ],
    ['only closing fails', { CloseRun: ['overdue'] }, 'ServingDegraded', ['CloseRun overdue: CloseRun says overdue']],
  ])('ends well where %s', async (_, behaviours, expected, failures) => {
    const { lastState, status, output } = await run(behaviours);
    expect({ lastState, status, failures: failuresOf(output) }).toEqual({
      lastState: expected,
      status: 'SUCCEEDED',
      failures,
    });
  });

  it.each<[string, Behaviours, string, string]>([
    ['a step is overdue', { VerifyTraffic: ['overdue'] }, 'VerifyTraffic.overdue', 'VerifyTraffic says overdue'],
    // F-77
    [
      'the canaries flap until they are overdue',
      { RunCanaries: ['pending', 'pending', 'overdue'] },
      'RunCanaries.overdue',
      'RunCanaries says overdue',
    ],
    // F-22
    [
      'the lock cannot be written before',
      { PromoteDatabase: ['crash'] },
      'PromoteDatabase.broken',
      'PromoteDatabase says crash',
    ],
    ['the lock cannot be written after', { ShiftTraffic: ['crash'] }, 'ShiftTraffic.broken', 'ShiftTraffic says crash'],
    // F-108
    ['a function can never start', { RunCanaries: ['cannot start'] }, 'RunCanaries.broken', 'RunCanaries cannot start'],
    // F-109
    [
      'a function is throttled for ever',
      { RunCanaries: ['is throttled'] },
      'RunCanaries.broken',
      'RunCanaries is throttled',
    ],
    ['a refusal comes late', { ShiftTraffic: ['refused'] }, 'ShiftTraffic.refused', 'ShiftTraffic says refused'],
    // F-82
    ['a step crashes each time', { RunCanaries: ['crash'] }, 'RunCanaries.broken', 'RunCanaries says crash'],
    ['a step hangs each time', { RunCanaries: ['hang'] }, 'RunCanaries.broken', 'States.Timeout'],
    [
      'retiring fails after another failure',
      { ShiftTraffic: ['overdue'], RetireStacks: ['refused'] },
      'ShiftTraffic.overdue',
      'ShiftTraffic says overdue',
    ],
    [
      'closing fails after another failure',
      { ShiftTraffic: ['overdue'], CloseRun: ['crash'] },
      'ShiftTraffic.overdue',
      'ShiftTraffic says overdue',
    ],
  ])('is handed to a person where %s, with what was said first', async (_, behaviours, error, said) => {
    const ending = await run(behaviours);
    expect(ending).toMatchObject({ lastState: 'HandedToOperator', status: 'FAILED', error });
    expect(ending.cause).toBe(
      `${said}. The run stopped before its next change; its report says where, why and what is safe to do next.`,
    );
    expect(ending.invoked.filter((name) => name === 'RetireStacks' || name === 'CloseRun').slice(0, 2)).toEqual([
      'RetireStacks',
      'CloseRun',
    ]);
  });

  it.each<Behaviours>([{ AdmitRun: ['joined'] }, { CheckReadiness: ['refused'] }, { PromoteDatabase: ['overdue'] }])(
    'retires what it left behind before it closes: %j',
    async (behaviours) => {
      const { invoked } = await run({ ...behaviours, RetireStacks: ['pending', 'pending', 'done'] });
      const last = ['RetireStacks', 'RetireStacks', 'RetireStacks', 'UnfenceRegion', 'CloseRun'];
      expect(invoked.slice(-last.length)).toEqual(last);
    },
  );

  it('retires nothing when all goes well, and nothing when only closing fails', async () => {
    expect((await run({})).invoked).not.toContain('RetireStacks');
    expect((await run({ CloseRun: ['crash'] })).invoked).not.toContain('RetireStacks');
  });

  it.each<readonly Behaviour[]>([
    // F-110
    ['crash', 'hang', 'crash', 'pending', 'crash', 'done'],
    // F-108
    ['cannot start', 'cannot start', 'done'],
    // F-109
    ['is throttled', 'is throttled', 'pending', 'is throttled', 'done'],
  ])('survives what passes by itself: %j', async (...behaviours) => {
    const { lastState, invoked } = await run({ PromoteDatabase: behaviours });
    expect(lastState).toBe('Serving');
    expect(invoked.filter((name) => name === 'PromoteDatabase')).toHaveLength(behaviours.length);
  });

  // F-105
  it('lets the other branch end by itself, and goes no further', async () => {
    const { documents, invoked, lastState } = await run({
      DeployStacks: ['refused'],
      PromoteDatabase: ['pending', 'pending', 'done'],
    });
    expect(lastState).toBe('HandedToOperator');
    expect(invoked.filter((name) => name === 'PromoteDatabase')).toHaveLength(3);
    expect(invoked).not.toContain('RunCanaries');
    const last = documents.at(-1);
    expect(last?.promoteDatabase).toMatchObject({ status: 'done' });
    expect(failuresOf(last)).toEqual(['DeployStacks refused: DeployStacks says refused']);
  });

  it.each<[string, Behaviours, string, string, string[]]>([
    [
      'AuthorizePromotion',
      { AuthorizePromotion: ['refused'], DeployStacks: ['pending', 'pending', 'done'] },
      'AuthorizePromotion refused: AuthorizePromotion says refused',
      'deployStacks',
      ['PromoteDatabase'],
    ],
    [
      'PromoteDatabase',
      { PromoteDatabase: ['overdue'], DeployStacks: ['pending', 'pending', 'done'] },
      'PromoteDatabase overdue: PromoteDatabase says overdue',
      'deployStacks',
      [],
    ],
    [
      'DeployStacks',
      { DeployStacks: ['overdue'], PromoteDatabase: ['pending', 'pending', 'done'] },
      'DeployStacks overdue: DeployStacks says overdue',
      'promoteDatabase',
      [],
    ],
  ])(
    // F-71
    'moves no traffic when %s alone fails, and its sibling still ends',
    async (_, behaviours, failure, sibling, not) => {
      const { documents, invoked, lastState } = await run(behaviours);
      expect(lastState).toBe('HandedToOperator');
      expect(invoked.filter((name) => name === 'CloseRun')).toHaveLength(1);
      for (const name of ['RunCanaries', 'ShiftTraffic', 'VerifyTraffic', ...not]) expect(invoked).not.toContain(name);
      expect(failuresOf(documents.at(-1))).toEqual([failure]);
      expect(documents.at(-1)?.[sibling]).toMatchObject({ status: 'done' });
    },
  );

  it('keeps the failures of both branches', async () => {
    const { documents } = await run({ DeployStacks: ['overdue'], AuthorizePromotion: ['refused'] });
    expect(failuresOf(documents.at(-1))).toEqual([
      'AuthorizePromotion refused: AuthorizePromotion says refused',
      'DeployStacks overdue: DeployStacks says overdue',
    ]);
  });

  it('closes the run even when a branch dies of an answer that is no record', async () => {
    const { invoked, lastState, error } = await run({ DeployStacks: ['garble'] });
    expect({ lastState, error }).toEqual({
      lastState: 'HandedToOperator',
      error: 'AuthorizePromotion beside DeployStacks.broken',
    });
    expect(invoked.at(-1)).toBe('CloseRun');
  });
});

describe('touches', () => {
  const FIRST = ['ConfirmOutage', 'CheckReadiness', 'AuthorizePromotion', 'DeployStacks', 'PromoteDatabase'];
  const BEHIND = ['RunCanaries', 'ShiftTraffic', 'VerifyTraffic', 'AnnounceRegion', 'UnfenceRegion', 'CloseRun'];

  it('come to each function of a failover once, before its turn, and behind the promotion only if it is sent', async () => {
    expect((await run({})).touched).toEqual([...FIRST, ...BEHIND]);
    expect((await run({ PromoteDatabase: ['overdue'] })).touched).toEqual([...FIRST, ...BEHIND]);
    expect((await run({ AuthorizePromotion: ['refused'] })).touched).toEqual(FIRST);
  });

  it.each(['crash', 'hang', 'garble', 'is throttled', 'cannot start', 'refused', 'slow'] as const)(
    'change nothing where each of them is answered by: %s',
    async (touches) => {
      const { documents, invoked, lastState, status, output } = await run({});
      expect(await run({ touches: [touches] })).toMatchObject({ documents, invoked, lastState, status, output });
    },
  );

  it('are waited for no longer than 5 s, and not at all while what they stand beside goes on', async () => {
    expect((await run({ touches: ['slow'] })).seconds).toBe(10);
    const twice = ['pending', 'pending', 'done'] as const;
    const busy: Behaviours = { ConfirmOutage: twice, PromoteDatabase: twice };
    expect((await run({ ...busy, touches: ['slow'] })).seconds).toBe((await run(busy)).seconds);
  });

  it('keep no failure from where it leads', async () => {
    const { lastState, invoked } = await run({ AdmitRun: ['joined'], touches: ['crash'] });
    expect({ lastState, invoked }).toEqual({
      lastState: 'Joined',
      invoked: ['AdmitRun', 'RetireStacks', 'UnfenceRegion', 'CloseRun'],
    });
  });

  it.each<[Verb, string[]]>([
    ['drill', ['ConfirmActive', 'CheckReadiness', 'DeployStacks', 'ProveStacks']],
    ['stand-down', ['FenceRegion', 'RecordDivergence']],
    ['check', []],
    ['prewarm', []],
    ['retire', []],
    ['settle', []],
  ])('of %s come to %j', async (verb, expected) => {
    expect((await run({}, {}, verb)).touched).toEqual(expected);
  });
});

describe('a run of the settle machine', () => {
  const settling = (behaviours: Behaviours) => run(behaviours, {}, 'settle');

  it('is settled when its steps are done, and is told that it settles', async () => {
    const { lastState, status, invoked, documents } = await settling({ SettleTraffic: ['pending', 'done'] });
    expect({ lastState, status, invoked }).toEqual({
      lastState: 'Settled',
      status: 'SUCCEEDED',
      invoked: ['AdmitRun', 'UnfenceRegion', 'SettleTraffic', 'SettleTraffic', 'CloseRun'],
    });
    expect(documents[0]).toMatchObject({ run: { verb: 'settle' }, failures: [] });
  });

  it.each<[string, Behaviours, string, string]>([
    ['gives way to another run', { AdmitRun: ['joined'] }, 'Joined', 'SUCCEEDED'],
    ['is not admitted', { AdmitRun: ['refused'] }, 'Refused', 'SUCCEEDED'],
    ['finds what somebody else has written', { SettleTraffic: ['refused'] }, 'HandedToOperator', 'FAILED'],
    ['never reaches Route 53', { SettleTraffic: ['overdue'] }, 'HandedToOperator', 'FAILED'],
    ['settles and cannot close', { CloseRun: ['overdue'] }, 'HandedToOperator', 'FAILED'],
  ])('that %s closes and ends %s', async (_, behaviours, expected, status) => {
    const ending = await settling(behaviours);
    expect(ending).toMatchObject({ lastState: expected, status });
    expect(ending.invoked).toContain('CloseRun');
  });
});
