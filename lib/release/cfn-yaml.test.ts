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
    ['0644', 420],
    ['098765432109', '098765432109'],
    ['111122223333', 111_122_223_333],
    ['"0123"', '0123'],
  ])('%s', (written, expected) => {
    expect(valueOfX(written)).toEqual(expected);
  });

  test.each<[string, string, RegExp]>([
    ['a tag that is no function', '!Reff A', /Unresolved tag: !Reff/],
    ['a key that is written twice', '{ a: 1, a: 2 }', /Map keys must be unique/],
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
