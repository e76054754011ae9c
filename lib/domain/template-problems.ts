import * as z from 'zod';

/** The part of a CloudFormation template that is judged here. */
const Template = z.object({
  Parameters: z.record(z.string(), z.object({ Type: z.string() })).optional(),
});

/** Types whose value CloudFormation fetches from Parameter Store when it creates the stack. */
const SSM_TYPE = 'AWS::SSM::Parameter';

/**
 * Why a template must not be deployed in a standby Region, whatever its digest: a takeover reads nothing that was not
 * signed with the release, and the step's role may not read Parameter Store.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html
 *
 * @param text the template in JSON, as CDK writes it
 */
export function templateProblems(text: string): string[] {
  const read = Template.safeParse(jsonOf(text));
  if (!read.success) return ['it is not a CloudFormation template in JSON; publish what cdk synth wrote'];
  return Object.entries(read.data.Parameters ?? {})
    .filter(([, { Type }]) => Type.startsWith(SSM_TYPE))
    .map(([name]) => {
      const remedy =
        name === 'BootstrapVersion'
          ? 'synthesise the release with generateBootstrapVersionRule: false'
          : 'make it a plain parameter and give its value in the release';
      return `its parameter ${name} reads SSM at deploy time; ${remedy}`;
    });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
