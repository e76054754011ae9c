/** The error names of Step Functions itself that this interpreter reports or treats in a special way. */
export const STATES_ERRORS = {
  /** In a rule: any error, except the two terminal ones below. */
  all: 'States.ALL',
  /** In a rule: any error except a timeout. */
  taskFailed: 'States.TaskFailed',
  timeout: 'States.Timeout',
  queryEvaluationError: 'States.QueryEvaluationError',
  /** Only a rule that names it matches. */
  dataLimitExceeded: 'States.DataLimitExceeded',
  /** No rule matches: the execution fails. */
  runtime: 'States.Runtime',
} as const;

/**
 * A failure under the name that Retry and Catch match on.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export class StatesError extends Error {
  /** What people read; empty where Step Functions gives none, as for a timeout. */
  override readonly cause: string;

  constructor(
    readonly error: string,
    cause: string,
  ) {
    super(cause);
    this.name = error;
    this.cause = cause;
  }

  /** As a history event and an ending carry it: without `cause` when there is none. */
  get details(): { error: string; cause?: string } {
    return this.cause === '' ? { error: this.error } : { error: this.error, cause: this.cause };
  }

  /** As `$states.errorOutput` and the default output of a Catch. */
  get output(): { Error: string; Cause?: string } {
    return this.cause === '' ? { Error: this.error } : { Error: this.error, Cause: this.cause };
  }
}
