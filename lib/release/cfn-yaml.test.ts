import { parseYaml } from './cfn-yaml';

const valueOfX = (written: string) => {
  const parsed = parseYaml(`X: ${written}`);
  return 'value' in parsed ? (parsed.value as { X: unknown }).X : parsed.problems;
};

describe('YAML as CloudFormation reads it', () => {
  test.each<[string, unknown]>([
    ['!Ref A', { Ref: 'A' }],
    ['!Condition A', { Condition: 'A' }],
    ['!GetAtt A.B.C', { 'Fn::GetAtt': ['A', 'B.C'] }],
    ['!GetAtt [A, B]', { 'Fn::GetAtt': ['A', 'B'] }],
    [`!Sub '\${A}-x'`, { 'Fn::Sub': `\${A}-x` }],
    [`!Sub ['\${A}-x', { A: !Ref B }]`, { 'Fn::Sub': [`\${A}-x`, { A: { Ref: 'B' } }] }],
    [
      "!Join ['-', [!Ref A, !GetAtt B.Arn, c]]",
      { 'Fn::Join': ['-', [{ Ref: 'A' }, { 'Fn::GetAtt': ['B', 'Arn'] }, 'c']] },
    ],
    ['!Select [0, !GetAZs ""]', { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }],
    ['!FindInMap [A, !Ref "AWS::Region", b]', { 'Fn::FindInMap': ['A', { Ref: 'AWS::Region' }, 'b'] }],
    [
      '!If [A, !Not [!Equals [a, b]], !Ref "AWS::NoValue"]',
      { 'Fn::If': ['A', { 'Fn::Not': [{ 'Fn::Equals': ['a', 'b'] }] }, { Ref: 'AWS::NoValue' }] },
    ],
    ['!Transform { Name: M, Parameters: { a: 1 } }', { 'Fn::Transform': { Name: 'M', Parameters: { a: 1 } } }],
    ['!Base64 x', { 'Fn::Base64': 'x' }],
    ['{ "Fn::Sub": x }', { 'Fn::Sub': 'x' }],
    ['yes', true],
    ['2012-10-17', '2012-10-17'],
    ["'2012-10-17'", '2012-10-17'],
    ['098765432109', '098765432109'],
    ['111122223333', 111_122_223_333],
    ['"0123"', '0123'],
    ['-1.5', -1.5],
    ['!Sub 3.10', { 'Fn::Sub': '3.10' }],
    ['{ 22: 1 }', { 22: 1 }],
  ])('%s', (written, expected) => {
    expect(valueOfX(written)).toEqual(expected);
  });

  test('a slip is one line that ends with where it is', () => {
    expect(parseYaml('A: b: c\n')).toEqual({
      problems: ['nested mappings are not allowed in compact mappings at line 1, column 4'],
    });
  });

  test.each<[string, string, RegExp]>([
    ['a tag that is no function', '!Reff A', /unresolved tag: !Reff/],
    ['a key that is written twice', '{ a: 1, a: 2 }', /map keys must be unique/],
    ['a key that is written as a number, and as text', '{ 1: 1, "1": 2 }', /map keys must be unique/],
    ['a version that is no number', '3.10', /^X: 3\.10 would become 3\.1; quote it$/],
    ['a time of day', '{ a: [1, 22:22] }', /^X\.a\.1: 22:22 would become 1342; quote it$/],
    ['a file mode', '!Select [0644, a]', /^X\.Fn::Select\.0: 0644 would become 420; quote it$/],
    ['an account id of octal digits', '012345670123', /^X: 012345670123 would become 1402433619; quote it$/],
    ['a number too large', '12345678901234567890', /would become 12345678901234567000; quote it$/],
    ['a version that is a key', '{ 3.10: 1 }', /^X\.3\.10: 3\.10 would become 3\.1; quote it$/],
    [
      'a bomb of aliases',
      `\nA: &a [x]\n${Array.from(
        { length: 12 },
        (_, n) =>
          `B${n}: &${String.fromCharCode(98 + n)} [${Array(9)
            .fill(`*${String.fromCharCode(97 + n)}`)
            .join(', ')}]`,
      ).join('\n')}`,
      /alias/i,
    ],
  ])('refuses %s', (_, written, expected) => {
    expect(valueOfX(written)).toEqual([expect.stringMatching(expected)]);
  });
});
