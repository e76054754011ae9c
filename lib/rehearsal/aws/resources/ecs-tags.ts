import type { IamRequest } from '../iam';
import type { StackContext } from '../stack-context';

/**
 * CloudFormation puts a stack's tags on what it creates, and ECS asks a permission of its own for that.
 *
 * Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/supported-iam-actions-tagging.html
 */
export const withTags = ({ tags }: StackContext, request: IamRequest): IamRequest[] =>
  Object.keys(tags).length > 0 ? [request, { ...request, action: 'ecs:TagResource' }] : [request];
