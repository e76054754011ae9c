import { readTemplate } from './read-template';

const problemsOf = (text: string): readonly string[] => {
  const read = readTemplate(text);
  return 'problems' in read ? read.problems : [];
};

const json = (value: unknown) => JSON.stringify(value);
const withProperty = (written: string) => `{"Resources":{"A":{"Type":"T","Properties":{"x":[1,${written}]}}}}`;
const nested = (depth: number) => withProperty(`${'['.repeat(depth)}${']'.repeat(depth)}`);

describe('a JSON template is refused when', () => {
  test.each<[string, string, string]>([
    [
      'a number loses digits',
      withProperty('12345678901234567890'),
      'Resources.A.Properties.x.1: 12345678901234567890 would become 12345678901234567000; quote it',
    ],
    ['a number loses its last zero', withProperty('{"y":3.10}'), 'x.1.y: 3.10 would become 3.1; quote it'],
    ['a number is not finite', withProperty('1e400'), '1e400 would become Infinity; quote it'],
    [
      'a key is written twice',
      withProperty('{"a":1,"b":{"a":1},"\\u0061":2}'),
      'Resources.A.Properties.x.1.a is written twice; take one out',
    ],
    ['a section is written twice', '{"Resources":{},"Resources":{}}', 'Resources is written twice; take one out'],
  ])('%s', (_, text, expected) => {
    expect(problemsOf(text)).toEqual([expect.stringContaining(expected)]);
  });

  test.each<[string, string]>([
    ['1', '1'],
    ['-12.5', '-12.5'],
    ['1e+21', '1e+21'],
    ['the largest whole number that is exact', '9007199254740991'],
    ['numbers in a text', '"a 3.10 \\" , 3.10 \\\\"'],
    ['a text that looks like a key', '"\\\\", {"a":[{"a":1},{"a":2}]}'],
  ])('but not for %s', (_, written) => {
    expect(problemsOf(withProperty(written))).toEqual([]);
  });

  test('but not for a very long text', () => {
    expect(problemsOf(withProperty(json('x\n'.repeat(2_000_000))))).toEqual([]);
  });
});

describe('a template is refused when', () => {
  const TOO_DEEP = 'it nests deeper than 100 levels, or in a circle; write it flat';

  test.each<[string, string, string]>([
    ['JSON nests too deep', nested(96), TOO_DEEP],
    ['JSON nests without end', nested(60_000), TOO_DEEP],
    ['YAML nests without end', `Resources: ${'['.repeat(6000)}`, TOO_DEEP],
    ['YAML nests without end, and ends', `Resources: ${'['.repeat(6000)}${']'.repeat(6000)}`, TOO_DEEP],
    ['YAML names itself', 'Resources:\n  A: &a\n    Type: T\n    Properties: { x: [*a, *a, *a] }', TOO_DEEP],
    ['a key is no key of its own', withProperty('{"__proto__":{}}'), '__proto__ is no name; take it out'],
    ['a resource', json({ Resources: { 'A\u001b[2J': { Type: 'T' } } }), 'Resources.A [2J: expected letters and'],
    ['a parameter', json({ Parameters: { 'a-b': { Type: 'T' } } }), 'Parameters.a-b: expected letters and digits'],
    ['an output', json({ Outputs: { a_b: { Value: 'x' } } }), 'Outputs.a_b: expected letters and digits'],
    ['its outputs need a macro', json({ Outputs: { 'Fn::ForEach::X': [] } }), 'Outputs.Fn::ForEach::X needs a macro'],
  ])('%s', (_, text, expected) => {
    expect(problemsOf(text)).toEqual([expect.stringContaining(expected)]);
  });

  test('but not at the limit, and not for what is written once and named twice', () => {
    expect(problemsOf(nested(95))).toEqual([]);
    expect(problemsOf('Resources: { A: &a { Type: T, Properties: &b { x: [1] } }, B: *a }')).toEqual([]);
  });

  test('one mistake in YAML brings others with it, and the first alone is told', () => {
    expect(problemsOf(`Resources: {\n${'  A: [\n'.repeat(50)}`)).toHaveLength(1);
  });
});
