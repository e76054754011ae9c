/** An event pattern: objects all the way down to lists of what a value may be. */
export type Pattern = { readonly [field: string]: Pattern | readonly Matcher[] };
type Matcher = string | number | boolean | null | Readonly<Record<string, unknown>>;

type Test = (operand: never, value: unknown) => boolean;
type Numbers = readonly (string | number)[];

const COMPARE: Readonly<Record<string, (value: number, limit: number) => boolean>> = {
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '=': (value, limit) => value === limit,
  '>=': (value, limit) => value >= limit,
  '>': (value, limit) => value > limit,
};

const TESTS: Readonly<Record<string, Test>> = {
  prefix: (prefix: string, value) => typeof value === 'string' && value.startsWith(prefix),
  'anything-but': (operand: unknown, value) => value !== undefined && ![operand].flat().includes(value),
  exists: (wanted: boolean, value) => (value !== undefined) === wanted,
  numeric: (rule: Numbers, value) => typeof value === 'number' && numericHolds(rule, value),
};

/**
 * Refuses a pattern with a matcher that this world does not carry out, and one that AWS would refuse.
 *
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function checkPattern(pattern: Pattern, path = ''): void {
  for (const [field, inner] of Object.entries(pattern)) {
    const at = `${path}${field}`;
    if (Array.isArray(inner)) for (const matcher of inner) checkMatcher(matcher as Matcher, at);
    else if (inner !== null && typeof inner === 'object' && field !== '$or') checkPattern(inner as Pattern, `${at}.`);
    else throw new Error(`event pattern ${at}: ${field === '$or' ? '$or is not rehearsed' : 'a list is needed'}`);
  }
}

/** Whether an event has every field of the pattern with a value that one of its matchers takes. */
export function matchesPattern(pattern: Pattern, event: unknown): boolean {
  const fields = (event ?? {}) as Readonly<Record<string, unknown>>;
  return Object.entries(pattern).every(([field, inner]) =>
    Array.isArray(inner)
      ? valuesAt(fields[field]).some((value) => inner.some((matcher) => takes(matcher as Matcher, value)))
      : matchesPattern(inner as Pattern, fields[field]),
  );
}

/** A list in the event matches when any of its items does. */
const valuesAt = (value: unknown): unknown[] => (Array.isArray(value) && value.length > 0 ? value : [value]);

function takes(matcher: Matcher, value: unknown): boolean {
  if (matcher === null || typeof matcher !== 'object') return matcher === value;
  return Object.entries(matcher).every(([name, operand]) => TESTS[name]?.(operand as never, value) ?? false);
}

function checkMatcher(matcher: Matcher, at: string): void {
  if (matcher === null || typeof matcher !== 'object') return;
  for (const [name, operand] of Object.entries(matcher)) {
    const isNested = name === 'anything-but' && typeof operand === 'object' && !Array.isArray(operand);
    if (!(name in TESTS) || isNested) {
      const what = isNested ? 'anything-but with another matcher in it' : name;
      throw new Error(`event pattern ${at}: ${what} is not rehearsed: allowed is ${Object.keys(TESTS).join(', ')}`);
    }
    if (name === 'numeric') numericHolds(operand as Numbers, 0);
  }
}

/** `['>=', 0, '<', 100]`: pairs of comparison and limit, all of which hold. */
function numericHolds(rule: Numbers, value: number): boolean {
  const pairs = rule.flatMap((item, index) => (index % 2 === 0 ? [{ operator: item, limit: rule[index + 1] }] : []));
  return pairs
    .map(({ operator, limit }) => {
      const compare = COMPARE[operator];
      if (!compare || typeof limit !== 'number') throw new Error(`event pattern: numeric got ${JSON.stringify(rule)}`);
      return compare(value, limit);
    })
    .every((holds) => holds);
}
