import type jsonata from 'jsonata';
import { expressionIn, parse } from '../expressions';
import { isJson, type Json, type NamedState, objectsIn } from './json';

type StatesMember = 'result' | 'errorOutput';

interface Field {
  readonly field: string;
  readonly template: unknown;
  /** What it can read in `$states` besides input and context. */
  readonly reads: readonly StatesMember[];
}

/** Every expression of one state that does not parse, reads what is not there, or calls what Step Functions lacks. */
export const templateProblems = (named: NamedState): string[] =>
  fieldsOf(named.state).flatMap(({ field, template, reads }) =>
    textsIn(template).flatMap((text) => textProblems(text, reads).map((problem) => `${field}: ${problem}`)),
  );

function fieldsOf(state: Json): Field[] {
  const hasResult = state.Type === 'Task' || state.Type === 'Parallel';
  const plain = ['Arguments', 'TimeoutSeconds', 'Seconds', 'Timestamp', 'Error', 'Cause'];
  return [
    ...plain.map((field): Field => ({ field, template: state[field], reads: [] })),
    ...departureOf(state, { under: '', reads: hasResult ? ['result'] : [] }),
    ...objectsIn(state.Choices).flatMap((rule, index) => [
      { field: `Choices[${index}]/Condition`, template: rule.Condition, reads: [] },
      ...departureOf(rule, { under: `Choices[${index}]/`, reads: [] }),
    ]),
    ...objectsIn(state.Catch).flatMap((rule, index) =>
      departureOf(rule, { under: `Catch[${index}]/`, reads: ['errorOutput'] }),
    ),
  ];
}

const departureOf = (rule: Json, { under, reads }: { under: string; reads: readonly StatesMember[] }): Field[] =>
  ['Output', 'Assign'].map((field) => ({ field: `${under}${field}`, template: rule[field], reads }));

function textsIn(template: unknown): string[] {
  if (typeof template === 'string') return [template];
  if (Array.isArray(template)) return template.flatMap(textsIn);
  return isJson(template) ? Object.values(template).flatMap(textsIn) : [];
}

function textProblems(text: string, reads: readonly StatesMember[]): string[] {
  const expression = expressionIn(text);
  if (expression === undefined) {
    return text.startsWith('{%') || text.endsWith('%}')
      ? [`an expression is '{% … %}' without space around it, got '${text}'`]
      : [];
  }
  try {
    return nodesIn(parse(expression).ast())
      .flatMap((node) => nodeProblems(node, reads))
      .map((problem) => `'${expression}' ${problem}`);
  } catch (error) {
    return [`'${expression}' is not JSONata 2.0.6: ${(error as jsonata.JsonataError).message}`];
  }
}

/** A node of the parsed expression, and every node inside of it. */
function nodesIn(tree: unknown): Json[] {
  if (Array.isArray(tree)) return tree.flatMap(nodesIn);
  return isJson(tree) ? [tree, ...Object.values(tree).flatMap(nodesIn)] : [];
}

function nodeProblems({ type, value, steps }: Json, reads: readonly StatesMember[]): string[] {
  if (type === 'variable' && value === 'eval') return ['calls $eval, which Step Functions does not have; use $parse'];
  const [first, second] = objectsIn(steps);
  const isStates = type === 'path' && first?.type === 'variable' && first.value === 'states';
  if (!isStates || (second?.value !== 'result' && second?.value !== 'errorOutput')) return [];
  return reads.includes(second.value) ? [] : [`reads $states.${second.value}, which this field cannot see`];
}
