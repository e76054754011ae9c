import * as z from 'zod';
import { isJson, jsonOf } from './json';
import { oneLine } from './text';

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
 * @param capabilities that its stack is created with
 */
export function templateProblems(text: string, capabilities: readonly string[] = []): string[] {
  const template = jsonOf(text);
  const read = Template.safeParse(template);
  if (!read.success) return ['it is not a CloudFormation template in JSON; publish what cdk synth wrote'];
  const macro = capabilities.includes(MACRO_CAPABILITY) ? undefined : macroIn(template);
  return [...ssmProblems(read.data), ...(macro ? [macroProblem(macro)] : [])];
}

const ssmProblems = ({ Parameters = {} }: z.infer<typeof Template>): string[] =>
  Object.entries(Parameters)
    .filter(([, { Type }]) => Type.startsWith(SSM_TYPE))
    .map(([name]) => {
      const remedy =
        name === 'BootstrapVersion'
          ? 'synthesise the release with generateBootstrapVersionRule: false'
          : 'make it a plain parameter and give its value in the release';
      return `its parameter ${name} reads SSM at deploy time; ${remedy}`;
    });

/**
 * What lets a macro rewrite a template while the stack is created; the manifest has it where the plan accepts macros.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-macros.html
 */
const MACRO_CAPABILITY = 'CAPABILITY_AUTO_EXPAND';

const macroProblem = (macro: string): string =>
  `it holds ${oneLine(macro, 80)}, by which a macro rewrites it while the stack is created, and its stack lacks ` +
  `${MACRO_CAPABILITY}; expand it before it is released, or accept the audit's finding and publish the release again`;

/** The first name in a template by which it asks for a macro, or `undefined`. A list, for it may be nested deeply. */
function macroIn(template: unknown): string | undefined {
  if (isJson(template) && template.Transform !== undefined) return 'Transform';
  const left: unknown[] = [template];
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value !== 'object' || value === null) continue;
    const macro = Object.keys(value).find((key) => key === 'Fn::Transform' || key.startsWith('Fn::ForEach'));
    if (macro) return macro;
    for (const member of Object.values(value)) left.push(member);
  }
  return undefined;
}
