/** Texts that are remembered at most: two apps have a handful of templates. */
const REMEMBERED_MAX = 100;

/**
 * A pure function of a text that is asked for the same texts again and again: each is worked out once. What it returns
 * is shared, so nobody may change it.
 */
export function remembered<Value>(of: (text: string) => Value, { max = REMEMBERED_MAX } = {}): (text: string) => Value {
  const known = new Map<string, Value>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    if (known.size >= max) known.clear();
    const value = of(text);
    known.set(text, value);
    return value;
  };
}
