import type { Sequence, State } from './definition';
import { runState } from './run-state';
import type { Scope } from './visit';

/** Runs a machine or a branch from its StartAt to its end and returns its output. */
export async function runStates(sequence: Sequence, start: { input: unknown; scope: Scope }): Promise<unknown> {
  let name: string | undefined = sequence.StartAt;
  let data = start.input;
  while (name !== undefined) {
    const exit = await runState(stateOf(sequence, name), { name, input: data, scope: start.scope });
    data = exit.output;
    name = exit.next;
  }
  return data;
}

function stateOf(sequence: Sequence, name: string): State {
  const state = sequence.States[name];
  if (state === undefined) throw new Error(`no state is named ${name}; check the definition with unsupported() first`);
  return state;
}
