import { arnIn, type StackContext } from '../stack-context';

/** ARN of a function of this stack's Region, from a name or an ARN, as AWS takes either. */
export const functionArn = (stack: StackContext, nameOrArn: string): string =>
  nameOrArn.startsWith('arn:') ? nameOrArn : arnIn(stack, 'lambda', `function:${nameOrArn}`);

/** `arn:…:function:<name>[:<qualifier>]` without its qualifier. */
export const unqualified = (arn: string): string => arn.split(':').slice(0, 7).join(':');
