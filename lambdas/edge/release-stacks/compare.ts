import { canonicalJson } from '../../../lib/domain/canonical-json';
import { isJson } from '../../../lib/domain/json';
import { comparableTemplate, deployedTemplate } from '../../../lib/domain/release';
import { oneLine } from '../../../lib/domain/text';
import { MASK, withoutCredentials } from '../hooks/masked';
import type { Comparison, DeclaredParameter } from './seen';

/**
 * Holds the template of a stack that stands against the one of the release.
 *
 * @param found parsed, or text when it is not JSON
 */
export function comparisonOf(found: unknown, wanted: unknown): Comparison {
  const difference = firstDifference(deployed(found), deployed(wanted));
  return { declared: declaredBy(wanted), ...(difference && { difference }) };
}

/** What a stack is held against whose own template is not read. */
export const unreadComparison = (wanted: unknown): Comparison => ({ declared: declaredBy(wanted) });

/** Of what a stack is compared by, with the letters that CloudFormation does not show. */
const declaredBy = (wanted: unknown) => declaredIn(isJson(wanted) ? comparableTemplate(wanted) : wanted);

const deployed = (template: unknown): unknown => (isJson(template) ? deployedTemplate(template) : template);

/** The first place where two templates differ, in the order of their sorted keys, or `undefined`. */
function firstDifference(found: unknown, wanted: unknown, path: readonly string[] = []): string | undefined {
  if (canonicalJson(found) === canonicalJson(wanted)) return undefined;
  if (!isJson(found) || !isJson(wanted)) {
    return `${path.join('.') || 'its template'} is ${shown(found, path)}, the release has ${shown(wanted, path)}`;
  }
  const keys = [...new Set([...Object.keys(found), ...Object.keys(wanted)])].sort();
  for (const key of keys) {
    const difference = firstDifference(found[key], wanted[key], [...path, key]);
    if (difference) return difference;
  }
  return undefined;
}

const SHOWN_CHARACTERS_MAX = 80;

/** A value of a template, which may be anybody's: without what is a credential by its look, or by its name. */
function shown(value: unknown, path: readonly string[]): string {
  if (value === undefined) return 'missing';
  const text = canonicalJson(value);
  if (typeof value === 'string' && isExportName(path)) return oneLine(text, SHOWN_CHARACTERS_MAX);
  const under = `${path.at(-1) ?? ''}: `;
  return withoutCredentials(under + text).startsWith(under + MASK)
    ? MASK
    : oneLine(withoutCredentials(text), SHOWN_CHARACTERS_MAX);
}

/** Stacks share it with each other, and a colon in it is part of it: it hides nothing. */
function isExportName(path: readonly string[]): boolean {
  const [before, last] = path.filter((key) => key !== 'Fn::Sub').slice(-2);
  return last === 'Fn::ImportValue' || (before === 'Export' && last === 'Name');
}

function declaredIn(template: unknown): DeclaredParameter[] {
  const section = isJson(template) && isJson(template.Parameters) ? template.Parameters : {};
  return Object.entries(section).map(([name, parameter]) => {
    const { Default, NoEcho } = isJson(parameter) ? parameter : {};
    return {
      name,
      isHidden: String(NoEcho) === 'true',
      ...(Default !== undefined && { value: String(Default) }),
    };
  });
}

export interface Parameters {
  /** Of the stack that stands. */
  readonly found: Readonly<Record<string, string>>;
  /** Of the release. */
  readonly wanted: Readonly<Record<string, string>>;
}

/** The first parameter with another value than the release gives it, or `undefined`. Values may be secrets. */
export function parameterDifference(
  { found, wanted }: Parameters,
  declared: readonly DeclaredParameter[],
): string | undefined {
  for (const { name, value, isHidden } of declared) {
    const expected = wanted[name] ?? value;
    if (isHidden || found[name] === expected) continue;
    if (found[name] === undefined) return `its parameter ${name} has no value, the release gives it one`;
    return expected === undefined
      ? `its parameter ${name} has a value, the release gives it none`
      : `its parameter ${name} has another value than the release gives it`;
  }
  return undefined;
}
