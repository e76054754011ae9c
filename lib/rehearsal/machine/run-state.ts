import type { Catcher, State } from './definition';
import { RETRY_SCHEDULED } from './history';
import { pause, Stopped } from './interruption';
import { withinLimit } from './payload';
import { matches, Retries } from './retry';
import { choice } from './states/choice';
import { fail } from './states/fail';
import { parallel } from './states/parallel';
import { pass } from './states/pass';
import { succeed } from './states/succeed';
import { task } from './states/task';
import { wait } from './states/wait';
import { StatesError } from './states-error';
import { type Exit, type Scope, Visit } from './visit';

/** Enters a state, tries it as often as its Retry allows, and leaves it by its own way or by a Catch. */
export async function runState(state: State, at: { name: string; input: unknown; scope: Scope }): Promise<Exit> {
  const visit = new Visit(state, at.name, at.input, at.scope);
  try {
    withinLimit(at.input, { what: `The input of the state '${at.name}'` });
    const exit = await tryUntilLeft(state, visit);
    at.scope.variables.assign(exit.assigned);
    visit.record(`${state.Type}StateExited`, { output: exit.output });
    return exit;
  } catch (error) {
    if (error instanceof Stopped && ABORTABLE.has(state.Type)) recordAborted(state, at);
    throw error;
  }
}

/** The states that take time, and so can be found running when a sibling branch fails. */
const ABORTABLE = new Set<State['Type']>(['Task', 'Wait', 'Parallel']);

/** Written past the stopped scope: it is the last thing the branch says. */
const recordAborted = (state: State, at: { name: string; scope: Scope }) =>
  at.scope.history.record(`${state.Type}StateAborted`, { name: at.name });

async function tryUntilLeft(state: State, visit: Visit): Promise<Exit> {
  const { clock, chance, signal } = visit.scope;
  const retries = new Retries('Retry' in state ? (state.Retry ?? []) : [], chance);
  for (;;) {
    const attempt = await outcomeOf(run(state, visit));
    if (!(attempt instanceof StatesError)) return attempt;
    const delaySeconds = retries.delaySecondsAfter(attempt.error);
    if (delaySeconds === undefined) return leaveByCatch(state, { visit, failure: attempt });
    visit.record(RETRY_SCHEDULED, attempt.details);
    await pause({ clock, milliseconds: delaySeconds * 1000, signal });
    visit.retryCount += 1;
  }
}

/** A failure that the machine's rules can see comes back as a value; anything else is thrown on. */
async function outcomeOf(attempt: Promise<Exit>): Promise<Exit | StatesError> {
  try {
    return await attempt;
  } catch (error) {
    if (error instanceof StatesError) return error;
    throw error;
  }
}

async function leaveByCatch(state: State, { visit, failure }: { visit: Visit; failure: StatesError }): Promise<Exit> {
  const catchers: readonly Catcher[] = 'Catch' in state ? (state.Catch ?? []) : [];
  const index = catchers.findIndex(({ ErrorEquals }) => matches(ErrorEquals, failure.error));
  const catcher = catchers[index];
  if (catcher === undefined) throw failure;
  const errorOutput = failure.output;
  return visit.leave(catcher, { output: errorOutput, next: catcher.Next, under: `Catch[${index}]/`, errorOutput });
}

function run(state: State, visit: Visit): Promise<Exit> {
  switch (state.Type) {
    case 'Pass':
      return pass(state, visit);
    case 'Task':
      return task(state, visit);
    case 'Choice':
      return choice(state, visit);
    case 'Wait':
      return wait(state, visit);
    case 'Parallel':
      return parallel(state, visit);
    case 'Succeed':
      return succeed(state, visit);
    case 'Fail':
      return fail(state, visit);
  }
}
