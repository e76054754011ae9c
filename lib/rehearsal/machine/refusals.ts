import { errorRuleProblems } from './refuse/error-rules';
import { fieldProblems, machineFieldProblems } from './refuse/fields';
import { isJson, type NamedState, sequencesIn, statesIn } from './refuse/json';
import { templateProblems } from './refuse/templates';
import { duplicateNames, transitionProblems } from './refuse/transitions';
import { timeoutProblems, valueProblems } from './refuse/values';
import { variableProblems } from './refuse/variables';

/**
 * Everything in a definition that this interpreter does not implement or that Step Functions would refuse, all at once,
 * each with the state's name. What is not refused here runs as it would on AWS.
 */
export function unsupported(definition: unknown): string[] {
  if (!isJson(definition)) return ['a definition must be a JSON object'];
  const sequences = sequencesIn(definition);
  return [
    ...machineFieldProblems(definition),
    ...timeoutProblems(definition.TimeoutSeconds),
    ...duplicateNames(definition),
    ...sequences.flatMap(transitionProblems),
    ...sequences.flatMap(statesIn).flatMap(stateProblems),
    ...variableProblems(definition),
  ];
}

const stateProblems = (named: NamedState): string[] =>
  [fieldProblems, valueProblems, errorRuleProblems, templateProblems]
    .flatMap((problemsOf) => problemsOf(named))
    .map((problem) => `state '${named.name}': ${problem}`);
