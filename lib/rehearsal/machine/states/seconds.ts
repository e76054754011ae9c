import type { Visit } from '../visit';

/** The longest a state may wait or run: about three years. */
export const SECONDS_MAX = 99_999_999;

/**
 * A field that is a whole number of seconds.
 *
 * @throws StatesError States.QueryEvaluationError when its value is anything else
 */
export async function secondsOf(
  visit: Visit,
  { field, template }: { field: string; template: unknown },
): Promise<number> {
  const seconds = await visit.evaluate(template, field);
  if (Number.isInteger(seconds) && Number(seconds) >= 0 && Number(seconds) <= SECONDS_MAX) return Number(seconds);
  const allowed = `must be a whole number between 0 and ${SECONDS_MAX}`;
  throw visit.queryFault(`The field '${field}' ${allowed}, but was: ${JSON.stringify(seconds)}.`);
}
