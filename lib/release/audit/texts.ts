import { isJson } from '../../domain/json';
import type { Template } from '../source';
import { Spelling } from '../template-text';

/** One string of a template, with what it is the value of. */
export interface Text {
  /** What intrinsic functions make of it as far as the template tells; what it does not tell is `${Name}`. */
  readonly text: string;
  /** Names and indexes that lead to it. */
  readonly path: readonly string[];
  /** Whether it is the name of a member and not a value. */
  readonly isKey: boolean;
}

/** A list's elements; anything else has none. */
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/**
 * A value as text where the template tells it: a literal, `Fn::Sub` and `Fn::Join`, with `${Name}` for `Ref` and
 * `${Name.Attribute}` for `Fn::GetAtt`. `undefined`: it is no text.
 */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const [name, argument] = intrinsicOf(value);
  if (name === 'Ref' && typeof argument === 'string') return `\${${argument}}`;
  if (name === 'Fn::GetAtt') return `\${${Array.isArray(argument) ? argument.join('.') : String(argument)}}`;
  if (name === 'Fn::ImportValue') return `\${${textOf(argument) ?? name}}`;
  if (name === 'Fn::Sub') return substituted(value);
  if (name === 'Fn::Join' && Array.isArray(argument)) return joined(argument);
  return undefined;
}

/** Every string of a value, names of members included; of an intrinsic function that makes text, the text. */
export function textsIn(value: unknown, path: readonly string[] = []): Text[] {
  if (typeof value === 'string') return [{ text: value, path, isKey: false }];
  if (Array.isArray(value)) return value.flatMap((element, index) => textsIn(element, [...path, String(index)]));
  if (!isJson(value)) return [];
  const [name, argument] = intrinsicOf(value);
  if (name === 'Ref' || name === 'Fn::GetAtt') return [];
  const text = name === 'Fn::Sub' || name === 'Fn::Join' ? textOf(value) : undefined;
  const variables = name === 'Fn::Sub' && Array.isArray(argument) ? textsIn(argument[1], path) : [];
  if (text !== undefined) return [{ text, path, isKey: false }, ...variables];
  return Object.entries(value).flatMap(([key, member]) => [
    { text: key, path, isKey: true },
    ...textsIn(member, [...path, key]),
  ]);
}

/** Where a path leads, for sentences: `Environment.Variables.URL`. */
export const shown = (path: readonly string[]): string => path.join('.');

/** Whether nothing of a text differs between two stacks of one template in the same Region and account. */
export const isFixed = (text: string): boolean => !/\$\{/.test(text.replace(OF_THE_PLACE, ''));
const OF_THE_PLACE = /\$\{AWS::(Region|AccountId|Partition|URLSuffix)\}/g;

/** The parameter that a text is, or ends in. */
export const parameterAtEnd = (text: string, { Parameters = {} }: Template): string | undefined => {
  const name = /\$\{([A-Za-z0-9]+)\}$/.exec(text)?.[1];
  return name !== undefined && name in Parameters ? name : undefined;
};

/** An object of one member is an intrinsic function, or nothing of the kind. */
function intrinsicOf(value: unknown): [string, unknown] | [undefined, undefined] {
  const [only, ...more] = isJson(value) ? Object.entries(value) : [];
  return only !== undefined && more.length === 0 ? only : [undefined, undefined];
}

/** Spelt as everywhere else in a release, then with names in the place of what is not told. */
function substituted(value: unknown): string | undefined {
  const spelling = new Spelling();
  const written = spelling.written(spelling.of(value) ?? '');
  return intrinsicOf(written)[0] === 'Fn::Sub' ? undefined : (textOf(written) ?? NOT_TOLD);
}

/** Stands for a part of a text that the template does not tell. */
const NOT_TOLD = '$'.concat('{}');

function joined([separator, parts]: readonly unknown[]): string | undefined {
  if (typeof separator !== 'string' || !Array.isArray(parts)) return undefined;
  return parts.map((part) => textOf(part) ?? NOT_TOLD).join(separator);
}
