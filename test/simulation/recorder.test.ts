import type { ExecutionEvent, ExecutionView } from '../../lib/rehearsal/aws/states';
import { createRecorder, stepIn } from './recorder';
import type { Doing } from './run-record';

const RUN = 'arn:aws:states:us-west-2:111122223333:execution:understudy-orders-failover:one';

/** Events as `seconds type name`. */
function runOf(lines: readonly (readonly [at: number, type: string, name?: string, looks?: number])[]): ExecutionView {
  const events = lines.map(
    ([at, type, name, looks]): ExecutionEvent => ({
      ...{ executionArn: RUN, at: at * 1000, type },
      ...(name !== undefined && { name }),
      ...(looks !== undefined && { output: { Payload: { looks } } }),
    }),
  );
  const machineArn = 'arn:aws:states:us-west-2:111122223333:stateMachine:understudy-orders-failover';
  return {
    ...{ arn: RUN, name: 'one', machineArn, region: 'us-west-2', input: {}, redriveCount: 0, events },
    ...{ status: 'SUCCEEDED', lastState: 'Serving', startDate: new Date(0), stopDate: new Date(20_000) },
  };
}

const verbOf = (machineArn: string) => machineArn.split('-').at(-1) ?? '';

const LOOP = [
  [0, 'ExecutionStarted'],
  [1, 'TaskStateEntered', 'PromoteDatabase'],
  [1, 'TaskScheduled', 'PromoteDatabase'],
  [2, 'TaskSucceeded', 'PromoteDatabase', 1],
  [2, 'TaskStateExited', 'PromoteDatabase'],
  [2, 'ChoiceStateEntered', 'PromoteDatabase: done?'],
  [2, 'ChoiceStateExited', 'PromoteDatabase: done?'],
  [3, 'WaitStateEntered', 'PromoteDatabase: wait'],
  [8, 'WaitStateExited', 'PromoteDatabase: wait'],
  [8, 'TaskStateEntered', 'PromoteDatabase'],
  [8, 'TaskScheduled', 'PromoteDatabase'],
  [9, 'TaskFailed', 'PromoteDatabase'],
  [9, 'TaskRetryScheduled', 'PromoteDatabase'],
  [11, 'TaskScheduled', 'PromoteDatabase'],
  [12, 'TaskSucceeded', 'PromoteDatabase', 3],
  [12, 'TaskStateExited', 'PromoteDatabase'],
  [12, 'ChoiceStateEntered', 'PromoteDatabase: done?'],
  [13, 'ChoiceStateExited', 'PromoteDatabase: done?'],
  [14, 'SucceedStateEntered', 'Serving'],
] as const;

const doing = (kind: Doing['kind'], to: number): Doing => ({ kind, what: kind, from: to - 10, to });

test('a step is its task, its question and its wait, over all their rounds', () => {
  const { steps } = createRecorder(verbOf).recordOf(runOf(LOOP));
  expect(steps).toEqual([
    {
      ...{ state: 'PromoteDatabase', enteredAt: 1000, doneAt: 13_000, looks: 3, invocations: 3, coldStarts: 0 },
      doings: [
        { kind: 'wait', what: 'PromoteDatabase: wait', from: 3000, to: 8000 },
        { kind: 'wait', what: 'PromoteDatabase', from: 9000, to: 11_000 },
      ],
    },
  ]);
});

test('a run tells its verb, when it began and ended, and how', () => {
  const record = createRecorder(verbOf).recordOf(runOf(LOOP));
  expect(record).toMatchObject({ arn: RUN, verb: 'failover', startedAt: 0, endedAt: 20_000, ending: 'Serving' });
  expect(record.history).toHaveLength(LOOP.length);
});

test('what a function did in a run stands with its step, in the order in which it was over', () => {
  const recorder = createRecorder(verbOf);
  recorder.add(RUN, 'PromoteDatabase', doing('coldStart', 5000));
  recorder.add(RUN, 'PromoteDatabase', doing('call', 4000));
  recorder.add(RUN, 'PromoteDatabase', doing('coldStart', 9500));
  recorder.add('another run', 'PromoteDatabase', doing('call', 4000));
  recorder.add(undefined, 'PromoteDatabase', doing('call', 4000));
  const [step] = recorder.recordOf(runOf(LOOP)).steps;
  expect(step?.doings.map(({ kind, to }) => [kind, to])).toEqual([
    ['call', 4000],
    ['coldStart', 5000],
    ['wait', 8000],
    ['coldStart', 9500],
    ['wait', 11_000],
  ]);
  expect(step?.coldStarts).toBe(2);
});

test('transitions into what is no step stand between the steps', () => {
  const recorder = createRecorder(verbOf);
  recorder.add(RUN, stepIn('PromoteDatabase: wait'), doing('transition', 3000));
  recorder.add(RUN, stepIn('Serving'), doing('transition', 14_000));
  const { steps, between } = recorder.recordOf(runOf(LOOP));
  expect(between).toEqual([doing('transition', 14_000)]);
  expect(steps[0]?.doings).toContainEqual(doing('transition', 3000));
});

test.each([
  ['its task has not answered', LOOP.slice(0, 3)],
  ['it waits', LOOP.slice(0, 8)],
  ['it is asked whether it is done', LOOP.slice(0, 17)],
])('a step is not done while %s', (_, events) => {
  expect(createRecorder(verbOf).recordOf(runOf(events)).steps[0]).not.toHaveProperty('doneAt');
});

test.each(['TaskFailed', 'TaskTimedOut', 'TaskStateAborted'])('a step is over with %s', (type) => {
  const events = [...LOOP.slice(0, 3), [5, type, 'PromoteDatabase'] as const];
  expect(createRecorder(verbOf).recordOf(runOf(events)).steps[0]).toMatchObject({ doneAt: 5000 });
});

test('what touches a step ahead of its turn is no step', () => {
  const touched = [[1, 'TaskStateEntered', 'PromoteDatabase: touch'] as const, ...LOOP.slice(15)];
  expect(createRecorder(verbOf).recordOf(runOf(touched)).steps).toEqual([]);
});

test.each([
  ['PromoteDatabase', 'PromoteDatabase'],
  ['PromoteDatabase: wait', 'PromoteDatabase'],
  ['PromoteDatabase: done?', 'PromoteDatabase'],
  ['PromoteDatabase: touch', 'PromoteDatabase: touch'],
  ['Together 1', 'Together 1'],
])('the state %s is of %s', (state, step) => {
  expect(stepIn(state)).toBe(step);
});
