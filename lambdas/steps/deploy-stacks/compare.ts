import { canonicalJson } from '../../../lib/domain/canonical-json';
import { oneLine } from '../../../lib/domain/text';
import type { Comparison, DeclaredParameter } from './seen';

type Json = Readonly<Record<string, unknown>>;

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Holds the template of a stack that stands against the one of the release.
 *
 * @param found parsed, or text when it is not JSON
 */
export function comparisonOf(found: unknown, wanted: unknown): Comparison {
  const difference = firstDifference(found, wanted);
  return { declared: declaredIn(wanted), ...(difference && { difference }) };
}

/** The first place where two templates differ, in the order of their sorted keys, or `undefined`. */
export function firstDifference(found: unknown, wanted: unknown, path: readonly string[] = []): string | undefined {
  if (canonicalJson(found) === canonicalJson(wanted)) return undefined;
  if (!isJson(found) || !isJson(wanted)) {
    return `${path.join('.') || 'its template'} is ${shown(found)}, the release has ${shown(wanted)}`;
  }
  const keys = [...new Set([...Object.keys(found), ...Object.keys(wanted)])].sort();
  for (const key of keys) {
    const difference = firstDifference(found[key], wanted[key], [...path, key]);
    if (difference) return difference;
  }
  return undefined;
}

const SHOWN_CHARACTERS_MAX = 80;

const shown = (value: unknown) =>
  value === undefined ? 'missing' : oneLine(canonicalJson(value), SHOWN_CHARACTERS_MAX);

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

/** The first parameter with another value than the release gives it, or `undefined`. */
export function parameterDifference(
  { found, wanted }: Parameters,
  declared: readonly DeclaredParameter[],
): string | undefined {
  for (const { name, value, isHidden } of declared) {
    const expected = wanted[name] ?? value;
    if (isHidden || found[name] === expected) continue;
    return `its parameter ${name} is ${shown(found[name])}, the release has ${shown(expected)}`;
  }
  return undefined;
}

const RETAINING = ['Retain', 'RetainExceptOnCreate', 'Snapshot'];

/**
 * Resources that deleting a stack leaves, by its template.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 */
export function retainedIn(template: unknown): string[] {
  const resources = isJson(template) && isJson(template.Resources) ? template.Resources : {};
  return Object.entries(resources)
    .filter(([, resource]) => isJson(resource) && RETAINING.includes(String(resource.DeletionPolicy)))
    .map(([id]) => id);
}
