import { WORLD_ROLE } from '../world/identities';
import { checkStatement, matches, type PolicyStatement } from './iam/statement';
import type { IamRequest } from './service';

export type { PolicyStatement } from './iam/statement';
export type { IamRequest } from './service';

/** Decides from the synthesised identity-based policies. */
export interface IamDecider {
  /**
   * Adds statements to a role.
   *
   * @throws for what it could not judge later: unknown operators and fields, policy variables, unresolved references
   */
  attach(roleArn: string, statements: readonly PolicyStatement[]): void;
  /** Takes back statements, found by identity. */
  detach(roleArn: string, statements: readonly PolicyStatement[]): void;
  /** `true`, or why not, in AWS's words: what follows "is not authorized to perform: … on resource: …". */
  allows(roleArn: string, request: IamRequest): true | string;
  /** The same, of a request that nobody makes: IAM's own simulation asks so. */
  wouldAllow(roleArn: string, request: IamRequest): true | string;
}

/**
 * A request is allowed when some statement allows it and none denies it.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function createIamDecider(): IamDecider {
  const roles = new Map<string, PolicyStatement[]>();
  const allows: IamDecider['allows'] = (roleArn, request) => {
    if (roleArn === WORLD_ROLE) return true;
    const matching = roles.get(roleArn)?.filter((statement) => matches(statement, request)) ?? [];
    if (matching.some(({ Effect }) => Effect === 'Deny')) return 'with an explicit deny in an identity-based policy';
    if (matching.length > 0) return true;
    return `because no identity-based policy allows the ${request.action} action`;
  };
  return {
    allows,
    wouldAllow: allows,
    attach(roleArn, statements) {
      for (const [index, statement] of statements.entries())
        checkStatement(statement, `${roleArn}, statement ${index}`);
      roles.set(roleArn, [...(roles.get(roleArn) ?? []), ...statements]);
    },
    detach(roleArn, statements) {
      const kept = roles.get(roleArn)?.filter((statement) => !statements.includes(statement));
      if (kept) roles.set(roleArn, kept);
    },
  };
}
