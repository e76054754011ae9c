import { createHash } from 'node:crypto';
import { remembered } from '../remembered';
import type { Principal } from '../world/identities';

/** The stack that a resource belongs to. */
export interface StackContext {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  readonly account: string;
  readonly assetDirectory: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly as: Principal;
}

/** Letters and digits that depend on nothing but their seed, so that a rehearsal names things the same each time. */
export const token = (length: number, ...seed: readonly string[]): string => digestOf(seed.join('\n')).slice(0, length);

/** The same stacks and resources are named in every world of a process. */
const digestOf = remembered((seed) => createHash('sha256').update(seed).digest('hex'), { max: 10_000 });

/** Digits and lower-case hexadecimal letters as an EC2 id has them. */
const EC2_ID_LENGTH = 17;

export const ec2Id = (prefix: string, stack: StackContext, logicalId: string): string =>
  `${prefix}-${token(EC2_ID_LENGTH, stack.arn, logicalId)}`;

const SUFFIX_CHARACTERS = 12;
/** Of a stack's name so much stands in a generated name that would be too long. */
const STACK_CHARACTERS_MAX = 24;

/**
 * What CloudFormation calls a resource without a name of its own. Where that would be too long, stack and logical id
 * are cut at their ends, so that a policy can name the beginning.
 *
 * @param charactersMax that names of the type may have @default as many as it takes
 */
export function generatedName(
  stack: StackContext,
  logicalId: string,
  charactersMax = Number.POSITIVE_INFINITY,
): string {
  const suffix = token(SUFFIX_CHARACTERS, stack.arn, logicalId).toUpperCase();
  const whole = `${stack.name}-${logicalId}-${suffix}`;
  if (whole.length <= charactersMax) return whole;
  const left = charactersMax - SUFFIX_CHARACTERS - '--'.length;
  const begin = stack.name.slice(0, Math.min(STACK_CHARACTERS_MAX, Math.ceil(left / 2)));
  return `${begin}-${logicalId.slice(0, left - begin.length)}-${suffix}`;
}

/** A UUID that depends on nothing but its seed. */
export const uuidOf = (...seed: readonly string[]): string =>
  token(32, ...seed).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
