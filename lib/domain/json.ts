/** An object as JSON has it. */
export type Json = Readonly<Record<string, unknown>>;

/** Whether a value is an object, and neither a list nor `null`. */
export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A member that a record holds itself: every object has a `constructor`, which is none. */
export const ownOf = <Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

/** What a text from outside holds as JSON; `undefined` when it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
