import { templateProblems } from './template-problems';

const withParameter = (name: string, Type: string) => JSON.stringify({ Parameters: { [name]: { Type } } });

describe('A template', () => {
  test.each([
    ['without parameters', '{"Resources":{}}'],
    ['with plain parameters', withParameter('Size', 'String')],
    ['that only names SSM', withParameter('AWS::SSM::Parameter', 'CommaDelimitedList')],
  ])('may be deployed %s', (_, text) => {
    expect(templateProblems(text)).toEqual([]);
  });

  test('of a default CDK release is refused with what to change', () => {
    expect(templateProblems(withParameter('BootstrapVersion', 'AWS::SSM::Parameter::Value<String>'))).toEqual([
      'its parameter BootstrapVersion reads SSM at deploy time; ' +
        'synthesise the release with generateBootstrapVersionRule: false',
    ]);
  });

  test.each(['AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', 'AWS::SSM::Parameter::Name'])(
    'with a parameter of type %s is refused',
    (type) => {
      expect(templateProblems(withParameter('Image', type))).toEqual([
        'its parameter Image reads SSM at deploy time; make it a plain parameter and give its value in the release',
      ]);
    },
  );

  test.each<[string, object, string]>([
    ['as a whole', { Transform: 'AWS::Serverless-2016-10-31' }, 'Transform'],
    ['as a whole, with parameters', { Transform: [{ Name: 'M' }] }, 'Transform'],
    ['at its root', { 'Fn::Transform': { Name: 'M' } }, 'Fn::Transform'],
    ['in a property', { Resources: { A: { Properties: { X: [{ 'Fn::Transform': {} }] } } } }, 'Fn::Transform'],
    ['in its rules', { Rules: { R: { 'Fn::Transform': {} } } }, 'Fn::Transform'],
    ['by a loop', { Resources: { 'Fn::ForEach::Queues': [] } }, 'Fn::ForEach::Queues'],
  ])('that a macro rewrites %s is refused, unless its stack may', (_, template, named) => {
    const text = JSON.stringify(template);
    expect(templateProblems(text)).toEqual([
      `it holds ${named}, by which a macro rewrites it while the stack is created, and its stack lacks ` +
        "CAPABILITY_AUTO_EXPAND; expand it before it is released, or accept the audit's finding and publish the " +
        'release again',
    ]);
    expect(templateProblems(text, ['CAPABILITY_IAM'])).toHaveLength(1);
    expect(templateProblems(text, ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND'])).toEqual([]);
  });

  test('may have a property that is called Transform, and words that are', () => {
    const Resources = { Transform: { Properties: { Transform: 'Fn::Transform' } } };
    expect(templateProblems(JSON.stringify({ Resources }))).toEqual([]);
  });

  test('is judged however deeply it is nested', () => {
    expect(templateProblems(`{"Resources":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)).toEqual([]);
  });

  test.each(['Resources: {}', '[]', '{"Parameters":{"Size":"String"}}'])(
    'that is no template is refused: %s',
    (text) => {
      expect(templateProblems(text)).toEqual([expect.stringContaining('not a CloudFormation template in JSON')]);
    },
  );
});
