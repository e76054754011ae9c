import { FAILURES } from '../domain/failure';
import { type AnyStep, keyOf } from '../domain/step';
import type { EndsWhen } from '../workflow/grammar';

/** An expression as a field of a state holds it. */
export const jsonata = (expression: string): string => `{% ${expression} %}`;

/** JSON is JSONata: a constant inside an expression. */
const constant = (value: unknown) => JSON.stringify(value);

/** The run document as it came in. */
export const INPUT = jsonata('$states.input');

/** The run document with what the step's Lambda answered under the step's key. */
export const withRecord = (step: AnyStep): string =>
  jsonata(`$merge([$states.input, {${constant(keyOf(step))}: $states.result.Payload}])`);

/** Whether the step's record says done. Anything else, a malformed record too, does not go on. */
export const isDone = (step: AnyStep): string => jsonata(`$states.input.${keyOf(step)}.status = "done"`);

/** Seconds until the next look; Wait takes whole seconds only. */
export const lookAgainSeconds = (step: AnyStep): string =>
  jsonata(`$ceil($states.input.${keyOf(step)}.lookAgainSeconds)`);

/** Whether one of these states failed; failures from before them do not count. */
export const hasFailed = (names: readonly string[]): string =>
  jsonata(`$count($states.input.failures[step in ${constant(names)}]) > 0`);

/** Longest sentence kept of a failure: a Cause may have 32,768 characters, a whole state only 256 KiB. */
const BECAUSE_CHARACTERS_MAX = 1000;

/**
 * A JSON string as a regular expression. `\x5c` is a backslash: JSONata's scanner for the end of a regular expression
 * miscounts brackets behind a real one.
 */
const PLAIN = '[^"\\x5c\\x00-\\x1f]*';
const ESCAPE = '\\x5c(?:["\\x5c\\/bfnrt]|u[0-9a-fA-F]{4})';
const JSON_STRING = `"${PLAIN}(?:${ESCAPE}${PLAIN})*"`;

/** The string member `errorMessage` of Lambda's JSON error; its group holds the quotes, so `$parse` of it works. */
const ERROR_MESSAGE = `/"errorMessage"\\s*:\\s*(${JSON_STRING})/`;

const KIND_BY_ERROR = Object.fromEntries(Object.entries(FAILURES).map(([kind, error]) => [error, kind]));

/**
 * The run document with one more entry in `failures`, for a Catch. The sentence is the error's message when the Cause
 * is a Lambda error, else the Cause as it is, else the error's name: a Cause may be text, empty or absent.
 *
 * @param step name of the state that failed
 */
export const withFailure = (step: string): string =>
  jsonata(
    [
      '(',
      `$kind := $lookup(${constant(KIND_BY_ERROR)}, $states.errorOutput.Error);`,
      `$message := $match($states.errorOutput.Cause, ${ERROR_MESSAGE}, 1).groups[0];`,
      '$spoken := $exists($message) ? $parse($message);',
      '$said := [$spoken, $states.errorOutput.Cause, $states.errorOutput.Error][$trim($) != ""][0];',
      '$merge([$states.input, {"failures": [$states.input.failures, {',
      `"step": ${constant(step)},`,
      '"kind": $exists($kind) ? $kind : "broken",',
      `"because": $exists($said) ? $substring($said, 0, ${BECAUSE_CHARACTERS_MAX}) : "no error was named",`,
      '"at": $now()',
      '}]}])',
      ')',
    ].join(' '),
  );

/**
 * What a branch hands on: its failures and the records of its own steps. All else is in the document before it, and
 * would be there once for each branch: together they have 256 KiB.
 *
 * @param names of what may fail in the branch: steps, and what holds branches, whose name has spaces
 */
export function ofBranch(names: readonly string[]): string {
  const keys = names.filter((name) => !name.includes(' ')).map((name) => keyOf({ name }));
  const records = keys.map((key) => `, ${constant(key)}: $states.input.${key}`);
  return jsonata(`{"failures": [$states.input.failures]${records.join('')}}`);
}

/**
 * The document with what each branch of a Parallel hands on, and the failures of all. Failures from before the branches
 * stand in each of them, hence `$distinct`.
 */
export const MERGED_BRANCHES = jsonata(
  '$merge([$states.input, $states.result, ' +
    '{"failures": [$distinct([$states.input.failures, $states.result.failures])]}])',
);

/** Whether the run ends under this condition: the same judgement as `endsHere`, in the machine's words. */
export function endsWhen({ failures: which, kinds, of }: EndsWhen): string {
  const failures = '$states.input.failures';
  const conditions = [
    kinds ? `kind in ${constant(kinds)}` : 'true',
    of ? `step in ${constant(of.map(({ name }) => name))}` : 'true',
  ];
  const judged = which === 'first' ? `[${failures}[0]]` : failures;
  return which === 'none'
    ? jsonata(`$count(${failures}) = 0`)
    : jsonata(`$count(${failures}) > 0 and $count(${judged}[${conditions.join(' and ')}]) = $count(${judged})`);
}

/** Error with which a stopped run ends: the step that failed first and how, such as `DeployStacks.overdue`. */
export const errorOf = (ending: string): string =>
  jsonata(`[$states.input.failures[0].(step & "." & kind), ${constant(ending)}][0]`);

/** Cause with which a stopped run ends: what the step that failed first said, and what it means. */
export const causeOf = (because: string): string =>
  jsonata(`$join([$states.input.failures[0].because, ${constant(because)}], ". ")`);
