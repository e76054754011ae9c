import { createHash } from 'node:crypto';
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
export const token = (length: number, ...seed: readonly string[]): string =>
  createHash('sha256').update(seed.join('\n')).digest('hex').slice(0, length);

/** Digits and lower-case hexadecimal letters as an EC2 id has them. */
const EC2_ID_LENGTH = 17;

export const ec2Id = (prefix: string, stack: StackContext, logicalId: string): string =>
  `${prefix}-${token(EC2_ID_LENGTH, stack.arn, logicalId)}`;

/** What CloudFormation calls a resource without a name of its own. */
export const generatedName = (stack: StackContext, logicalId: string): string =>
  `${stack.name}-${logicalId}-${token(12, stack.arn, logicalId).toUpperCase()}`;

/** A UUID that depends on nothing but its seed. */
export const uuidOf = (...seed: readonly string[]): string =>
  token(32, ...seed).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
