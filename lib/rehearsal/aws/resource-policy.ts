import { isLike } from '../wildcard';

/** A statement of a resource's own policy, e.g. of a queue. */
export interface ResourcePolicyStatement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: unknown;
  readonly Action?: string | readonly string[] | undefined;
  readonly Resource?: string | readonly string[] | undefined;
  readonly Condition?: unknown;
}

/** A service that asks, over TLS, on behalf of one of its resources. */
export interface ServiceRequest {
  /** e.g. `events.amazonaws.com` */
  readonly service: string;
  readonly action: string;
  readonly resource: string;
  readonly sourceArn: string;
}

type Conditions = Readonly<Record<string, Readonly<Record<string, string | boolean | readonly string[]>>>>;

const OPERATORS = ['ArnEquals', 'ArnLike', 'StringEquals', 'StringLike', 'Bool'];
const KEYS = ['aws:SourceArn', 'aws:SourceAccount', 'aws:SecureTransport'];

/** @throws for a condition that this world could not judge later */
export function checkResourcePolicy(statements: readonly ResourcePolicyStatement[]): void {
  for (const { Condition } of statements) {
    for (const [operator, keys] of Object.entries((Condition ?? {}) as Conditions)) {
      const unknown = [
        ...(OPERATORS.includes(operator) ? [] : [operator]),
        ...Object.keys(keys).filter((key) => !KEYS.includes(key)),
      ];
      if (unknown.length > 0) throw new Error(`the policy condition ${unknown.join(', ')} is not rehearsed`);
    }
  }
}

/** Whether a policy lets a service in: some statement allows it and none denies it. */
export function resourcePolicyAllows(statements: readonly ResourcePolicyStatement[], request: ServiceRequest): boolean {
  const matching = statements.filter((statement) => applies(statement, request));
  return matching.some(({ Effect }) => Effect === 'Allow') && !matching.some(({ Effect }) => Effect === 'Deny');
}

function applies(statement: ResourcePolicyStatement, request: ServiceRequest): boolean {
  const context: Record<string, string> = {
    'aws:SourceArn': request.sourceArn,
    'aws:SourceAccount': request.sourceArn.split(':')[4] ?? '',
    'aws:SecureTransport': 'true',
  };
  return (
    matchesPrincipal(statement.Principal, request.service) &&
    [statement.Action ?? []].flat().some((pattern) => isLike(pattern.toLowerCase(), request.action.toLowerCase())) &&
    [statement.Resource ?? []].flat().some((pattern) => isLike(pattern, request.resource)) &&
    Object.values((statement.Condition ?? {}) as Conditions).every((keys) =>
      Object.entries(keys).every(([key, allowed]) =>
        [allowed].flat().some((pattern) => isLike(String(pattern), context[key] ?? '')),
      ),
    )
  );
}

function matchesPrincipal(principal: unknown, service: string): boolean {
  if (principal === '*') return true;
  const { AWS, Service } = (principal ?? {}) as { AWS?: string | string[]; Service?: string | string[] };
  return [AWS ?? []].flat().includes('*') || [Service ?? []].flat().includes(service);
}
