import { type Principal, WORLD_ROLE } from '../../world/identities';
import type { IamDecider, IamRequest } from '../iam';

/** What a call is refused with when a role's policies do not allow it, in AWS's words. */
export class AccessDenied extends Error {
  override readonly name = 'AccessDenied';
}

/** @throws AccessDenied for the first request that the principal's role does not allow */
export function authorize(iam: IamDecider, principal: Principal, requests: readonly IamRequest[]): void {
  if (principal.roleArn === WORLD_ROLE) return;
  for (const request of requests) {
    if (iam.allows(principal.roleArn, request) !== true) throw new AccessDenied(denial(principal, request));
  }
}

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
function denial({ roleArn, about }: Principal, { action, resource }: IamRequest): string {
  const session = `${roleArn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/${about}`;
  return (
    `User: ${session} is not authorized to perform: ${action} on resource: ${resource} ` +
    `because no identity-based policy allows the ${action} action`
  );
}
