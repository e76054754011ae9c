import { expressionIn } from '../expressions';
import { SECONDS_MAX } from '../states/seconds';
import { isJson, type Json, type NamedState, shown } from './json';

/** Fields of one state that are missing, or hold what the field does not take. */
export function valueProblems({ state }: NamedState): string[] {
  const check = CHECKS[String(state.Type)];
  return check === undefined ? [] : check(state);
}

/** A limit that is a constant: a whole number of seconds. */
export const timeoutProblems = (timeout: unknown): string[] =>
  timeout === undefined || isSeconds(timeout, 1) ? [] : [`TimeoutSeconds ${SECONDS_ALLOWED} 1, got ${shown(timeout)}`];

const SECONDS_ALLOWED = `must be a whole number of seconds, at most ${SECONDS_MAX} and at least`;

const isSeconds = (value: unknown, from: number): boolean =>
  Number.isInteger(value) && Number(value) >= from && Number(value) <= SECONDS_MAX;

const isExpression = (value: unknown): boolean => typeof value === 'string' && expressionIn(value) !== undefined;

const CHECKS: Readonly<Record<string, (state: Json) => string[]>> = {
  Task: (state) => [
    ...resourceProblems(state.Resource),
    ...(isExpression(state.TimeoutSeconds) ? [] : timeoutProblems(state.TimeoutSeconds)),
  ],
  Choice: ({ Choices }) =>
    isFilled(Choices) ? Choices.flatMap(choiceProblems) : ['Choices must be a list of one or more rules'],
  Wait: waitProblems,
  Parallel: ({ Branches }) => (isFilled(Branches) ? [] : ['Branches must be a list of one or more branches']),
  Fail: ({ Error: error }) =>
    typeof error === 'string' && error !== ''
      ? []
      : [`Error must be given, got ${shown(error)}: a failure without a name is not rehearsed`],
};

/** Tasks of other shapes have other history events and other ways to end. */
function resourceProblems(resource: unknown): string[] {
  const text = String(resource);
  const pattern = /\.(waitForTaskToken|sync(:\d)?)$/.exec(text)?.[0];
  if (pattern !== undefined)
    return [`the resource ${text} ends with ${pattern}, which is not rehearsed; answer at once and look again`];
  if (/^arn:aws[a-z-]*:states:::[A-Za-z0-9:-]+$/.test(text)) return [];
  return [
    `the resource ${shown(resource)} is not rehearsed; use an integration such as arn:aws:states:::lambda:invoke`,
  ];
}

const isFilled = (value: unknown): value is unknown[] => Array.isArray(value) && value.length > 0;

function choiceProblems(rule: unknown, index: number): string[] {
  const { Condition = undefined, Next = undefined } = isJson(rule) ? rule : {};
  return [
    ...(typeof Condition === 'boolean' || isExpression(Condition)
      ? []
      : [`Choices[${index}]/Condition must be an expression`]),
    ...(typeof Next === 'string' ? [] : [`Choices[${index}]/Next must name a state`]),
  ];
}

function waitProblems({ Seconds, Timestamp }: Json): string[] {
  if ((Seconds === undefined) === (Timestamp === undefined)) return ['it must have either Seconds or Timestamp'];
  if (Seconds === undefined || isExpression(Seconds) || isSeconds(Seconds, 0)) return [];
  return [`Seconds ${SECONDS_ALLOWED} 0, got ${shown(Seconds)}`];
}
