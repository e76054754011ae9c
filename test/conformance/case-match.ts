/**
 * How an answer differs from the part of it that is expected, one line for each difference.
 *
 * An object may have more members than expected, a list must have as many. `{ "$matches": "…" }` is a pattern for a
 * text, `{ "$absent": true }` a member that must not be there, `{ "$count": 3 }` a list by its length.
 */
export function differences(expected: unknown, actual: unknown, path = 'output'): string[] {
  if (!isObject(expected)) return same(expected, actual) ? [] : [told(path, expected, actual)];
  if ('$absent' in expected) return actual === undefined ? [] : [`${path} must be absent, and is ${text(actual)}`];
  if ('$matches' in expected) {
    const isMatch = typeof actual === 'string' && new RegExp(String(expected.$matches)).test(actual);
    return isMatch ? [] : [told(path, expected, actual)];
  }
  if ('$count' in expected) {
    const count = Array.isArray(actual) ? actual.length : undefined;
    return count === expected.$count ? [] : [`${path} must have ${expected.$count} items, and has ${count}`];
  }
  if (!isObject(actual) || Array.isArray(expected) !== Array.isArray(actual)) return [told(path, expected, actual)];
  if (Array.isArray(expected) && expected.length !== Object.keys(actual).length) return [told(path, expected, actual)];
  return Object.entries(expected).flatMap(([key, value]) => differences(value, actual[key], `${path}.${key}`));
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const same = (one: unknown, other: unknown): boolean => Object.is(one, other);
const text = (value: unknown): string => JSON.stringify(value) ?? String(value);
const told = (path: string, expected: unknown, actual: unknown): string =>
  `${path} must be ${text(expected)}, and is ${text(actual)}`;

/** Puts what was answered before in the place of each `${name.Path}`, and as many as asked for in that of `$repeat`. @throws for a name that nothing has */
export function filledIn<Value>(value: Value, answers: ReadonlyMap<string, unknown>): Value {
  const fill = (one: unknown): unknown => {
    if (typeof one === 'string') return one.replaceAll(/\$\{([\w.]+)\}/g, (_, path: string) => answerAt(path, answers));
    if (Array.isArray(one)) return one.map(fill);
    if (!isObject(one)) return one;
    if ('$repeat' in one) return repeated(one);
    return Object.fromEntries(Object.entries(one).map(([key, inner]) => [key, fill(inner)]));
  };
  return fill(value) as Value;
}

/** `{ "$repeat": "x", "times": 3 }` is `xxx`; of anything else it is a list, in which `#` stands for the place. */
function repeated({ $repeat: one, times }: Record<string, unknown>): unknown {
  if (typeof one === 'string') return one.repeat(Number(times));
  const written = JSON.stringify(one);
  return Array.from({ length: Number(times) }, (_, place) => JSON.parse(written.replaceAll('#', String(place))));
}

function answerAt(path: string, answers: ReadonlyMap<string, unknown>): string {
  const [name = '', ...keys] = path.split('.');
  const found = keys.reduce((value, key) => (isObject(value) ? value[key] : undefined), answers.get(name));
  if (found === undefined) throw new Error(`\${${path}} stands for nothing: answers are named ${[...answers.keys()]}`);
  return String(found);
}
