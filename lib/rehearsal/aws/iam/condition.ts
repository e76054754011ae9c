import { isLike } from '../../wildcard';
import { isArnLike } from './pattern';

/** Operator → key → allowed values; all must hold. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, string | boolean | readonly string[]>>>>;

/** Condition keys of a request. */
export type Context = Readonly<Record<string, string | readonly string[]>>;

interface Comparison {
  readonly holds: (expected: string, actual: string) => boolean;
  /** A negated operator holds when no expected value matches, and when the key is missing. */
  readonly negated: boolean;
}

const equals = (expected: string, actual: string) => expected === actual;
const equalsIgnoringCase = (expected: string, actual: string) => expected.toLowerCase() === actual.toLowerCase();

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const COMPARISONS: Readonly<Record<string, Comparison>> = {
  StringEquals: { holds: equals, negated: false },
  StringNotEquals: { holds: equals, negated: true },
  StringEqualsIgnoreCase: { holds: equalsIgnoringCase, negated: false },
  StringNotEqualsIgnoreCase: { holds: equalsIgnoringCase, negated: true },
  StringLike: { holds: isLike, negated: false },
  StringNotLike: { holds: isLike, negated: true },
  ArnEquals: { holds: isArnLike, negated: false },
  ArnLike: { holds: isArnLike, negated: false },
  ArnNotEquals: { holds: isArnLike, negated: true },
  ArnNotLike: { holds: isArnLike, negated: true },
  NumericLessThanEquals: { holds: (expected, actual) => Number(actual) <= Number(expected), negated: false },
  Bool: { holds: equalsIgnoringCase, negated: false },
};

interface Operator extends Comparison {
  readonly set: 'ForAllValues' | 'ForAnyValue' | undefined;
  readonly ifExists: boolean;
}

/** Reads e.g. `ForAllValues:StringEquals` or `StringEqualsIfExists`. @throws for an operator that is not judged here */
export function operatorOf(name: string): Operator {
  const known = operators.get(name) ?? readOperator(name);
  operators.set(name, known);
  return known;
}

const operators = new Map<string, Operator>();

function readOperator(name: string): Operator {
  const [, set, base = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(name) ?? [];
  const comparison = COMPARISONS[base];
  if (!comparison) {
    throw new Error(`condition operator ${name} is not judged here: use one of ${Object.keys(COMPARISONS).join(', ')}`);
  }
  return { ...comparison, set: set as Operator['set'], ifExists: ifExists !== undefined };
}

/**
 * The condition keys that services here put into requests. A key that is never there would let a Deny pass unseen.
 *
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const JUDGED_KEYS = [
  ...['aws:PrincipalArn', 'aws:RequestedRegion', 'aws:SecureTransport', 'aws:TagKeys'],
  ...['cloudformation:RoleArn', 'cloudformation:TemplateUrl'],
  ...['cloudwatch:namespace', 'dynamodb:LeadingKeys', 'iam:PassedToService'],
  ...['events:source', 'events:detail-type'],
  ...['lambda:FunctionUrlAuthType', 'lambda:InvokedViaFunctionUrl'],
  ...['s3:object-lock-mode', 's3:object-lock-remaining-retention-days'],
  ...['NormalizedRecordNames', 'RecordTypes', 'Actions'].map((what) => `route53:ChangeResourceRecordSets${what}`),
];

/** What such keys begin with; a tag's own key follows. */
export const JUDGED_PREFIXES = ['aws:RequestTag/', 'aws:ResourceTag/'];

/** The services whose requests show tags here. */
export const TAGGED: Readonly<Record<string, readonly string[]>> = {
  'aws:RequestTag/': ['cloudformation'],
  'aws:ResourceTag/': ['cloudformation', 'ecs'],
  'aws:TagKeys': ['cloudformation'],
};

/** Whether every condition holds for the request. Condition keys are not case-sensitive. */
export function conditionsHold(conditions: Conditions, context: Context): boolean {
  const actual = (wanted: string): readonly string[] | undefined => {
    const lower = wanted.toLowerCase();
    const key = Object.keys(context).findLast((name) => name.toLowerCase() === lower);
    return key === undefined ? undefined : [context[key] ?? []].flat();
  };
  return Object.entries(conditions).every(([name, keys]) => {
    const operator = operatorOf(name);
    return Object.entries(keys).every(([key, expected]) =>
      conditionHolds(operator, [expected].flat().map(String), actual(key)),
    );
  });
}

function conditionHolds(
  operator: Operator,
  expected: readonly string[],
  actual: readonly string[] | undefined,
): boolean {
  const { set, negated, ifExists, holds } = operator;
  if (actual === undefined || actual.length === 0)
    return ifExists || set === 'ForAllValues' || (negated && set === undefined);
  const one = (value: string) => expected.some((pattern) => holds(pattern, value)) !== negated;
  if (set === 'ForAllValues') return actual.every(one);
  return set === 'ForAnyValue' ? actual.some(one) : actual.length === 1 && actual.every(one);
}
