export { audit, stopping } from './audit';
export { type ValueProblem, valueProblems } from './values';
