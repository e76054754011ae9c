import type { ChoiceRule, ChoiceState } from '../definition';
import { STATES_ERRORS } from '../states-error';
import type { Exit, Visit } from '../visit';

/**
 * Takes the first rule whose Condition is true, otherwise Default. The state's own Output and Assign belong to Default.
 *
 * The language's specification names the error of an unmatched Choice States.NoChoiceMatched; Step Functions keeps that
 * name for future use and reports States.Runtime, which nothing catches.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export async function choice(state: ChoiceState, visit: Visit): Promise<Exit> {
  for (const [index, rule] of state.Choices.entries()) {
    const under = `Choices[${index}]/`;
    if (await holds(rule, { visit, under })) return visit.leave(rule, { output: visit.input, next: rule.Next, under });
  }
  if (state.Default !== undefined) return visit.leave(state, { output: visit.input, next: state.Default });
  const cause = 'Failed to transition out of the state. The state does not point to a next state.';
  throw visit.fault(STATES_ERRORS.runtime, cause);
}

async function holds(rule: ChoiceRule, { visit, under }: { visit: Visit; under: string }): Promise<boolean> {
  const field = `${under}Condition`;
  const value = await visit.evaluate(rule.Condition, field);
  if (typeof value === 'boolean') return value;
  throw visit.queryFault(`The field '${field}' must be a boolean, but was: ${JSON.stringify(value)}.`);
}
