import type { WaitState } from '../definition';
import { pause } from '../interruption';
import type { Exit, Visit } from '../visit';
import { secondsOf } from './seconds';

/** Waits for a number of seconds, or until a time; a time in the past is no wait. */
export async function wait(state: WaitState, visit: Visit): Promise<Exit> {
  const { clock, signal } = visit.scope;
  await pause({ clock, milliseconds: await millisecondsOf(state, visit), signal });
  return visit.leave(state, { output: visit.input, next: state.Next });
}

async function millisecondsOf(state: WaitState, visit: Visit): Promise<number> {
  if (state.Timestamp === undefined) {
    return 1000 * (await secondsOf(visit, { field: 'Seconds', template: state.Seconds }));
  }
  const timestamp = await visit.evaluate(state.Timestamp, 'Timestamp');
  return Math.max(0, timeOf(timestamp, visit) - visit.scope.clock.now());
}

/** RFC 3339 with a `T` and a zone, as the language asks for. */
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

function timeOf(timestamp: unknown, visit: Visit): number {
  const at = typeof timestamp === 'string' && TIMESTAMP.test(timestamp) ? Date.parse(timestamp) : Number.NaN;
  if (!Number.isNaN(at)) return at;
  const got = JSON.stringify(timestamp);
  throw visit.queryFault(`The field 'Timestamp' must be a time such as 2024-11-05T10:00:00Z, but was: ${got}.`);
}
