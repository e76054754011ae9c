/** The public packs of cdk-nag, run over a stack. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks, ServerlessChecks } from 'cdk-nag';
import type { Resource } from './synthesised';
import { temporaryDirectory } from './temporary';

/** Packs by the word that their rules begin with. */
export const PACKS = {
  AwsSolutions: AwsSolutionsChecks,
  'NIST.800.53.R5': NIST80053R5Checks,
  Serverless: ServerlessChecks,
  'PCI.DSS.321': PCIDSS321Checks,
  'HIPAA.Security': HIPAASecurityChecks,
} as const;
export type PackName = keyof typeof PACKS;

/** What a pack finds in a stack: `rule path`, the path of the construct within the stack. */
export const foundBy = (pack: PackName, stack: Stack): string[] =>
  new PACKS[pack](stack)
    .validateScope(stack)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(
        ({ constructPath = '' }) => `${ruleName} ${constructPath.replace(`${stack.node.path}/`, '')}`,
      ),
    );

/** Paths of a stack's resources of one type, as findings name them. */
export const pathsOf = (stack: Stack, type: string): string[] =>
  stack.node
    .findAll()
    .filter((one) => CfnResource.isCfnResource(one) && one.cfnResourceType === type)
    .map(({ node }) => node.path.replace(`${stack.node.path}/`, ''));

/** CDK warns that a property of it is deprecated as soon as a pack reads it. */
const NOT_INCLUDED = 'AWS::Events::EventBusPolicy';

/** A stack of such resources, each under its name. */
export function stackWith(resources: Readonly<Record<string, Resource>>): Stack {
  const directory = temporaryDirectory('weak');
  const templateFile = join(directory, 'template.json');
  const Resources = Object.fromEntries(Object.entries(resources).filter(([, { Type }]) => Type !== NOT_INCLUDED));
  writeFileSync(templateFile, JSON.stringify({ Resources }));
  const app = new App({ outdir: directory, analyticsReporting: false, builtinCloudFormationValidation: false });
  const stack = new Stack(app, 'Weak');
  new CfnInclude(stack, 'It', { templateFile });
  return stack;
}
