import type { FailState } from '../definition';
import { StatesError } from '../states-error';
import type { Visit } from '../visit';

/**
 * Ends the machine as failed, or fails the branch it stands in.
 *
 * @throws StatesError always: the one that the state names, or a fault of its expressions
 */
export async function fail(state: FailState, visit: Visit): Promise<never> {
  const error = await textOf(visit, 'Error', state.Error);
  const cause = state.Cause === undefined ? '' : await textOf(visit, 'Cause', state.Cause);
  throw new StatesError(error, cause);
}

async function textOf(visit: Visit, field: 'Error' | 'Cause', template: unknown): Promise<string> {
  const text = await visit.evaluate(template, field);
  if (typeof text === 'string') return text;
  throw visit.queryFault(`The field '${field}' must be a string, but was: ${JSON.stringify(text)}.`);
}
