import { isLike } from '../../wildcard';

/** Parts of an ARN; the resource may hold further colons. */
const ARN_PARTS = 6;

/**
 * Whether an ARN is matched part by part: a wildcard does not reach over a colon, save in the resource.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export function isArnLike(pattern: string, arn: string): boolean {
  const parts = arnParts(arn);
  return arnParts(pattern).every((part, index) => isLike(part, parts[index] ?? ''));
}

function arnParts(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, ARN_PARTS - 1), parts.slice(ARN_PARTS - 1).join(':')];
}
