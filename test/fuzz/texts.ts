import fc from 'fast-check';

/** Texts with which programs were broken before. */
const NASTY = [
  '',
  ' ',
  '\u0000',
  '\u001b[31mred\u001b[0m',
  'two\nlines',
  'two\r\nlines',
  'two\u2028lines',
  '\u202Egnp.exe',
  '\u200B',
  '\uD800',
  '\uFEFF',
  '🔥'.repeat(300),
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'toString',
  '../../etc/passwd',
  '<script>alert(1)</script>',
  '=cmd()',
  '{% $states.input %}',
  '{{resolve:ssm:secret}}',
  `\${AWS::Region}`,
  '{region}',
  'NaN',
  '1e309',
  '-0',
  '0x10',
  '9999-12-31T23:59:59Z',
  '2026-11-21T12:00:00',
  '2026-02-30T00:00:00Z',
  'a'.repeat(70_000),
];

export const nasty = fc.constantFrom(...NASTY);
export const anyText = fc.oneof(
  { arbitrary: nasty, weight: 2 },
  { arbitrary: fc.string({ unit: 'binary' }), weight: 1 },
);

/** Keys that a parser must not trip over, among others. */
export const anyKey = fc.oneof(fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString'), anyText);

const number = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(1e300, -1, 0, 2 ** 53, 0.5));

/** A value as JSON may hold it, some levels deep. An object may own a key `__proto__`, as `JSON.parse` makes it. */
export const anyJson: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, tie('leaf'), tie('list'), tie('object')),
  leaf: fc.oneof(anyText, number, fc.boolean(), fc.constant(null)),
  list: fc.array(tie('value'), { maxLength: 4 }),
  object: fc.array(fc.tuple(anyKey, tie('value')), { maxLength: 4 }).map((entries) => JSON.parse(objectText(entries))),
})).value;

const objectText = (entries: readonly (readonly [string, unknown])[]): string =>
  `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value) ?? 'null'}`).join(',')}}`;

/** Lists and objects within each other, so many levels deep. */
export const deepList = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
export const deepObject = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

/** Texts that are deep or long: no parser may hang on them, or end in anything but its own error. */
export const HUGE: readonly (readonly [string, string])[] = [
  ['10,000 lists', deepList(10_000)],
  ['10,000 objects', deepObject(10_000)],
  ['3,000 objects', deepObject(3000)],
  ['100,000 open lists', '['.repeat(100_000)],
  ['300 KiB in one text', JSON.stringify('a'.repeat(300 * 1024))],
  ['300 KiB in one key', JSON.stringify({ ['k'.repeat(300 * 1024)]: 1 })],
  ['8,000 keys', JSON.stringify(Object.fromEntries(Array.from({ length: 8000 }, (_, n) => [`key${n}`, n])))],
  ['300 KiB of digits', '9'.repeat(300 * 1024)],
  ['300 KiB of spaces', ' '.repeat(300 * 1024)],
  ['300 KiB of quotes', '"'.repeat(300 * 1024)],
  ['300 KiB of backslashes', `"${'\\'.repeat(300 * 1024)}`],
];

/** A text that was cut, or in which some characters are others. */
export const damaged = (text: string): fc.Arbitrary<string> =>
  fc.oneof(
    fc.nat({ max: text.length }).map((end) => text.slice(0, end)),
    fc
      .tuple(
        fc.nat({ max: Math.max(0, text.length - 1) }),
        fc.string({ unit: 'binary', maxLength: 4 }),
        fc.nat({ max: 5 }),
      )
      .map(([at, other, gone]) => text.slice(0, at) + other + text.slice(at + gone)),
  );

/** A place in a JSON value. */
export type Path = readonly (string | number)[];

/** Every place in a JSON value that holds no other one, an empty list or object included. */
export function leavesOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const members: [string | number, unknown][] = Array.isArray(value)
    ? value.map((member, index) => [index, member])
    : Object.entries(value);
  return members.length === 0 ? [path] : members.flatMap(([key, member]) => leavesOf(member, [...path, key]));
}

/** A copy of a JSON value that holds another one in one place. */
export function replaced(value: unknown, path: Path, other: unknown): unknown {
  const [head, ...rest] = path;
  if (head === undefined) return other;
  const copy: Record<string | number, unknown> = Array.isArray(value)
    ? ([...value] as never)
    : { ...(value as Record<string, unknown>) };
  copy[head] = replaced(copy[head], rest, other);
  return copy;
}

export const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((at, key) => (at as Record<string | number, unknown> | undefined)?.[key], value);

/** A value of another type than this one, for which it can be no good. */
export const ofAnotherType = (value: unknown): fc.Arbitrary<unknown> =>
  fc.constantFrom(
    ...[42.5, 'text', true, null, [[1]], { polluted: 1 }].filter((other) => typeof other !== typeof value),
  );
