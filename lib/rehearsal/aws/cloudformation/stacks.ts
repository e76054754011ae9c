import { invalid } from './create-input';
import type { Stack } from './stack';

/** Every stack that ever was, the oldest first; deleted ones too. */
export interface StackList {
  add(stack: Stack): void;
  all(): readonly Stack[];
  /** Those of a Region that exist. */
  existing(region: string): readonly Stack[];
  /** By name, a stack that exists; by ARN, also one that was deleted. */
  find(region: string, nameOrArn: string | undefined): Stack | undefined;
  /** @throws ValidationError when there is none */
  get(region: string, nameOrArn: string | undefined): Stack;
}

export function createStackList(): StackList {
  const stacks: Stack[] = [];
  const isThere = ({ deletedAt }: Stack) => deletedAt === undefined;
  const find = (region: string, nameOrArn = ''): Stack | undefined =>
    stacks.find(
      (stack) => stack.region === region && (stack.arn === nameOrArn || (stack.name === nameOrArn && isThere(stack))),
    );
  return {
    add: (stack) => void stacks.push(stack),
    all: () => stacks,
    existing: (region) => stacks.filter((stack) => stack.region === region && isThere(stack)),
    find,
    get: (region, nameOrArn) => find(region, nameOrArn) ?? invalid(`Stack with id ${nameOrArn} does not exist`),
  };
}
