import type { Principal } from '../../world/identities';
import type { IamDecider } from '../iam';
import type { IamRequest } from '../service';

export interface AuthorizedCall {
  readonly principal: Principal;
  /** The Region the call is signed for. */
  readonly region: string;
}

/** Why a call is refused, in AWS's words; undefined when all that it needs is allowed. */
export function denialOf(
  decide: IamDecider,
  { principal, region }: AuthorizedCall,
  requests: readonly IamRequest[],
): string | undefined {
  const { roleArn } = principal;
  const global = { 'aws:RequestedRegion': region, 'aws:PrincipalArn': roleArn, 'aws:SecureTransport': 'true' };
  for (const request of requests) {
    const verdict = decide.allows(roleArn, { ...request, context: { ...global, ...request.context } });
    if (verdict !== true) return denialMessage(principal, request, verdict);
  }
  return undefined;
}

/**
 * How IAM names whoever works in a role; the role's path is not in it.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 */
export const sessionArn = ({ roleArn, about }: Principal): string =>
  `${roleArn.replace(':iam:', ':sts:').replace(/:role\/(?:.*\/)?/, ':assumed-role/')}/${about}`;

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
function denialMessage(principal: Principal, { action, resource }: IamRequest, why: string): string {
  return `User: ${sessionArn(principal)} is not authorized to perform: ${action} on resource: ${resource} ${why}`;
}
