import type { Sequence, State } from './definition';
import { pause } from './interruption';
import { runState } from './run-state';
import type { Scope } from './visit';

/**
 * Runs a machine or a branch to its end and returns its output: from its StartAt, or after a redrive from the state
 * that did not succeed, with the input it had. A branch that had reached its end keeps its output.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
 */
export async function runStates(sequence: Sequence, start: { input: unknown; scope: Scope }): Promise<unknown> {
  const { scope } = start;
  const { at, output } = scope.progress;
  if (output) return output.value;
  let name: string | undefined = at?.name ?? sequence.StartAt;
  let data = at ? at.input : start.input;
  let isResumed = at !== undefined;
  while (name !== undefined) {
    if (!isResumed) enter(name, { input: data, scope });
    isResumed = false;
    if (scope.transitionMilliseconds) {
      const { clock, signal } = scope;
      await pause({ clock, milliseconds: scope.transitionMilliseconds(name), signal });
    }
    const exit = await runState(stateOf(sequence, name), { name, input: data, scope });
    data = exit.output;
    name = exit.next;
  }
  scope.progress.output = { value: data };
  return data;
}

function enter(name: string, { input, scope }: { input: unknown; scope: Scope }): void {
  scope.progress.at = { name, input, variables: scope.variables.assigned() };
  delete scope.progress.branches;
}

function stateOf(sequence: Sequence, name: string): State {
  const state = sequence.States[name];
  if (state === undefined) throw new Error(`no state is named ${name}; check the definition with unsupported() first`);
  return state;
}
