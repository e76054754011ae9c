import * as z from 'zod';

/**
 * The error names that Step Functions matches on, thrown by the step handler and listed in every Retry and Catch.
 * They are data and not class names, because a bundler may rename a class and a rule that no longer matches is silent.
 */
export const FAILURES = {
  /** Another run does this work. */
  joined: 'Understudy.Joined',
  /** A guard said no. Retrying cannot help; a person decides. */
  refused: 'Understudy.Refused',
  /** The step's limit passed and the world had not settled. */
  overdue: 'Understudy.Overdue',
} as const;

/** An ending of a step that repeating it cannot change. */
export class Failure extends Error {
  constructor(kind: keyof typeof FAILURES, because: string, options?: ErrorOptions) {
    super(because, options);
    this.name = FAILURES[kind];
  }
}

/** One entry of the run's `failures`, appended by the machine when it catches. */
export const FailureRecord = z.object({
  step: z.string(),
  /** `broken` is everything that has no name above: a thrown error, a timeout, a denied call. */
  kind: z.enum(['joined', 'refused', 'overdue', 'broken']),
  because: z.string(),
  at: z.string(),
});
export type FailureRecord = z.infer<typeof FailureRecord>;
