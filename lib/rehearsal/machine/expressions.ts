import jsonata from 'jsonata';
import type { Template } from './definition';

/** An expression that does not parse, threw, or produced no JSON; its message says which, and in which field. */
export class QueryFailure extends Error {}

/** What stands between `{%` and `%}` when the whole string is an expression. */
export const expressionIn = (text: string): string | undefined => /^\{%([\s\S]*)%\}$/.exec(text)?.[1]?.trim();

const parsed = new Map<string, jsonata.Expression>();

/** The parsed expression; parsed once, whoever asks. */
export function parse(expression: string): jsonata.Expression {
  const known = parsed.get(expression) ?? jsonata(expression);
  parsed.set(expression, known);
  return known;
}

/**
 * The JSON a template stands for. Expressions see the bindings as `$name` and nothing else.
 *
 * @throws QueryFailure naming the field, such as `Output/region` or `Arguments/list[2]`
 */
export async function evaluate(
  template: Template,
  at: { field: string; bindings: Record<string, unknown> },
): Promise<unknown> {
  const inside = (part: Template, field: string) => evaluate(part, { ...at, field });
  if (typeof template === 'string') return evaluateText(template, at);
  if (Array.isArray(template)) {
    return Promise.all(template.map((part, index) => inside(part, `${at.field}[${index}]`)));
  }
  if (typeof template !== 'object' || template === null) return template;
  const parts = Object.entries(template).map(
    async ([key, part]) => [key, await inside(part, `${at.field}/${key}`)] as const,
  );
  return Object.fromEntries(await Promise.all(parts));
}

async function evaluateText(text: string, at: { field: string; bindings: Record<string, unknown> }): Promise<unknown> {
  const expression = expressionIn(text);
  if (expression === undefined) return text;
  const about = `The JSONata expression '${expression}' specified for the field '${at.field}'`;
  const value = await ask(expression, { about, bindings: at.bindings });
  if (value === undefined) throw new QueryFailure(`${about} returned nothing (undefined).`);
  return value;
}

async function ask(expression: string, { about, bindings }: { about: string; bindings: Record<string, unknown> }) {
  try {
    return asJson(await parse(expression).evaluate(undefined, bindings));
  } catch (error) {
    throw new QueryFailure(`${about} threw an error during evaluation. ${reasonOf(error)}`);
  }
}

/** JSONata throws plain objects with a code, JavaScript throws errors. */
function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return [code, message].filter(Boolean).join(': ');
}

/** Plain JSON that was made here. Nobody changes it, so that what is passed on unchanged need not be copied. */
const plain = new WeakSet<object>();

/** A copy as plain JSON: JSONata marks its sequences, and JSON has no functions. @throws Error for a function */
function asJson(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : null;
  if (typeof value === 'function') throw new Error('the result is a function, which JSON cannot represent');
  if (typeof value !== 'object' || value === null || plain.has(value)) return value;
  if ('_jsonata_lambda' in value || '_jsonata_function' in value) {
    throw new Error('the result is a function, which JSON cannot represent');
  }
  const copy = Array.isArray(value) ? value.map((item) => asJson(item) ?? null) : asObject(value);
  plain.add(copy);
  return copy;
}

const asObject = (value: object): object =>
  Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => (member === undefined ? [] : [[name, asJson(member)]])),
  );
