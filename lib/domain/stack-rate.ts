/**
 * What one function takes of CloudFormation's rate in a Region. CloudFormation publishes none; users were told of 5
 * calls of one operation in a second. What is left is for everybody else in the account.
 *
 * Source: https://github.com/aws/aws-sam-cli/issues/2671
 */
export const STACK_CALLS = { burst: 5, perSecond: 4 } as const;

/**
 * The same for each of the two audits that list the Region beside CheckReadiness, and for which nobody waits: 20 pages,
 * which are 2,000 stacks, take 30 s, and all three together stay within 5 calls a second.
 */
export const AUDIT_CALLS = { burst: 5, perSecond: 0.5 } as const;

/** More stacks are not described one by one: then a list of the Region tells of all. */
export const DESCRIBED_MAX = 10;

/**
 * Stacks on one page of that list, when it is short of 1 MB.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
 */
export const STACKS_PER_PAGE = 100;
