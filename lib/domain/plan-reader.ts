import type * as z from 'zod';
import { canonicalJson } from './canonical-json';
import { jsonTextOf } from './json-text';
import { Plan } from './plan';
import type { Problem } from './plan-problem';
import { brokenRules } from './plan-rules';
import { listed, nearest, oneLine } from './text';

/**
 * Every run carries its plan from state to state, which AWS Step Functions keeps below 256 KiB of UTF-8: a quarter is
 * the plan's, and the rest is left to what the steps write, see `RECORD_BYTES_MAX`.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export const PLAN_BYTES_MAX = 64 * 1024;
/** What is parsed at all: indentation makes a file up to four times as long as what it says. */
export const PLAN_CHARACTERS_MAX = 4 * PLAN_BYTES_MAX;
/** The deepest field of a plan stands four levels down. */
const LEVELS_MAX = 20;
const PROBLEMS_SHOWN_MAX = 100;
const PROBLEM_CHARACTERS_MAX = 500;

/** A plan that cannot be used: every problem at once, each `path: what is wrong`. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
  /** Each one harmless line. */
  readonly problems: readonly string[];

  constructor(
    readonly file: string,
    found: readonly string[],
  ) {
    const problems = shown(found);
    super(`${file} is not a plan:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/** What was written may be anything, and of any length. */
function shown(found: readonly string[]): string[] {
  const more = found.length - PROBLEMS_SHOWN_MAX;
  return [
    ...found.slice(0, PROBLEMS_SHOWN_MAX).map((problem) => oneLine(problem, PROBLEM_CHARACTERS_MAX)),
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
}

/**
 * Reads a plan from the text of its file, fills in every default and checks every rule.
 *
 * @param text the file's content; a byte-order mark is accepted
 * @param file its name, for the message
 * @throws PlanError with all problems in one pass
 */
export function readPlan(text: string, file = 'plan.json'): Plan {
  const written = parseJson(text.replace(/^\uFEFF/, ''), file);
  if (typeof written !== 'object' || written === null || Array.isArray(written)) {
    throw new PlanError(file, [
      `expected an object, got ${written === null ? 'null' : JSON.stringify(written).slice(0, 40)}`,
    ]);
  }
  const parsed = Plan.safeParse(written);
  const misshapen = parsed.success ? [] : parsed.error.issues.flatMap((issue) => sentencesOf(issue, written));
  const broken = brokenRules(parsed.success ? parsed.data : wellFormed(written)).map(sentence);
  const tooLong = parsed.success ? lengthProblem(parsed.data) : [];
  if (!parsed.success || broken.length + tooLong.length > 0) {
    throw new PlanError(file, [...misshapen, ...broken, ...tooLong].sort());
  }
  return parsed.data;
}

/** As a run carries it: with every default and without indentation. */
function lengthProblem(plan: Plan): string[] {
  const bytes = Buffer.byteLength(canonicalJson(plan));
  if (bytes <= PLAN_BYTES_MAX) return [];
  return [
    `got ${bytes} bytes with its defaults; at most ${PLAN_BYTES_MAX} are allowed, because every run carries its plan`,
  ];
}

/** The fields that are right by themselves: what can be said about them is said in the same pass as what is not. */
function wellFormed(written: object): Partial<Plan> {
  const fields = Object.entries(Plan.shape).flatMap(([name, shape]) => {
    const field = shape.safeParse((written as Record<string, unknown>)[name]);
    return field.success && field.data !== undefined ? [[name, field.data]] : [];
  });
  return Object.fromEntries(fields);
}

const sentence = ({ path, message }: Problem) => (path.length > 0 ? `${dotted(path)}: ${message}` : message);

/** databases[0].clusters.us-east-1 */
const dotted = (path: readonly PropertyKey[]) =>
  path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text ? `${text}.${String(part)}` : String(part)),
    '',
  );

function sentencesOf(issue: z.core.$ZodIssue, written: object): string[] {
  if (issue.code === 'unrecognized_keys') {
    // A word that is near is looked for as often as it may be shown: there may be thousands of keys.
    return issue.keys.map((key, index) =>
      sentence({
        path: [...issue.path, key],
        message: index < PROBLEMS_SHOWN_MAX ? unknownKey(key, issue.path) : 'unknown key',
      }),
    );
  }
  if (issue.code === 'invalid_type' && valueAt(written, issue.path) === undefined) {
    return [sentence({ path: issue.path, message: `required, expected ${issue.expected}` })];
  }
  const got = valueAt(written, issue.path);
  const shown = issue.code === 'custom' || got === undefined ? '' : `; got ${JSON.stringify(got)?.slice(0, 60)}`;
  return [sentence({ path: issue.path, message: `${lowerFirst(issue.message)}${shown}` })];
}

function unknownKey(key: string, path: readonly PropertyKey[]): string {
  const allowed = keysAt(Plan, path);
  const near = nearest(key, allowed);
  return near ? `unknown key; did you mean ${near}` : `unknown key; allowed are ${listed(allowed)}`;
}

/** The keys the schema allows at a path. */
function keysAt(schema: unknown, path: readonly PropertyKey[]): string[] {
  const { def } = schema as { def: { innerType?: unknown; element?: unknown; shape?: Record<string, unknown> } };
  if (def.innerType) return keysAt(def.innerType, path);
  if (path.length === 0) return Object.keys(def.shape ?? {});
  const [head, ...rest] = path;
  return def.element ? keysAt(def.element, rest) : keysAt(def.shape?.[String(head)] ?? { def: {} }, rest);
}

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], value);

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

function parseJson(text: string, file: string): unknown {
  if (text.trim() === '') throw new PlanError(file, ['expected an object, got an empty file']);
  if (text.length > PLAN_CHARACTERS_MAX) {
    const allowed = `at most ${PLAN_CHARACTERS_MAX} are allowed, because every run carries its plan`;
    throw new PlanError(file, [`got ${text.length} characters; ${allowed}`]);
  }
  try {
    JSON.parse(text);
    const { doubled, isTooDeep } = jsonTextOf(text, { levelsMax: LEVELS_MAX });
    if (isTooDeep) throw new PlanError(file, [`nests deeper than ${LEVELS_MAX} levels; a plan has at most four`]);
    if (doubled.length > 0) throw new PlanError(file, doubled.map(writtenTwice));
    return JSON.parse(text, refuseProtoKeys);
  } catch (error) {
    throw error instanceof PlanError ? error : new PlanError(file, [describeSyntax(error as Error, text)]);
  }
}

const writtenTwice = (path: readonly PropertyKey[]) => sentence({ path, message: 'written twice; take one out' });

/** JSON.parse turns a `__proto__` key into an own property, which a later spread would turn into a prototype. */
function refuseProtoKeys(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new Error('the key __proto__ is not allowed');
  return value;
}

/** Line and column of a JSON error; the engine gives an offset in most messages. */
function describeSyntax({ message }: Error, text: string): string {
  const offset = /position (\d+)/.exec(message)?.[1];
  if (offset === undefined) return `not JSON: ${lowerFirst(message.split('\n')[0] ?? '')}`;
  const before = text.slice(0, Number(offset)).split('\n');
  const what = lowerFirst(message.replace(/ in JSON at position.*$/s, ''));
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}: not JSON: ${what}`;
}
