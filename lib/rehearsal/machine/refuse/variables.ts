import { isJson, type Json, objectsIn, shown, statesIn } from './json';

/** Longest name of a variable, in characters. */
const NAME_LENGTH_MAX = 80;
const NAME = /^\p{ID_Start}\p{ID_Continue}*$/u;

/**
 * Variables with a name they must not have: reserved, misshapen, or already used by what is around the branch.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
 */
export function variableProblems(sequence: Json, outer: ReadonlySet<string> = new Set()): string[] {
  const visible = new Set([...outer, ...statesIn(sequence).flatMap(({ state }) => namesIn(state))]);
  return statesIn(sequence).flatMap(({ name, state }) => [
    ...[...assignsOf(state), ...namesIn(state).flatMap((variable) => nameProblems(variable, outer))].map(
      (problem) => `state '${name}': ${problem}`,
    ),
    ...objectsIn(state.Branches).flatMap((branch) => variableProblems(branch, visible)),
  ]);
}

const departuresOf = (state: Json) => [state, ...objectsIn(state.Choices), ...objectsIn(state.Catch)];

const namesIn = (state: Json): string[] =>
  departuresOf(state).flatMap(({ Assign }) => (isJson(Assign) ? Object.keys(Assign) : []));

const assignsOf = (state: Json): string[] =>
  departuresOf(state)
    .filter(({ Assign }) => Assign !== undefined && !isJson(Assign))
    .map(({ Assign }) => `Assign must be an object of variables, got ${shown(Assign)}`);

function nameProblems(variable: string, outer: ReadonlySet<string>): string[] {
  if (variable === 'states') return ['assigns $states, which is reserved'];
  if (!NAME.test(variable) || variable.length > NAME_LENGTH_MAX) {
    return [
      `assigns '${variable}', which is no name: letters first, then digits and _ too, at most ${NAME_LENGTH_MAX}`,
    ];
  }
  return outer.has(variable) ? [`assigns $${variable}, which already belongs to what is around this branch`] : [];
}
