import type { SucceedState } from '../definition';
import type { Exit, Visit } from '../visit';

/** Ends the machine, or the branch it stands in. */
export const succeed = (state: SucceedState, visit: Visit): Promise<Exit> =>
  visit.leave(state, { output: visit.input, next: undefined });
