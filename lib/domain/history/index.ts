export * from './checker';
export * from './from-evidence';
export { FENCED_OPERATIONS } from './operations';
export type { HistoryContext } from './rule';
