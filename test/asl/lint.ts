import jsonata from 'jsonata';
import { FAILURES } from '../../lib/domain/failure';
import { isTouchName } from '../../lib/domain/touch';
import { type AslState, type Definition, sequencesIn, statesIn, transitionsOf } from './definition';
import { loopProblems } from './lint-loops';

/**
 * What `asl-validator` does not see in a JSONata machine, and what would only be found on the day: errors that nobody
 * catches, waits without an end, a run document that is lost, expressions that do not parse.
 */
export function lint(definition: Definition): string[] {
  const starts = sequencesIn(definition).map(({ StartAt }) => StartAt);
  return [
    ...(definition.TimeoutSeconds ? [] : ['the machine has no TimeoutSeconds']),
    ...(definition.QueryLanguage === 'JSONata' ? [] : ['the machine does not say QueryLanguage JSONata']),
    ...repeatedNames(definition),
    ...unreachable(definition),
    ...loopProblems(definition),
    ...statesIn(definition).flatMap(([name, state]) =>
      [
        ...timeProblems(state, definition),
        ...errorProblems(state),
        ...(isTouchName(name) ? touchProblems(state) : documentProblems(state, starts.includes(name))),
        ...branchProblems(name, state),
        ...expressionsIn(state).flatMap(expressionProblems),
      ].map((problem) => `${name}: ${problem}`),
    ),
    ...failing(definition),
  ];
}

/**
 * Names that a Retry or a Catch may match. `States.Runtime` is none: nothing catches it. The others are of Map, of
 * JSONPath, or of reading and writing S3.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
const STATES_ERRORS = [
  ...['States.ALL', 'States.HeartbeatTimeout', 'States.Timeout', 'States.TaskFailed', 'States.Permissions'],
  ...['States.BranchFailed', 'States.NoChoiceMatched', 'States.QueryEvaluationError', 'States.DataLimitExceeded'],
];

function timeProblems(state: AslState, definition: Definition): string[] {
  const { Type, TimeoutSeconds, HeartbeatSeconds, Seconds, Default, Resource = '' } = state;
  const machineSeconds = definition.TimeoutSeconds ?? Number.POSITIVE_INFINITY;
  return [
    ...(Type === 'Task' && TimeoutSeconds === undefined ? ['a Task without TimeoutSeconds'] : []),
    ...(Number(TimeoutSeconds) >= machineSeconds ? ["TimeoutSeconds is not below the machine's"] : []),
    ...(Number(HeartbeatSeconds) >= Number(TimeoutSeconds) ? ['HeartbeatSeconds is not below TimeoutSeconds'] : []),
    // Nobody may hold the end of a step in a hand: whoever has the token decides.
    ...(/\.waitForTaskToken$|:activity:/.test(Resource) ? ['a Task that waits for somebody else to end it'] : []),
    ...(Type === 'Choice' && Default === undefined ? ['a Choice without Default'] : []),
    ...(Type === 'Wait' && Seconds === undefined ? ['a Wait without Seconds'] : []),
    ...(Type === 'Wait' && Number(Seconds) >= machineSeconds ? ["a Wait not shorter than the machine's time"] : []),
  ];
}

type Rules = readonly { readonly ErrorEquals: readonly string[] }[];

function errorProblems({ Type, Catch = [], Retry = [] }: AslState): string[] {
  const isWork = Type === 'Task' || Type === 'Parallel';
  return [
    ...(isWork && !matches(Catch, 'States.ALL') ? ['nothing catches States.ALL'] : []),
    ...[Retry, Catch].flatMap((rules) => ruleProblems(rules)),
    ...(Type === 'Task'
      ? Object.values(FAILURES)
          .filter((failure) => ruleOf(Retry, failure)?.MaxAttempts !== 0 && ruleOf(Retry, failure))
          .map((failure) => `${failure} is an ending and is retried`)
      : []),
    ...(Retry.some(({ MaxAttempts, MaxDelaySeconds }) => MaxAttempts !== 0 && MaxDelaySeconds === undefined)
      ? ['a Retry without MaxDelaySeconds']
      : []),
    ...(Retry.some(({ MaxAttempts, JitterStrategy }) => MaxAttempts !== 0 && JitterStrategy !== 'FULL')
      ? ['a Retry without jitter']
      : []),
  ];
}

const matches = (rules: Rules, error: string) => rules.some(({ ErrorEquals }) => ErrorEquals.includes(error));

/** The first rule that matches an error by its name. */
const ruleOf = (rules: NonNullable<AslState['Retry']>, error: string) =>
  rules.find(({ ErrorEquals }) => [error, 'States.TaskFailed', 'States.ALL'].some((one) => ErrorEquals.includes(one)));

function ruleProblems(rules: Rules): string[] {
  const names = rules.map(({ ErrorEquals }) => ErrorEquals);
  const all = names.findIndex((errors) => errors.includes('States.ALL'));
  const strange = names.flat().filter((error) => error.startsWith('States.') && !STATES_ERRORS.includes(error));
  const forgetsTimeout = matches(rules, 'States.TaskFailed') && all < 0 && !matches(rules, 'States.Timeout');
  return [
    ...(all >= 0 && all < names.length - 1 ? ['States.ALL is not last'] : []),
    ...(all >= 0 && (names[all]?.length ?? 0) > 1 ? ['States.ALL is not alone'] : []),
    ...strange.map((error) => `no such error: ${error}`),
    ...(forgetsTimeout ? ['States.TaskFailed does not match States.Timeout'] : []),
  ];
}

/** Every state hands the run document on, with what it adds; only the first of a machine makes it. */
function documentProblems({ Type, Output, Catch = [] }: AslState, isStart: boolean): string[] {
  const keeps = (output: unknown, field: string) => String(output ?? '').includes(`$states.${field}`);
  const isWork = Type === 'Task' || Type === 'Parallel';
  const isReplaced =
    (isWork && !keeps(Output, 'input')) ||
    (Type === 'Pass' && Output !== undefined && !isStart && !keeps(Output, 'input'));
  return [
    ...(isReplaced ? ['what it answers replaces the run document'] : []),
    ...(Catch.some((rule) => !keeps(rule.Output, 'input')) ? ['what it catches replaces the run document'] : []),
    ...(Catch.some((rule) => !keeps(rule.Output, 'errorOutput')) ? ['what it catches is not kept'] : []),
    ...(Type === 'Parallel' && !keeps(Output, 'result') ? ['what its branches came to is not kept'] : []),
  ];
}

/** A touch is no part of the run: nothing is added to the document, and nothing that goes wrong ends anything. */
function touchProblems({ Type, Arguments, Output, Catch = [], Retry }: AslState): string[] {
  const handedOn = Type === 'Parallel' ? [Output, ...Catch.map((rule) => rule.Output)] : [];
  return [
    ...(handedOn.every((output) => output === '{% $states.input %}') ? [] : ['a touch changes the run document']),
    ...(Type === 'Parallel' && JSON.stringify(Arguments) !== '{}' ? ['touches are given the run document'] : []),
    ...(Retry ? ['a touch is repeated'] : []),
  ];
}

/** What a branch hands on is there once for each branch until they come together: only what it has added may be. */
const branchProblems = (name: string, { Output }: AslState): string[] =>
  !name.endsWith(': branch ended') || /^\{(\}|% \{"failures": )/.test(outputText(Output))
    ? []
    : ['the run document is there twice'];
const outputText = (output: unknown): string => (typeof output === 'string' ? output : JSON.stringify(output ?? ''));

/** A branch that fails ends its siblings, which may have sent a call that nobody waits for any more. */
const failing = (definition: Definition): string[] =>
  sequencesIn(definition)
    .slice(1)
    .flatMap(({ States }) => Object.entries(States))
    .filter(([, { Type }]) => Type === 'Fail')
    .map(([name]) => `${name}: a Fail in a branch ends its siblings`);

/** An expression, and what stands in `$states` where it is evaluated. */
interface Expression {
  readonly text: string;
  readonly fields: readonly string[];
}

/**
 * Every `{% … %}` in a state, those of its branches excepted.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html#reserved-states-variable
 */
function expressionsIn({ Branches, Catch, Output, Assign, ...state }: AslState): Expression[] {
  const strings = (value: unknown): string[] => {
    if (typeof value === 'string') return [value];
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : [];
  };
  const within = (value: unknown, ...fields: string[]) =>
    strings(value)
      .filter((text) => text.includes('{%'))
      .map((text) => ({ text: text.trim(), fields: ['input', 'context', ...fields] }));
  const hasResult = state.Type === 'Task' || state.Type === 'Parallel';
  return [
    ...within(state),
    ...within([Output, Assign], ...(hasResult ? ['result'] : [])),
    ...within(Catch, 'errorOutput'),
  ];
}

/** What JSONata 2.0.6 has, without `$eval`, and what Step Functions adds. */
const FUNCTIONS = [
  ...['append', 'ceil', 'count', 'distinct', 'exists', 'join', 'lookup', 'match', 'merge', 'now', 'substring', 'trim'],
  'parse',
];

function expressionProblems({ text, fields: known }: Expression): string[] {
  const body = /^\{%([\s\S]*)%\}$/.exec(text)?.[1];
  if (body === undefined) return [`an expression inside other text is not evaluated: ${text}`];
  try {
    jsonata(body);
  } catch (error) {
    return [`does not parse: ${(error as Error).message}`];
  }
  const own = [...body.matchAll(/\$(\w+)\s*:=/g)].map(([, name]) => name);
  const variables = [...body.matchAll(/\$(\w+)/g)].map(([, name = '']) => name);
  const fields = [...body.matchAll(/\$states\.(\w+)/g)].map(([, field = '']) => field);
  return [
    ...variables
      .filter((name) => name !== 'states' && !own.includes(name) && !FUNCTIONS.includes(name))
      .map((name) => `undefined name $${name}`),
    ...fields.filter((field) => !known.includes(field)).map((field) => `no such field here: $states.${field}`),
  ];
}

function repeatedNames(definition: Definition): string[] {
  const names = statesIn(definition).map(([name]) => name);
  return names.filter((name, index) => names.indexOf(name) < index).map((name) => `${name}: the name is used twice`);
}

function unreachable(definition: Definition): string[] {
  return sequencesIn(definition).flatMap(({ StartAt, States }) => {
    const reached = new Set([StartAt]);
    for (const name of reached) {
      const state = States[name];
      for (const { to } of state ? transitionsOf(state) : []) reached.add(to);
    }
    const missing = [...reached].filter((name) => !States[name]).map((name) => `${name}: no such state`);
    const lost = Object.keys(States).filter((name) => !reached.has(name));
    return [...missing, ...lost.map((name) => `${name}: nothing leads here`)];
  });
}
