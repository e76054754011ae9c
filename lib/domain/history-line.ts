import * as z from 'zod';
import { jsonOf } from './json';
import { oneLine } from './text';

/**
 * One call that changed something, or tried to: what a rehearsal, the simulation and the evidence of an account are all
 * judged by. `ok` says what the service did, whatever its caller was told.
 */
export const HistoryLine = z.strictObject({
  /** ISO 8601 UTC. */
  at: z.iso.datetime(),
  /** Execution ARN of the run that the caller works for; null outside a run. */
  runId: z.string().nullable(),
  /** The run's epoch; null before the run is admitted. */
  epoch: z.number().int().nonnegative().nullable(),
  /** Whose hand: the execution ARN of a run, or the caller's session name. */
  owner: z.string(),
  /** State of the run that called, or another function's name; null when it was not called in an invocation. */
  step: z.string().nullable(),
  /** The first look of the invocation, counted from 1 over the whole step; null when the caller is no step. */
  look: z.number().int().positive().nullable(),
  /** Signing name of the service. */
  service: z.string(),
  operation: z.string(),
  /** The Region the call was signed for. */
  region: z.string(),
  /** ARN, or the name where the call has no more. */
  resource: z.string(),
  ok: z.boolean(),
  /** Name of the error; null when there was none. */
  error: z.string().nullable(),
});
export type HistoryLine = Readonly<z.infer<typeof HistoryLine>>;

/** A history that is none: one sentence for each line that cannot be read. */
export class HistoryError extends Error {
  override readonly name = 'HistoryError';

  constructor(readonly problems: readonly string[]) {
    super(problems.join('; '));
  }
}

/** What is shown of a history that is none: one of a million lines must not be told line by line. */
const PROBLEMS_MAX = 10;

/** Reads a history, one JSON object a line; empty lines are passed over. @throws HistoryError */
export function readHistory(text: string): HistoryLine[] {
  const lines: HistoryLine[] = [];
  const problems: string[] = [];
  for (const [index, written] of text.split('\n').entries()) {
    if (written.trim() === '') continue;
    const read = lineOf(written);
    if (typeof read === 'string') problems.push(`line ${index + 1}: ${read}`);
    else lines.push(read);
    if (problems.length >= PROBLEMS_MAX) break;
  }
  if (problems.length > 0) throw new HistoryError(problems);
  return lines;
}

/** The line, or what is wrong with it. */
function lineOf(written: string): HistoryLine | string {
  const json = jsonOf(written);
  if (json === undefined) return `not JSON, got ${JSON.stringify(oneLine(written, 60))}; expected one object a line`;
  const { data, error } = HistoryLine.safeParse(json);
  if (data) return data;
  const [issue] = error.issues;
  const path = issue?.path.join('.');
  return oneLine(`${path ? `${path}: ` : ''}${issue?.message}`, 200);
}

/** The history as JSON lines, each with its end. */
export const historyText = (lines: readonly HistoryLine[]): string =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join('');
