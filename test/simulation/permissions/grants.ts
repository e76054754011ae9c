import { canonicalJson } from '../../../lib/domain/canonical-json';
import {
  createIamDecider,
  type IamDecider,
  type IamRequest,
  type PolicyStatement,
} from '../../../lib/rehearsal/aws/iam';
import { matches } from '../../../lib/rehearsal/aws/iam/statement';
import type { OwnRole, OwnRoles } from './own-roles';

/** One action on one resource that a role of the product may do: what can be taken away alone. */
export interface Grant {
  /** Logical id of the role without what CDK adds: `StepsAdmitRun`. The same in each Region. */
  readonly role: string;
  readonly action: string;
  /** With `{here}` for the role's own Region, and `{there}` for the other. */
  readonly resource: string;
  /** Conditions of its statement, as canonical JSON. @default none */
  readonly condition?: string;
}

/** `role action resource`, and its conditions where it has some. */
export const keyOf = ({ role, action, resource, condition }: Grant): string =>
  [role, action, resource, ...(condition === undefined ? [] : [condition])].join(' ');

interface Piece {
  readonly key: string;
  readonly statement: PolicyStatement;
}

/** A request that was refused only because a grant was taken away. */
export interface Denial {
  readonly roleArn: string;
  readonly request: IamRequest;
}

export interface GrantsOptions {
  readonly ownRoles: OwnRoles;
  /** Key of what is taken away in every Region. @default nothing */
  readonly without?: string;
  /** @default nobody is told */
  readonly onDenied?: (denial: Denial) => void;
}

/** Decides like any other decider, and knows which grants it needed. */
export interface GrantsDecider extends IamDecider {
  /** Keys of all that the product's roles were ever given. */
  readonly all: ReadonlySet<string>;
  /** Keys of grants that alone allowed some request: what another one allows as well could be missing. */
  readonly needed: ReadonlySet<string>;
}

export function createGrantsDecider({ ownRoles, without, onDenied }: GrantsOptions): GrantsDecider {
  const decider = createIamDecider();
  const pieces = new Map<string, Piece[]>();
  const all = new Set<string>();
  const needed = new Set<string>();
  const allowing = (roleArn: string, request: IamRequest) =>
    pieces.get(roleArn)?.filter(({ statement }) => matches(statement, request)) ?? [];
  const wouldAllow: IamDecider['wouldAllow'] = (roleArn, request) => {
    const verdict = decider.wouldAllow(roleArn, request);
    if (verdict !== true || without === undefined) return verdict;
    const left = allowing(roleArn, request);
    if (left.length === 0 || left.some(({ key }) => key !== without)) return true;
    return `because no identity-based policy allows the ${request.action} action`;
  };
  return {
    ...{ all, needed, wouldAllow, detach: decider.detach },
    attach(roleArn, statements) {
      decider.attach(roleArn, statements);
      const owner = ownRoles.get(roleArn);
      if (!owner) return;
      const split = statements.flatMap((statement) => piecesOf(statement, owner));
      for (const { key } of split) all.add(key);
      pieces.set(roleArn, [...(pieces.get(roleArn) ?? []), ...split]);
    },
    allows(roleArn, request) {
      const verdict = wouldAllow(roleArn, request);
      if (verdict !== true) {
        if (decider.wouldAllow(roleArn, request) === true) onDenied?.({ roleArn, request });
        return verdict;
      }
      const [key, ...others] = new Set(allowing(roleArn, request).map((piece) => piece.key));
      if (key !== undefined && others.length === 0) needed.add(key);
      return true;
    },
  };
}

/** A statement as single grants; what denies, or names what is not meant, gives nothing that could be taken away. */
function piecesOf(statement: PolicyStatement, { role, shown }: OwnRole): Piece[] {
  const { Action = [], Resource = [], Condition, ...rest } = statement;
  if (rest.Effect === 'Deny') return [];
  const condition = Condition && { condition: conditionOf(Condition, shown) };
  return [Action].flat().flatMap((action) =>
    [Resource].flat().map((resource) => {
      const grant = { role, action, resource: shown(resource), ...condition };
      return { key: keyOf(grant), statement: { ...statement, Action: action, Resource: resource } };
    }),
  );
}

/** With its values in one order, whichever Region comes first. */
const conditionOf = (condition: NonNullable<PolicyStatement['Condition']>, shown: OwnRole['shown']): string =>
  canonicalJson(
    JSON.parse(shown(JSON.stringify(condition)), (_, value) => (Array.isArray(value) ? [...value].sort() : value)),
  );
