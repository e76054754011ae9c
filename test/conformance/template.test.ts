import { evaluateTemplate, type TemplateWorld } from '../../lib/rehearsal/aws/template';

const place = { name: 'shop', arn: 'arn:stack', region: 'us-west-2', account: '111122223333' };

/** A world in which every resource exists, called after its logical id. */
const world: TemplateWorld = {
  resource: (id) => ({
    physicalId: `id-of-${id}`,
    attributes: { Arn: `arn-of-${id}`, 'Endpoint.Address': `host-of-${id}` },
  }),
  secret: (reference) => `<${reference}>`,
};

const TABLE = {
  Parameters: { Size: { Type: 'Number', Default: 3 }, Zones: { Type: 'CommaDelimitedList', Default: 'a, b' } },
  Mappings: { Sizes: { 'us-west-2': { large: 'r6g' } } },
  Conditions: {
    IsBig: { 'Fn::Equals': [{ Ref: 'Size' }, '3'] },
    IsSmall: { 'Fn::Not': [{ Condition: 'IsBig' }] },
    IsEither: { 'Fn::Or': [{ Condition: 'IsBig' }, { Condition: 'IsSmall' }] },
    IsBoth: { 'Fn::And': [{ Condition: 'IsBig' }, { Condition: 'IsSmall' }] },
  },
};

/** A text for Fn::Sub: each `{` with the dollar sign before it that would make this language fill it in. */
const written = (text: string) => text.replaceAll('{', String.fromCharCode(36, 123));

/** One value, resolved in a template that also has a resource `Queue`. */
const resolved = (value: unknown, parameters = {}) =>
  evaluateTemplate(
    { ...TABLE, Resources: { Queue: { Type: 'T' }, Thing: { Type: 'T', Properties: { value } } } },
    place,
    parameters,
  ).properties('Thing', world).value;

test.each([
  ['Ref of a resource', { Ref: 'Queue' }, 'id-of-Queue'],
  ['Ref of a parameter', { Ref: 'Size' }, '3'],
  ['Ref of a list parameter', { Ref: 'Zones' }, ['a', 'b']],
  ['Ref of a pseudo parameter', { Ref: 'AWS::Region' }, 'us-west-2'],
  ['Fn::GetAtt', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn-of-Queue'],
  ['Fn::GetAtt with a dot in the attribute', { 'Fn::GetAtt': ['Queue', 'Endpoint.Address'] }, 'host-of-Queue'],
  ['Fn::Join', { 'Fn::Join': [':', ['arn', { Ref: 'AWS::Partition' }, 'x']] }, 'arn:aws:x'],
  ['Fn::Join of a list parameter', { 'Fn::Join': ['+', { Ref: 'Zones' }] }, 'a+b'],
  [
    'Fn::Sub',
    { 'Fn::Sub': written('{Queue.Arn} {AWS::AccountId} {!Literal}') },
    `arn-of-Queue 111122223333 ${written('{Literal}')}`,
  ],
  ['Fn::Sub with its own names', { 'Fn::Sub': [written('{Who}-{Queue}'), { Who: { Ref: 'Size' } }] }, '3-id-of-Queue'],
  ['Fn::Select of Fn::Split', { 'Fn::Select': [1, { 'Fn::Split': ['/', 'a/b/c'] }] }, 'b'],
  ['Fn::Select of Fn::GetAZs', { 'Fn::Select': ['0', { 'Fn::GetAZs': '' }] }, 'us-west-2a'],
  ['Fn::FindInMap', { 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'large'] }, 'r6g'],
  ['Fn::If', { 'Fn::If': ['IsBig', 'big', 'small'] }, 'big'],
  ['Fn::Or', { 'Fn::If': ['IsEither', 1, 2] }, 1],
  ['Fn::And', { 'Fn::If': ['IsBoth', 1, 2] }, 2],
  ['AWS::NoValue in an object', { a: 1, b: { Ref: 'AWS::NoValue' } }, { a: 1 }],
  ['AWS::NoValue in a list', [1, { 'Fn::If': ['IsSmall', 2, { Ref: 'AWS::NoValue' }] }], [1]],
  [
    'a policy condition beside other keys',
    { Effect: 'Allow', Condition: { Bool: {} } },
    { Effect: 'Allow', Condition: { Bool: {} } },
  ],
  ['a secret', '{{resolve:secretsmanager:db:SecretString:password::}}', '<db:SecretString:password::>'],
])('%s is carried out', (_, value, expected) => {
  expect(resolved(value)).toEqual(expected);
});

test.each([
  ['Fn::ImportValue', { 'Fn::ImportValue': 'other-stack' }, 'Fn::ImportValue is not rehearsed'],
  ['Fn::Transform', { 'Fn::Transform': { Name: 'x' } }, 'Fn::Transform is not rehearsed'],
  ['a function that does not exist', { 'Fn::Shout': 'x' }, 'Fn::Shout is not rehearsed'],
  ['an attribute that the resource has not', { 'Fn::GetAtt': ['Queue', 'Colour'] }, 'Queue.Colour is not rehearsed'],
  ['a resource that does not exist', { Ref: 'Nowhere' }, 'Unresolved resource dependencies [Nowhere]'],
  ['a dynamic reference of another service', '{{resolve:ssm:x}}', '{{resolve:ssm:…}} is not rehearsed'],
  ['Fn::Select past the end', { 'Fn::Select': [9, ['a']] }, 'cannot select index 9'],
])('%s is refused', (_, value, message) => {
  expect(() => resolved(value)).toThrow(message);
});

test('a parameter that the caller gives wins over its default', () => {
  expect(resolved({ 'Fn::If': ['IsBig', 'big', 'small'] }, { Size: '5' })).toBe('small');
});

test('missing, unknown and forbidden parameters are refused in one message', () => {
  const template = {
    Parameters: { Name: { Type: 'String' }, Lane: { Type: 'String', AllowedValues: ['live', 'drill'] } },
    Resources: {},
  };
  const given = { Lane: 'test', Colour: 'red' };
  expect(() => evaluateTemplate(template, place, given)).toThrow(
    /\[Colour\][\s\S]*\[Name\][\s\S]*allowed is live, drill/,
  );
});

test('a section that would be passed over is refused by name', () => {
  expect(() => evaluateTemplate({ Transform: 'AWS::Serverless-2016-10-31', Resources: {} }, place)).toThrow(
    'section Transform is not rehearsed',
  );
});

test("CDK's bootstrap version and its rule are tolerated", () => {
  const Parameters = { BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap' } };
  const template = { Parameters, Rules: { CheckBootstrapVersion: {} }, Resources: {} };
  expect(() => evaluateTemplate(template, place)).not.toThrow();
});

test('a resource waits for all it refers to, and for nothing in a branch that does not count', () => {
  const { dependencies } = evaluateTemplate(
    {
      ...TABLE,
      Resources: {
        A: { Type: 'T' },
        B: { Type: 'T', DependsOn: 'A' },
        C: { Type: 'T', Properties: { x: { 'Fn::If': ['IsBig', { 'Fn::Sub': written('{B.Arn}') }, { Ref: 'D' }] } } },
        D: { Type: 'T', Condition: 'IsSmall' },
      },
    },
    place,
  );
  expect([...dependencies].map(([id, needs]) => [id, ...needs])).toEqual([['A'], ['B', 'A'], ['C', 'B']]);
});

test('resources that wait for each other are refused with the circle', () => {
  const Resources = { A: { Type: 'T', Properties: { x: { Ref: 'B' } } }, B: { Type: 'T', DependsOn: ['A'] } };
  expect(() => evaluateTemplate({ Resources }, place)).toThrow('A -> B -> A');
});
