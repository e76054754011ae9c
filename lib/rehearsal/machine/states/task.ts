import type { TaskState } from '../definition';
import { interruptible, Stopped } from '../interruption';
import { copyOf, withinLimit } from '../payload';
import { STATES_ERRORS, StatesError } from '../states-error';
import type { Exit, Visit } from '../visit';
import { secondsOf } from './seconds';

/** Has a service do something and waits for its answer. */
export async function task(state: TaskState, visit: Visit): Promise<Exit> {
  const given = state.Arguments === undefined ? visit.input : await visit.evaluate(state.Arguments, 'Arguments');
  const input = withinLimit(given, { what: `The input of the state/task '${visit.name}'` });
  const timeoutSeconds = await timeoutSecondsOf(state, visit);
  visit.record('TaskScheduled', { input });
  visit.record('TaskStarted');
  const result = await recorded(visit, call(state, { visit, input, timeoutSeconds }));
  return visit.leave(state, { output: result, next: state.Next, result });
}

async function timeoutSecondsOf(state: TaskState, visit: Visit): Promise<number | undefined> {
  if (state.TimeoutSeconds === undefined) return undefined;
  return secondsOf(visit, { field: 'TimeoutSeconds', template: state.TimeoutSeconds });
}

/** The attempt has a signal of its own, which tells whoever runs the task that nobody waits for the answer any more. */
async function call(state: TaskState, about: { visit: Visit; input: unknown; timeoutSeconds: number | undefined }) {
  const { visit, input, timeoutSeconds } = about;
  const { clock, signal, runTask } = visit.scope;
  const attempt = new AbortController();
  let answered = false;
  const answer = async () => {
    const request = { resource: state.Resource, arguments: input, state: visit.name, signal: attempt.signal };
    return runTask(request).finally(() => {
      answered = true;
    });
  };
  try {
    const output = await interruptible<unknown>(signal, ({ resolve, reject }) => {
      answer().then(resolve, reject);
      if (timeoutSeconds === undefined) return () => {};
      return clock.after(timeoutSeconds * 1000, () => reject(new StatesError(STATES_ERRORS.timeout, '')));
    });
    return withinLimit(copyOf(output) ?? null, { what: `The result of the state/task '${visit.name}'` });
  } finally {
    if (!answered) attempt.abort(new Stopped());
  }
}

async function recorded(visit: Visit, answer: Promise<unknown>): Promise<unknown> {
  try {
    const output = await answer;
    visit.record('TaskSucceeded', { output });
    return output;
  } catch (error) {
    if (!(error instanceof StatesError)) throw error;
    visit.record(error.error === STATES_ERRORS.timeout ? 'TaskTimedOut' : 'TaskFailed', error.details);
    throw error;
  }
}
