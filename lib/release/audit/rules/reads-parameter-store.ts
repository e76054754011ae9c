import { inTemplates, type Rule, type SaidHere } from '../rule';
import { shown, textsIn } from '../texts';

/** Types whose value CloudFormation fetches when it creates the stack, and the name alone. */
const SSM_TYPE = 'AWS::SSM::Parameter::';
const SSM_REFERENCE = /\{\{resolve:ssm(-secure)?:/;

export const readsParameterStore: Rule = {
  name: 'reads-parameter-store',
  level: 'error',
  why:
    'What Parameter Store holds in the Region on the day was not signed with the release, and deploy-stacks refuses ' +
    'such templates.',
  check: inTemplates(({ Resources, Parameters = {}, Outputs = {} }) => [
    ...Object.entries(Parameters)
      .filter(([, { Type }]) => Type.startsWith(SSM_TYPE))
      .map(([logicalId, { Type }]): SaidHere => {
        const remedy = logicalId === 'BootstrapVersion' ? BOOTSTRAP_REMEDY : REMEDY;
        return { logicalId, because: `the parameter is of type ${Type}`, remedy };
      }),
    ...Object.entries({ ...Outputs, ...Resources }).flatMap(([logicalId, part]) =>
      textsIn(part)
        .filter(({ text }) => SSM_REFERENCE.test(text))
        .map(({ path }): SaidHere => {
          const because = `${shown(path)} is read from Parameter Store when the stack is created`;
          return { logicalId, because, remedy: REMEDY };
        }),
    ),
  ]),
};

const REMEDY = 'make it a plain parameter, and give its value in the plan or as an output of the pilot light';
const BOOTSTRAP_REMEDY =
  'synthesise the stack with new DefaultStackSynthesizer({ generateBootstrapVersionRule: false })';
