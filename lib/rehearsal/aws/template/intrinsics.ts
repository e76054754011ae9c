/** What the functions of a template look up while they are resolved. */
export interface Scope {
  /** Value of a parameter, a pseudo parameter or a resource (its physical id). @throws when there is none */
  reference(name: string): unknown;
  /** `Fn::GetAtt` of a resource that exists. @throws when it has no such attribute */
  attribute(logicalId: string, attribute: string): unknown;
  condition(name: string): boolean;
  mapping(map: string, key: string, name: string): unknown;
  availabilityZones(region: string): readonly string[];
  /** Value behind `{{resolve:<service>:<reference>}}`. @throws when the service is not rehearsed */
  dynamicReference(service: string, reference: string): string;
}

/** What `Ref: AWS::NoValue` becomes: the property or list item around it does not exist. */
export const NO_VALUE = Symbol('AWS::NoValue');

type Intrinsic = (argument: unknown, scope: Scope) => unknown;

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref: (name, scope) => (name === 'AWS::NoValue' ? NO_VALUE : scope.reference(text(name, 'Ref'))),
  'Fn::GetAtt': (argument, scope) => attributeOf(argument, scope),
  'Fn::Join': (argument, scope) => join(argument, scope),
  'Fn::Sub': (argument, scope) => substitute(argument, scope),
  'Fn::Select': (argument, scope) => select(argument, scope),
  'Fn::Split': (argument, scope) => split(argument, scope),
  'Fn::GetAZs': (argument, scope) => scope.availabilityZones(text(evaluate(argument, scope), 'Fn::GetAZs')),
  'Fn::FindInMap': (argument, scope) => findInMap(argument, scope),
  'Fn::If': (argument, scope) => evaluate(branchOf(argument, scope), scope),
  Condition: (name, scope) => scope.condition(text(name, 'Condition')),
  'Fn::Equals': (argument, scope) => {
    const [left, right] = list(argument, 'Fn::Equals').map((item) => evaluate(item, scope));
    return JSON.stringify(left) === JSON.stringify(right);
  },
  'Fn::And': (argument, scope) => list(argument, 'Fn::And').every((item) => evaluate(item, scope) === true),
  'Fn::Or': (argument, scope) => list(argument, 'Fn::Or').some((item) => evaluate(item, scope) === true),
  'Fn::Not': (argument, scope) => evaluate(list(argument, 'Fn::Not')[0], scope) !== true,
};

/**
 * A value of the template with every function in it carried out, dynamic references last, as CloudFormation does.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export const resolve = (value: unknown, scope: Scope): unknown =>
  isLiteral(value) ? value : withDynamicReferences(evaluate(value, scope), scope);

/** Parts of templates that say the same in every stack; nobody changes a template. */
const literals = new WeakMap<object, boolean>();

/** Whether there is no function and no dynamic reference in it. */
function isLiteral(value: unknown): boolean {
  if (typeof value === 'string') return !value.includes('{{resolve:');
  if (value === null || typeof value !== 'object') return true;
  const known = literals.get(value) ?? (!intrinsicOf(value) && Object.values(value).every(isLiteral));
  literals.set(value, known);
  return known;
}

/** The function call that a value is, if it is one. A lone `Condition` is one among conditions only. */
export function intrinsicOf(value: object): { name: string; argument: unknown } | undefined {
  const entries = Object.entries(value);
  const [name, argument] = entries[0] ?? [];
  if (name === undefined || entries.length !== 1) return undefined;
  const isCall = name.startsWith('Fn::') || name === 'Ref' || (name === 'Condition' && typeof argument === 'string');
  return isCall ? { name, argument } : undefined;
}

/** The branch of an `Fn::If` that counts. */
export function branchOf(argument: unknown, scope: Pick<Scope, 'condition'>): unknown {
  const [condition, whenTrue, whenFalse] = list(argument, 'Fn::If');
  return scope.condition(text(condition, 'Fn::If')) ? whenTrue : whenFalse;
}

/** `Resource.Attribute` or `[Resource, Attribute]`, of which the first is a logical id. */
export function attributeTarget(argument: unknown): { logicalId: string; attribute: unknown } {
  if (typeof argument === 'string') {
    const dot = argument.indexOf('.');
    return { logicalId: argument.slice(0, dot), attribute: argument.slice(dot + 1) };
  }
  const [logicalId, attribute] = list(argument, 'Fn::GetAtt');
  return { logicalId: text(logicalId, 'Fn::GetAtt'), attribute };
}

/** The names in `${…}` of an `Fn::Sub` text; `${!Literal}` is none. */
export const substitutedNames = (template: string): string[] =>
  [...template.matchAll(/\$\{([^!][^}]*)\}/g)].map(([, name = '']) => name.trim());

function evaluate(value: unknown, scope: Scope): unknown {
  if (isLiteral(value)) return value;
  if (Array.isArray(value)) return value.map((item) => evaluate(item, scope)).filter((item) => item !== NO_VALUE);
  if (value === null || typeof value !== 'object') return value;
  const call = intrinsicOf(value);
  if (call) return carryOut(call.name, call.argument, scope);
  const entries = Object.entries(value).map(([key, inner]) => [key, evaluate(inner, scope)] as const);
  return Object.fromEntries(entries.filter(([, inner]) => inner !== NO_VALUE));
}

function carryOut(name: string, argument: unknown, scope: Scope): unknown {
  const intrinsic = INTRINSICS[name];
  if (!intrinsic) {
    throw new Error(`the template function ${name} is not rehearsed: allowed is ${Object.keys(INTRINSICS).join(', ')}`);
  }
  return intrinsic(argument, scope);
}

function attributeOf(argument: unknown, scope: Scope): unknown {
  const { logicalId, attribute } = attributeTarget(argument);
  return scope.attribute(logicalId, text(evaluate(attribute, scope), 'Fn::GetAtt'));
}

function join(argument: unknown, scope: Scope): string {
  const [delimiter, values] = list(argument, 'Fn::Join');
  return list(evaluate(values, scope), 'Fn::Join')
    .map((item) => scalar(item, 'Fn::Join'))
    .join(text(delimiter, 'Fn::Join'));
}

function substitute(argument: unknown, scope: Scope): string {
  const [template, variables] = typeof argument === 'string' ? [argument, {}] : list(argument, 'Fn::Sub');
  const own = evaluate(variables ?? {}, scope) as Record<string, unknown>;
  return text(template, 'Fn::Sub').replace(/\$\{([^}]+)\}/g, (_, written: string) => {
    const name = written.trim();
    if (name.startsWith('!')) return `\${${name.slice(1)}}`;
    if (name in own) return scalar(own[name], 'Fn::Sub');
    return scalar(name.includes('.') ? attributeOf(name, scope) : scope.reference(name), 'Fn::Sub');
  });
}

function select(argument: unknown, scope: Scope): unknown {
  const [index, values] = list(argument, 'Fn::Select').map((item) => evaluate(item, scope));
  const chosen = list(values, 'Fn::Select')[Number(index)];
  if (chosen === undefined)
    throw new Error(`Fn::Select cannot select index ${String(index)} of ${JSON.stringify(values)}`);
  return chosen;
}

function split(argument: unknown, scope: Scope): string[] {
  const [delimiter, source] = list(argument, 'Fn::Split').map((item) => evaluate(item, scope));
  return text(source, 'Fn::Split').split(text(delimiter, 'Fn::Split'));
}

function findInMap(argument: unknown, scope: Scope): unknown {
  const [map, key, name, options] = list(argument, 'Fn::FindInMap').map((item) => evaluate(item, scope));
  if (options !== undefined) throw new Error('a default value in Fn::FindInMap is not rehearsed');
  return scope.mapping(text(map, 'Fn::FindInMap'), text(key, 'Fn::FindInMap'), text(name, 'Fn::FindInMap'));
}

function withDynamicReferences(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((item) => withDynamicReferences(item, scope));
  if (typeof value === 'string') {
    if (!value.includes('{{resolve:')) return value;
    return value.replace(/\{\{resolve:([^:}]+):([^}]+)\}\}/g, (_, service: string, reference: string) =>
      scope.dynamicReference(service, reference),
    );
  }
  if (value === null || typeof value !== 'object' || literals.get(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withDynamicReferences(inner, scope)]));
}

function list(value: unknown, name: string): unknown[] {
  if (!Array.isArray(value)) throw new Error(`${name} needs a list, got ${JSON.stringify(value)}`);
  return value;
}

function text(value: unknown, name: string): string {
  if (typeof value !== 'string') throw new Error(`${name} needs a text, got ${JSON.stringify(value)}`);
  return value;
}

function scalar(value: unknown, name: string): string {
  if (value === null || typeof value === 'object' || value === undefined) {
    throw new Error(`${name} needs texts, got ${JSON.stringify(value)}`);
  }
  return String(value);
}
