import type { ParallelState } from '../definition';
import { withinLimit } from '../payload';
import type { Progress } from '../progress';
import { runStates } from '../run-states';
import { StatesError } from '../states-error';
import { Variables } from '../variables';
import type { Exit, Visit } from '../visit';

/** Runs all branches side by side; the first failure stops the others and becomes the failure of the whole. */
export async function parallel(state: ParallelState, visit: Visit): Promise<Exit> {
  const given = state.Arguments === undefined ? visit.input : await visit.evaluate(state.Arguments, 'Arguments');
  const input = withinLimit(given, { what: `The input of the state '${visit.name}'` });
  visit.record('ParallelStateStarted');
  const result = await recorded(visit, runBranches(state, { visit, input }));
  return visit.leave(state, { output: result, next: state.Next, result });
}

/** Waits for every branch, so that a stopped one has written its last event before the whole goes on. */
async function runBranches(
  state: ParallelState,
  { visit, input }: { visit: Visit; input: unknown },
): Promise<unknown[]> {
  const stop = new AbortController();
  const signal = AbortSignal.any([visit.scope.signal, stop.signal]);
  const branches = progressOf(state, visit);
  const outputs = state.Branches.map(async (branch, index) => {
    const progress = branches[index] ?? {};
    const variables = new Variables(visit.scope.variables, progress.at?.variables);
    try {
      return await runStates(branch, {
        input,
        scope: { ...visit.scope, variables, signal, progress, onEnter: () => {} },
      });
    } catch (error) {
      stop.abort(error);
      throw error;
    }
  });
  const settled = await Promise.allSettled(outputs);
  // A second abort does not change the reason: it is the first failure in time, not in the order of the branches.
  if (stop.signal.aborted) throw stop.signal.reason;
  return settled.map((branch) => (branch.status === 'fulfilled' ? branch.value : undefined));
}

/** A redrive finds the branches as they stood; every other attempt, a retry too, begins them anew. */
function progressOf({ Branches }: ParallelState, { retryCount, scope }: Visit): Progress[] {
  const known = retryCount === 0 ? scope.progress.branches : undefined;
  scope.progress.branches = known ?? Branches.map(() => ({}));
  return scope.progress.branches;
}

async function recorded(visit: Visit, branches: Promise<unknown[]>): Promise<unknown[]> {
  try {
    const output = await branches;
    visit.record('ParallelStateSucceeded');
    return output;
  } catch (error) {
    if (error instanceof StatesError) visit.record('ParallelStateFailed', error.details);
    throw error;
  }
}
