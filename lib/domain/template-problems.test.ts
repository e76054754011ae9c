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

  test.each(['Resources: {}', '[]', '{"Parameters":{"Size":"String"}}'])(
    'that is no template is refused: %s',
    (text) => {
      expect(templateProblems(text)).toEqual([expect.stringContaining('not a CloudFormation template in JSON')]);
    },
  );
});
