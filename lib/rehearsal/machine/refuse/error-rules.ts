import { STATES_ERRORS } from '../states-error';
import { type Json, type NamedState, objectsIn, shown } from './json';

/** One year and a day, in seconds: AWS's limit of MaxDelaySeconds. */
const DELAY_SECONDS_MAX = 31_622_400;
const ATTEMPTS_MAX = 99_999_999;

/** Every name beginning with `States.` that a rule may list. */
const KNOWN_ERRORS: readonly string[] = [
  ...Object.values(STATES_ERRORS),
  'States.BranchFailed',
  'States.HeartbeatTimeout',
  'States.Permissions',
];

/** Retry and Catch of one state. */
export const errorRuleProblems = ({ state }: NamedState): string[] => [
  ...(['Retry', 'Catch'] as const).flatMap((field) => namesProblems(state[field], field)),
  ...objectsIn(state.Retry).flatMap((retrier, index) =>
    numberProblems(retrier).map((problem) => `Retry[${index}]/${problem}`),
  ),
  ...objectsIn(state.Catch)
    .map(({ Next }, index) => (typeof Next === 'string' ? '' : `Catch[${index}]/Next must name a state`))
    .filter(Boolean),
];

function namesProblems(rules: unknown, field: 'Retry' | 'Catch'): string[] {
  if (rules === undefined) return [];
  if (!Array.isArray(rules)) return [`${field} must be a list, got ${shown(rules)}`];
  return rules.flatMap((rule: Json | null, index) =>
    nameProblems(rule?.ErrorEquals, { isLast: index === rules.length - 1 }).map(
      (problem) => `${field}[${index}]/ErrorEquals ${problem}`,
    ),
  );
}

function nameProblems(names: unknown, { isLast }: { isLast: boolean }): string[] {
  if (!Array.isArray(names) || names.length === 0 || names.some((name) => typeof name !== 'string')) {
    return [`must be a list of one or more error names, got ${shown(names)}`];
  }
  const misspelt = names.filter((name) => name.startsWith('States.') && !KNOWN_ERRORS.includes(name));
  const alone = !names.includes(STATES_ERRORS.all) || (names.length === 1 && isLast);
  return [
    ...misspelt.map((name) => `has ${name}, which Step Functions never reports`),
    ...(alone ? [] : [`has ${STATES_ERRORS.all}, which must stand alone and last`]),
  ];
}

function numberProblems(retrier: Json): string[] {
  const { IntervalSeconds = 1, MaxAttempts = 3, BackoffRate = 2, MaxDelaySeconds, JitterStrategy = 'NONE' } = retrier;
  const rules: [boolean, string, unknown][] = [
    [
      isWhole(IntervalSeconds, { from: 1, to: ATTEMPTS_MAX }),
      'IntervalSeconds must be a whole number from 1',
      IntervalSeconds,
    ],
    [isWhole(MaxAttempts, { from: 0, to: ATTEMPTS_MAX }), 'MaxAttempts must be a whole number from 0', MaxAttempts],
    [typeof BackoffRate === 'number' && BackoffRate >= 1, 'BackoffRate must be a number from 1', BackoffRate],
    [
      MaxDelaySeconds === undefined ||
        isWhole(MaxDelaySeconds, { from: Number(IntervalSeconds) + 1, to: DELAY_SECONDS_MAX }),
      `MaxDelaySeconds must be a whole number above IntervalSeconds and at most ${DELAY_SECONDS_MAX}`,
      MaxDelaySeconds,
    ],
    [JitterStrategy === 'FULL' || JitterStrategy === 'NONE', 'JitterStrategy must be FULL or NONE', JitterStrategy],
  ];
  return rules.filter(([holds]) => !holds).map(([, rule, got]) => `${rule}, got ${shown(got)}`);
}

const isWhole = (value: unknown, { from, to }: { from: number; to: number }): boolean =>
  Number.isInteger(value) && Number(value) >= from && Number(value) <= to;
