import type { ResourcePolicyStatement } from '../resource-policy';

/**
 * Refuses a resource policy that would change who may do what here. Harmless are the two kinds that CDK writes: denying
 * whoever comes without TLS, which nobody does, and letting an AWS service in, which says nothing about roles.
 */
export function refuseEffectivePolicy(statements: readonly ResourcePolicyStatement[]): void {
  const effective = statements.filter((statement) => !deniesWithoutTls(statement) && !letsServiceIn(statement));
  if (effective.length > 0) {
    throw new Error(`the resource policy statement ${JSON.stringify(effective[0])} is not rehearsed`);
  }
}

const deniesWithoutTls = ({ Effect, Condition }: ResourcePolicyStatement) =>
  Effect === 'Deny' && JSON.stringify(Condition) === '{"Bool":{"aws:SecureTransport":"false"}}';

const letsServiceIn = ({ Effect, Principal }: ResourcePolicyStatement) =>
  Effect === 'Allow' && JSON.stringify(Object.keys((Principal ?? {}) as object)) === '["Service"]';
