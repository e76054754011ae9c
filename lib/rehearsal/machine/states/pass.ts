import type { PassState } from '../definition';
import type { Exit, Visit } from '../visit';

/** Reshapes data, or does nothing. */
export const pass = (state: PassState, visit: Visit): Promise<Exit> =>
  visit.leave(state, { output: visit.input, next: state.Next });
