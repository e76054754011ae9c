import { isLike } from '../../wildcard';
import type { IamRequest } from '../service';
import { type Conditions, conditionsHold, JUDGED_KEYS, JUDGED_PREFIXES, operatorOf, TAGGED } from './condition';

type Patterns = string | readonly string[];

/** One statement of an identity-based policy, as synthesised. */
export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: Patterns;
  readonly NotAction?: Patterns;
  readonly Resource?: Patterns;
  readonly NotResource?: Patterns;
  /** Operator → key → values. */
  readonly Condition?: Conditions;
}

const FIELDS = ['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'];

/** @throws for a statement that could not be judged later, naming the role and what is wrong */
export function checkStatement(statement: PolicyStatement, where: string): void {
  const problems = [
    ...Object.keys(statement)
      .filter((field) => !FIELDS.includes(field))
      .map((field) => `field ${field} is not judged here`),
    ...(['Allow', 'Deny'].includes(statement.Effect) ? [] : [`Effect is ${statement.Effect}: write Allow or Deny`]),
    ...exactlyOneOf(statement, 'Action', 'NotAction'),
    ...exactlyOneOf(statement, 'Resource', 'NotResource'),
    ...textsOf(statement).flatMap(problemsOfText),
    ...Object.keys(statement.Condition ?? {}).flatMap(problemsOfOperator),
    ...keysOf(statement).flatMap(problemsOfKey),
    ...keysOf(statement).flatMap((key) => problemsOfTag(key, statement)),
  ];
  if (problems.length > 0) throw new Error(`policy of ${where}: ${problems.join('; ')}`);
}

const exactlyOneOf = (
  statement: PolicyStatement,
  left: keyof PolicyStatement,
  right: keyof PolicyStatement,
): string[] =>
  (statement[left] === undefined) === (statement[right] === undefined)
    ? [`needs ${left} or ${right}, and not both`]
    : [];

function textsOf({ Action, NotAction, Resource, NotResource, Condition = {} }: PolicyStatement): unknown[] {
  const expected = Object.values(Condition).flatMap((keys) => Object.values(keys));
  return [Action, NotAction, Resource, NotResource, ...expected].filter((part) => part !== undefined).flat();
}

function problemsOfText(text: unknown): string[] {
  if (typeof text === 'boolean') return [];
  if (typeof text !== 'string') return [`${JSON.stringify(text)} is not a string: resolve references first`];
  return text.includes('${') ? [`policy variables are not judged here, got ${text}`] : [];
}

function problemsOfKey(key: string): string[] {
  const lower = key.toLowerCase();
  const isJudged =
    JUDGED_KEYS.some((judged) => judged.toLowerCase() === lower) ||
    JUDGED_PREFIXES.some((prefix) => lower.startsWith(prefix.toLowerCase()));
  if (isJudged) return [];
  const allowed = [...JUDGED_KEYS, ...JUDGED_PREFIXES.map((prefix) => `${prefix}…`)];
  return [`condition key ${key} is not judged here: use one of ${allowed.join(', ')}`];
}

const keysOf = ({ Condition = {} }: PolicyStatement): string[] => Object.values(Condition).flatMap(Object.keys);

/** Where AWS knows tags and this world does not, a Deny would pass unseen. */
function problemsOfTag(key: string, { Action = '*' }: PolicyStatement): string[] {
  const [, services = []] =
    Object.entries(TAGGED).find(([tag]) => key.toLowerCase().startsWith(tag.toLowerCase())) ?? [];
  if (services.length === 0) return [];
  const others = [Action].flat().filter((action) => !services.includes(action.split(':')[0]?.toLowerCase() ?? ''));
  if (others.length === 0) return [];
  return [`condition key ${key} is not judged here for ${others.join(', ')}: only for ${services.join(', ')}`];
}

function problemsOfOperator(name: string): string[] {
  try {
    operatorOf(name);
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}

/** Whether a statement says anything about a request. */
export function matches(statement: PolicyStatement, request: IamRequest): boolean {
  const { Resource, NotResource, Condition } = statement;
  const isMeant = (patterns: Patterns) => listOf(patterns).some((pattern) => isLike(pattern, request.resource));
  return (
    namesAction(statement, request.action) &&
    (Resource === undefined ? !isMeant(NotResource ?? []) : isMeant(Resource)) &&
    (Condition === undefined || conditionsHold(Condition, request.context ?? {}))
  );
}

/** Statement → action → whether it is one of the statement's: nobody changes a statement that was attached. */
const named = new WeakMap<PolicyStatement, Map<string, boolean>>();

function namesAction(statement: PolicyStatement, action: string): boolean {
  const known = named.get(statement) ?? new Map<string, boolean>();
  named.set(statement, known);
  const verdict = known.get(action) ?? isActionOf(statement, action.toLowerCase());
  known.set(action, verdict);
  return verdict;
}

function isActionOf({ Action, NotAction = [] }: PolicyStatement, action: string): boolean {
  const isNamed = (patterns: Patterns) => listOf(patterns).some((pattern) => isLike(pattern.toLowerCase(), action));
  return Action === undefined ? !isNamed(NotAction) : isNamed(Action);
}

const listOf = (patterns: Patterns): readonly string[] => (typeof patterns === 'string' ? [patterns] : patterns);
