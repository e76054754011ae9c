import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import {
  type Condition,
  type ExpressionMembers,
  type ParsedMembers,
  type Section,
  validateAttributeValue,
  validateExpressionParams,
  validateExpressions,
} from 'dynalite/validations/index.js';
import { copyOf, type Item } from './items';
import { notSimulated, validation } from './refusals';

/** The expressions of one request, with its values in their places until the next request is parsed. */
export interface Expressions {
  readonly condition: Condition | undefined;
  readonly sections: readonly Section[];
  /** Name and value of `pk = :pk`. */
  readonly keyCondition: { readonly name: string; readonly value: AttributeValue } | undefined;
}

/** Parsed once: the same text, names and types give the same tree, whose values are filled in anew each time. */
interface Parsed extends Expressions {
  /** The objects that stand in the tree, by placeholder. */
  readonly values: Item;
}

const NONE: Expressions = { condition: undefined, sections: [], keyCondition: undefined };
const parsed = new Map<string, Parsed>();

/** @throws ValidationException as DynamoDB does, NotImplemented for a function or form that nobody uses */
export function expressionsOf(members: ExpressionMembers): Expressions {
  const { UpdateExpression, ConditionExpression, KeyConditionExpression } = members;
  const texts = [UpdateExpression, ConditionExpression, KeyConditionExpression];
  if (texts.every((text) => text === undefined)) return NONE;
  const values = copyOf(members.ExpressionAttributeValues ?? {});
  const key = keyOf(members, values);
  const known = parsed.get(key);
  // A value that is wrong makes a sentence that names it, which the parser knows.
  const isKnown = known && !Object.values(values).some((value) => validateAttributeValue(value));
  const tree = isKnown ? known : parse(members, values);
  parsed.set(key, tree);
  for (const name of Object.keys(values)) Object.assign(tree.values[name] as object, values[name]);
  return tree;
}

/** @throws ValidationException for names or values of an operation that has none of these expressions */
export function refuseStray(members: ExpressionMembers, expressions: readonly (keyof ExpressionMembers)[]): void {
  refuseIfSaid(validateExpressionParams(members, expressions, []));
}

/** All that the tree depends on. Concatenated by hand: this runs with every request. */
function keyOf(members: ExpressionMembers, values: Item): string {
  const { UpdateExpression, ConditionExpression, KeyConditionExpression, ExpressionAttributeNames: names } = members;
  let key = `${UpdateExpression}\n${ConditionExpression}\n${KeyConditionExpression}`;
  if (names) for (const name of Object.keys(names)) key += `\n${name}=${names[name]}`;
  for (const name of Object.keys(values)) key += `\n${name}:${Object.keys(values[name] as object)}`;
  return `${key}\n${isEmpty(names)} ${isEmpty(members.ExpressionAttributeValues)}`;
}

/** Names or values that are there, but empty, are refused. */
const isEmpty = (given: object | undefined): boolean => given !== undefined && Object.keys(given).length === 0;

function parse(members: ExpressionMembers, values: Item): Parsed {
  const asked: ExpressionMembers & ParsedMembers = {
    ...members,
    ExpressionAttributeValues: members.ExpressionAttributeValues && values,
  };
  refuseIfSaid(validateExpressions(asked));
  const isValue = (operand: unknown): operand is AttributeValue =>
    Object.values(values).includes(operand as AttributeValue);
  const condition = asked._condition?.expression;
  const sections = asked._updates?.sections ?? [];
  if (condition) refuseOddCondition(condition, isValue);
  for (const section of sections) refuseOddSection(section, isValue);
  const keyCondition = asked._keyCondition && keyConditionOf(asked._keyCondition.expression, isValue);
  return { condition, sections, keyCondition, values };
}

type IsValue = (operand: unknown) => operand is AttributeValue;

const COMPARISONS = ['and', 'or', 'not', '=', '<>', '<', '<=', '>', '>='];
const FUNCTIONS = ['attribute_exists', 'attribute_not_exists'];

function refuseOddCondition({ type, name = '', args }: Condition, isValue: IsValue): void {
  if (!COMPARISONS.includes(type) && !FUNCTIONS.includes(name)) {
    throw notSimulated(`${type === 'function' ? name : type} in a condition`);
  }
  for (const arg of args) {
    if (Array.isArray(arg)) refusePath(arg);
    else if (!isValue(arg)) refuseOddCondition(arg as Condition, isValue);
  }
}

function refuseOddSection({ type, path, val, attrType }: Section, isValue: IsValue): void {
  refusePath(path);
  const isUsed = isValue(val) && (type === 'set' || (type === 'add' && attrType === 'N'));
  if (!isUsed) throw notSimulated(`${type.toUpperCase()} of this form in an update`);
}

function refusePath(path: readonly (string | number)[]): void {
  if (path.length > 1) throw notSimulated(`the path ${path.join('.')}`);
}

function keyConditionOf({ type, args: [path, value] }: Condition, isValue: IsValue): Expressions['keyCondition'] {
  if (type === '=' && Array.isArray(path) && path.length === 1 && isValue(value)) return { name: path[0], value };
  throw notSimulated('a key condition other than one partition');
}

function refuseIfSaid(problem: string | undefined): void {
  if (problem) throw validation(problem);
}

/** The item after the update. @throws ValidationException when a number is added to what is none */
export function updated(item: Item, sections: readonly Section[]): Item {
  const next = copyOf(item);
  for (const { type, path, val } of sections) {
    const name = String(path[0]);
    const value = val as AttributeValue;
    next[name] = type === 'set' ? (copyOf({ value }).value as AttributeValue) : sumOf(item[name] ?? { N: '0' }, value);
  }
  return next;
}

function sumOf(before: AttributeValue, { N = '' }: AttributeValue): AttributeValue {
  if (before.N === undefined) {
    throw validation('An operand in the update expression has an incorrect data type');
  }
  const sum = Number(before.N) + Number(N);
  if (Number.isSafeInteger(sum)) return { N: String(sum) };
  throw notSimulated(`the sum of ${before.N} and ${N}, which is no whole number below 2^53,`);
}
