import { oneLine } from '../../../lib/domain/text';
import { again } from './again';
import type { Input, SeenStack } from './seen';
import type { Answer } from './sent-stacks';

type Refused = Extract<Answer, { readonly kind: 'passing' | 'refused' }>;

/**
 * Why CloudFormation does not create a stack, and what mends it.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html
 */
export const creationRefused = (stackName: string, { name, message }: Refused, input: Input): string =>
  `${oneLine(`CloudFormation does not create ${stackName}: ${name}, ${message}`)}; ${mendFor(name, message, input)}`;

function mendFor(name: string, message: string, input: Input): string {
  const { region, names } = input;
  const thenAgain = `then ${again(input)}`;
  if (missingExport(message)) return `it imports what no stack in ${region} exports: ${PUBLISH_IMPORTS}, ${thenAgain}`;
  switch (name) {
    case 'LimitExceededException':
      return (
        `a quota of CloudFormation in ${region} is used up, 2,000 stacks unless it was raised: delete stacks that ` +
        `nobody needs or have "Stack count" raised in Service Quotas, ${thenAgain}`
      );
    case 'InsufficientCapabilitiesException':
      return `the manifest names too few capabilities for the template: publish the release again, ${thenAgain}`;
    case 'ValidationError':
      return `template and parameters do not fit CloudFormation: mend them, publish the release again, ${thenAgain}`;
    case 'AccessDenied':
    case 'AccessDeniedException':
      return (
        `stacks are created with ${names.releaseRoleArn} from ${names.templateUrlPrefix}: mend the policy that ` +
        `denies it, or deploy the control plane of ${region} again, ${thenAgain}`
      );
    default:
      return `mend the cause, ${thenAgain}`;
  }
}

const PUBLISH_IMPORTS = 'publish the release again, with the stack that exports it among the release';

/** CloudFormation resolves imports before it creates a resource, so no resource tells of it. */
const missingExport = (message: string): boolean => /No export named /.test(message);

/** What CloudFormation says of a failed stack, and what mends it where its words alone do not. */
export const withMend = (reason: string, region: string): string =>
  missingExport(reason) ? `${reason} (it imports what no stack in ${region} exports: ${PUBLISH_IMPORTS})` : reason;

/** Why CloudFormation does not delete a stack, and what mends it. */
export function deletionRefused({ stackName, status }: SeenStack, { name, message }: Refused, input: Input): string {
  const { region, names } = input;
  const because = oneLine(`${stackName} is ${status} and CloudFormation does not delete it: ${name}, ${message}`);
  const mend = /termination ?protection/i.test(message)
    ? `run aws cloudformation update-termination-protection --no-enable-termination-protection --region ${region} ` +
      `--stack-name ${stackName}`
    : `stacks are deleted with ${names.releaseRoleArn}: mend the cause`;
  return `${because}; ${mend}, then ${again(input)}`;
}
