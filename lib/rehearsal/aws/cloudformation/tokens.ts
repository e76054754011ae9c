import type { CreateStackInput } from '@aws-sdk/client-cloudformation';
import { AwsError, type Call } from '../service';
import type { Stack } from './stack';

/**
 * Requests by their ClientRequestToken: the same request again is the same operation.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html
 */
export interface Tokens {
  keep(input: CreateStackInput, stack: Stack): void;
  /**
   * The stack that this request has made before; undefined for a request that is new.
   *
   * @throws TokenAlreadyExistsException for another request, and once the stack is deleted
   */
  earlier(input: CreateStackInput, call: Call): Stack | undefined;
}

export function createTokens(): Tokens {
  const kept = new Map<string, { readonly stack: Stack; readonly request: string }>();
  const keyOf = (region: string, token: string) => `${region} ${token}`;
  return {
    keep(input, stack) {
      const { ClientRequestToken: token } = input;
      if (token !== undefined) kept.set(keyOf(stack.region, token), { stack, request: JSON.stringify(input) });
    },
    earlier(input, { region }) {
      const { ClientRequestToken: token } = input;
      const found = token === undefined ? undefined : kept.get(keyOf(region, token));
      if (!found) return undefined;
      if (found.request === JSON.stringify(input) && found.stack.deletedAt === undefined) return found.stack;
      throw new AwsError('TokenAlreadyExistsException', `A client request token ${token} already exists`);
    },
  };
}
