import jsonata from 'jsonata';
import { type AslState, type Definition, sequencesIn, statesIn, transitionsOf } from './definition';

/**
 * What `asl-validator` does not see in a JSONata machine, and what would only be found on the day: errors that nobody
 * catches, waits without an end, expressions that do not parse.
 */
export function lint(definition: Definition): string[] {
  return [
    ...(definition.TimeoutSeconds ? [] : ['the machine has no TimeoutSeconds']),
    ...(definition.QueryLanguage === 'JSONata' ? [] : ['the machine does not say QueryLanguage JSONata']),
    ...repeatedNames(definition),
    ...unreachable(definition),
    ...statesIn(definition).flatMap(([name, state]) => stateProblems(name, state)),
  ];
}

const STATES_ERRORS = [
  ...['States.ALL', 'States.HeartbeatTimeout', 'States.Timeout', 'States.TaskFailed', 'States.Permissions'],
  ...['States.BranchFailed', 'States.NoChoiceMatched', 'States.QueryEvaluationError', 'States.DataLimitExceeded'],
];

function stateProblems(name: string, state: AslState): string[] {
  const { Type, TimeoutSeconds, HeartbeatSeconds, Catch = [], Retry = [], Seconds } = state;
  const isWork = Type === 'Task' || Type === 'Parallel';
  const rules = [Retry, Catch].flatMap((list) => errorProblems(list.map(({ ErrorEquals }) => ErrorEquals)));
  return [
    ...(Type === 'Task' && TimeoutSeconds === undefined ? ['a Task without TimeoutSeconds'] : []),
    ...(Number(HeartbeatSeconds) >= Number(TimeoutSeconds) ? ['HeartbeatSeconds is not below TimeoutSeconds'] : []),
    ...(isWork && !Catch.some(({ ErrorEquals }) => ErrorEquals.includes('States.ALL'))
      ? ['nothing catches States.ALL']
      : []),
    ...(Type === 'Choice' && state.Default === undefined ? ['a Choice without Default'] : []),
    ...(Type === 'Wait' && Seconds === undefined ? ['a Wait without Seconds'] : []),
    ...rules,
    ...expressionsIn(state).flatMap(expressionProblems),
  ].map((problem) => `${name}: ${problem}`);
}

function errorProblems(rules: readonly (readonly string[])[]): string[] {
  const all = rules.findIndex((errors) => errors.includes('States.ALL'));
  const strange = rules.flat().filter((error) => error.startsWith('States.') && !STATES_ERRORS.includes(error));
  return [
    ...(all >= 0 && all < rules.length - 1 ? ['States.ALL is not last'] : []),
    ...(all >= 0 && (rules[all]?.length ?? 0) > 1 ? ['States.ALL is not alone'] : []),
    ...strange.map((error) => `no such error: ${error}`),
  ];
}

/** Every `{% … %}` in a state, those of its branches excepted. */
function expressionsIn({ Branches, ...state }: AslState): string[] {
  const strings = (value: unknown): string[] => {
    if (typeof value === 'string') return [value];
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : [];
  };
  return strings(state)
    .filter((text) => text.includes('{%'))
    .map((text) => text.trim());
}

const STATES_FIELDS = ['input', 'result', 'errorOutput', 'context'];
/** What JSONata 2.0.6 has, without `$eval`, and what Step Functions adds. */
const FUNCTIONS = [
  ...['append', 'ceil', 'count', 'distinct', 'exists', 'join', 'lookup', 'match', 'merge', 'now', 'substring', 'trim'],
  'parse',
];

function expressionProblems(text: string): string[] {
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
    ...fields.filter((field) => !STATES_FIELDS.includes(field)).map((field) => `no such field: $states.${field}`),
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
