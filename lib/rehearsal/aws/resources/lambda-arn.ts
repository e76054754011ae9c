import { arnIn } from '../arn';
import type { StackContext } from '../stack-context';

/** ARN of a function of this stack's Region, from a name or an ARN, as AWS takes either. */
export const functionArn = (stack: StackContext, nameOrArn: string): string =>
  nameOrArn.startsWith('arn:') ? nameOrArn : arnIn(stack, 'lambda', `function:${nameOrArn}`);
