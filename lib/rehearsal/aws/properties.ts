import * as z from 'zod';
import type { PolicyStatement } from './iam';

/** Shapes that property values have in many resource types: CloudFormation takes numbers and booleans as text, too. */
export const text = z.string();
export const optionalText = z.string().optional();
export const number = z.coerce.number();
export const optionalNumber = z.coerce.number().optional();
export const flag = z
  .union([z.boolean(), z.enum(['true', 'false'])])
  .transform((value) => value === true || value === 'true');

/** A statement of any policy; what the deciders cannot judge is refused by them. */
export type WrittenStatement = PolicyStatement & { readonly Principal?: unknown };

const statement = z.custom<WrittenStatement>(
  (value) => ['Allow', 'Deny'].includes((value as { Effect?: string } | null)?.Effect ?? ''),
  'a policy statement needs the Effect Allow or Deny',
);

export const policyDocument = z.object({
  Version: z.string().optional(),
  Statement: z.union([z.array(statement), statement]).transform((statements) => [statements].flat()),
});
