import {
  DescribeStacksCommand,
  type DescribeStacksCommandOutput,
  type Stack as StackDescription,
} from '@aws-sdk/client-cloudformation';
import type { Sends } from './publishing';

/** A stack as CloudFormation describes it; `undefined` when there is none of this name. */
export async function describedStack(cloudformation: Sends, StackName: string): Promise<StackDescription | undefined> {
  try {
    const { Stacks }: DescribeStacksCommandOutput = await cloudformation.send(new DescribeStacksCommand({ StackName }));
    return Stacks?.[0];
  } catch (error) {
    const { name, message } = error as Error;
    if (name === 'ValidationError' && message.includes('does not exist')) return undefined;
    throw error;
  }
}

/** Outputs of a stack, name → value. */
export const outputsOf = ({ Outputs = [] }: StackDescription): Record<string, string> =>
  Object.fromEntries(Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
