import type { CreateStackInput } from '@aws-sdk/client-cloudformation';
import { AwsError, type Call } from '../service';
import type { Stack } from './stack';

/**
 * What the same request again is answered with. AWS promises only that CloudFormation recognises it; the errors are
 * those that API_CreateStack lists.
 */
export type RepeatAnswer = 'the same stack' | 'AlreadyExistsException' | 'TokenAlreadyExistsException';

/**
 * Requests by their ClientRequestToken: the same request again makes no second stack.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html
 */
export interface Tokens {
  /** @default the same stack */
  answerRepeatsWith(answer: RepeatAnswer): void;
  keep(input: CreateStackInput, stack: Stack): void;
  /**
   * The stack that this request has made before; undefined for a request that is new.
   *
   * @throws TokenAlreadyExistsException for another request, and once the stack is deleted; for any repeated one what
   * `answerRepeatsWith` says
   */
  earlier(input: CreateStackInput, call: Call): Stack | undefined;
}

export function createTokens(): Tokens {
  const kept = new Map<string, { readonly stack: Stack; readonly request: string }>();
  const keyOf = (region: string, token: string) => `${region} ${token}`;
  let answer: RepeatAnswer = 'the same stack';
  return {
    answerRepeatsWith: (given) => {
      answer = given;
    },
    keep(input, stack) {
      const { ClientRequestToken: token } = input;
      if (token !== undefined) kept.set(keyOf(stack.region, token), { stack, request: JSON.stringify(input) });
    },
    earlier(input, { region }) {
      const { ClientRequestToken: token } = input;
      const found = token === undefined ? undefined : kept.get(keyOf(region, token));
      if (!found) return undefined;
      const isRepeat = found.request === JSON.stringify(input) && found.stack.deletedAt === undefined;
      if (isRepeat && answer === 'the same stack') return found.stack;
      if (isRepeat && answer === 'AlreadyExistsException') throw existsAlready(input);
      throw new AwsError('TokenAlreadyExistsException', `A client request token ${token} already exists`);
    },
  };
}

/** A stack of this name is there. */
export const existsAlready = ({ StackName }: CreateStackInput): AwsError =>
  new AwsError('AlreadyExistsException', `Stack [${StackName}] already exists`);
