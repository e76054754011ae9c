import { eventsOfHistory, historyReader, pictureOf, type RunEvent, type StepPicture } from './run-picture';

const about = {
  run: 'arn:aws:states:us-west-2:111122223333:execution:understudy-orders-failover:run-1',
  verb: 'failover',
  region: 'us-west-2',
  steps: ['AdmitRun', 'PromoteDatabase', 'DeployStacks', 'RetireStacks', 'CloseRun'],
  expectedSeconds: { PromoteDatabase: 180 },
} as const;

const began: RunEvent = { kind: 'began', at: 1000 };
const entered = (step: string, at = 2000): RunEvent => ({ kind: 'entered', at, step });
const said = (step: string, because: string): RunEvent => ({ kind: 'said', at: 2500, step, because });
const done = (step: string, at = 3000): RunEvent => ({ kind: 'done', at, step });
const ended = (outcome: string, at = 9000): RunEvent => ({ kind: 'ended', at, outcome });
const refused: RunEvent = { kind: 'failed', at: 4000, step: 'DeployStacks', failure: 'refused', because: 'no quota' };

const stepsAfter = (...events: RunEvent[]): Record<string, StepPicture> =>
  Object.fromEntries(pictureOf(about, events).steps.map((step) => [step.name, step]));

test('knows nothing of a run that has not begun but its steps', () => {
  const picture = pictureOf(about, []);
  expect(picture).toEqual({
    run: about.run,
    verb: 'failover',
    region: 'us-west-2',
    steps: about.steps.map((name) => ({
      name,
      state: 'ahead',
      looks: 0,
      ...(name === 'PromoteDatabase' && { expectedSeconds: 180 }),
    })),
  });
});

test('a step works from its first look until it is done, and counts its looks', () => {
  const working = [began, entered('AdmitRun'), said('AdmitRun', 'waits'), entered('AdmitRun', 2600)];
  expect(stepsAfter(...working).AdmitRun).toMatchObject({
    state: 'working',
    beganAt: 2000,
    looks: 2,
    because: 'waits',
  });
  expect(stepsAfter(...working).AdmitRun?.endedAt).toBeUndefined();
  expect(stepsAfter(...working, done('AdmitRun')).AdmitRun).toMatchObject({ state: 'done', endedAt: 3000 });
});

test.each(['joined', 'refused', 'overdue', 'broken'] as const)('a step that failed is %s', (failure) => {
  const { DeployStacks } = stepsAfter(began, entered('DeployStacks'), { ...refused, failure } as RunEvent);
  expect(DeployStacks).toMatchObject({ state: failure, because: 'no quota', endedAt: 4000 });
});

test('what has not begun is ahead until the last step begins, and left out from then on', () => {
  const before = [began, entered('DeployStacks'), refused, entered('RetireStacks')];
  expect(stepsAfter(...before).PromoteDatabase?.state).toBe('ahead');
  expect(stepsAfter(...before, entered('CloseRun')).PromoteDatabase?.state).toBe('left out');
});

test('what has not begun is left out once the run has ended', () => {
  expect(stepsAfter(began, ended('ABORTED')).CloseRun?.state).toBe('left out');
});

test('a run that ends around a step leaves it broken', () => {
  const { AdmitRun } = stepsAfter(began, entered('AdmitRun'), said('AdmitRun', 'waits'), ended('ABORTED'));
  expect(AdmitRun).toMatchObject({ state: 'broken', because: 'waits', endedAt: 9000 });
});

test('a redrive goes on with the run and with the step that failed', () => {
  const events = [began, entered('AdmitRun'), ended('ABORTED'), { kind: 'began', at: 9500 } as const];
  const picture = pictureOf(about, [...events, entered('AdmitRun', 9600)]);
  expect(picture).toMatchObject({ beganAt: 1000, steps: [{ name: 'AdmitRun', state: 'working' }, {}, {}, {}, {}] });
  expect(picture.outcome).toBeUndefined();
  expect(picture.endedAt).toBeUndefined();
});

test('a failure of no step of the workflow moves none', () => {
  expect(stepsAfter(began, { ...refused, step: 'A beside B' } as RunEvent)).toEqual(stepsAfter(began));
});

const at = (seconds: number) => new Date(seconds * 1000);
const left = (name: string, document: object, seconds = 3) => ({
  type: 'TaskStateExited',
  timestamp: at(seconds),
  stateExitedEventDetails: { name, output: JSON.stringify(document) },
});
const record = (status: string, ...sentences: string[]) => ({
  status,
  said: sentences.map((because) => ({ at: '1970-01-01T00:00:02.500Z', because })),
});
const failure = { step: 'AdmitRun', kind: 'refused', because: 'another\nrun', at: '1970-01-01T00:00:03.000Z' };

test('reads what GetExecutionHistory answers', () => {
  const history = [
    { type: 'ExecutionStarted', timestamp: at(1) },
    { type: 'PassStateEntered', timestamp: at(1), stateEnteredEventDetails: { name: 'Run' } },
    { type: 'TaskStateEntered', timestamp: at(2), stateEnteredEventDetails: { name: 'AdmitRun' } },
    left('AdmitRun', { admitRun: record('pending', 'waits') }),
    { type: 'TaskStateEntered', timestamp: at(4), stateEnteredEventDetails: { name: 'AdmitRun' } },
    left('AdmitRun', { admitRun: record('done', 'waits', 'owns it') }, 5),
    { type: 'SucceedStateEntered', timestamp: at(6), stateEnteredEventDetails: { name: 'Serving' } },
    { type: 'ExecutionSucceeded', timestamp: at(6) },
  ];
  expect(eventsOfHistory(history)).toEqual([
    { kind: 'began', at: 1000 },
    { kind: 'entered', at: 2000, step: 'AdmitRun' },
    { kind: 'said', at: 2500, step: 'AdmitRun', because: 'waits' },
    { kind: 'entered', at: 4000, step: 'AdmitRun' },
    { kind: 'said', at: 2500, step: 'AdmitRun', because: 'owns it' },
    { kind: 'done', at: 5000, step: 'AdmitRun' },
    { kind: 'ended', at: 6000, outcome: 'Serving' },
  ]);
});

test('reads no touch: it is no step, whatever comes of it', () => {
  const touch = 'PromoteDatabase: touch';
  const history = [
    { type: 'TaskStateEntered', timestamp: at(2), stateEnteredEventDetails: { name: touch } },
    left(touch, {}),
    { type: 'PassStateEntered', timestamp: at(3), stateEnteredEventDetails: { name: 'PromoteDatabase: not touched' } },
  ];
  expect(eventsOfHistory(history)).toEqual([]);
});

test('reads what the machine of a rehearsal tells', () => {
  const output = { admitRun: record('done', 'owns it'), failures: [] };
  expect(eventsOfHistory([{ at: 3000, type: 'TaskStateExited', name: 'AdmitRun', output }])).toEqual([
    { kind: 'said', at: 2500, step: 'AdmitRun', because: 'owns it' },
    { kind: 'done', at: 3000, step: 'AdmitRun' },
  ]);
});

test('tells a failure once, at the step that failed, as one line', () => {
  const reader = historyReader();
  expect(reader([left('AdmitRun', { failures: [failure] })])).toEqual([
    { kind: 'failed', at: 3000, step: 'AdmitRun', failure: 'refused', because: 'another run' },
  ]);
  const closing = { closeRun: record('done', 'closed'), failures: [failure] };
  expect(reader([left('CloseRun', closing)]).map(({ kind }) => kind)).toEqual(['said', 'done']);
});

test.each([
  ['ExecutionAborted', 'ABORTED'],
  ['ExecutionTimedOut', 'TIMED_OUT'],
  ['ExecutionFailed', 'FAILED'],
])('%s before a last state is how the run ended', (type, outcome) => {
  expect(eventsOfHistory([{ type, timestamp: at(1) }])).toEqual([{ kind: 'ended', at: 1000, outcome }]);
});

test('what is no document of a run says nothing', () => {
  const odd = [left('AdmitRun', { admitRun: { status: 7 } }), left('AdmitRun', { failures: 'many' })];
  const broken = { type: 'TaskStateExited', timestamp: at(1), stateExitedEventDetails: { name: 'X', output: '{' } };
  expect(eventsOfHistory([...odd, broken, {}])).toEqual([]);
});
