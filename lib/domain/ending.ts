import type { FailureRecord } from './failure';

/**
 * When a run ends under a name. Data, so that the machine reads it as a condition, the simulation and the report as a
 * function and the drawing as a word.
 */
export interface EndsWhen {
  /** `none`: nothing failed. `first`: the first failure decides. `all`: every failure must match. */
  readonly failures: 'none' | 'first' | 'all';
  /** Kinds of failure that match. @default every kind */
  readonly kinds?: readonly FailureRecord['kind'][];
  /** Steps whose failures match. @default every step */
  readonly of?: readonly { readonly name: string }[];
}

/** How an ending is to be read. */
export type Tone = 'good' | 'neutral' | 'bad';

/** What each verb is for; `layout.test.ts` holds these two to the workflows. */
const GOOD = ['Serving', 'Passed', 'Warm', 'Settled', 'StoodDown', 'Retired'];
/** Users have what they had before, or more. */
const NEUTRAL = ['Joined', 'Refused', 'ServingDegraded'];

/** @param outcome the last state. @default the run goes on */
export const toneOf = (outcome?: string): Tone => {
  if (outcome === undefined || NEUTRAL.includes(outcome)) return 'neutral';
  return GOOD.includes(outcome) ? 'good' : 'bad';
};

/** The run has done what it was for, or another one does; after any other end there is something to do. */
export const leavesNothing = (outcome: string): boolean => toneOf(outcome) === 'good' || outcome === 'Joined';

/** Whether a run with these failures ends under this condition. */
export function endsHere({ failures: which, kinds, of }: EndsWhen, failures: readonly FailureRecord[]): boolean {
  if (which === 'none') return failures.length === 0;
  const matches = ({ kind, step }: FailureRecord) =>
    (kinds?.includes(kind) ?? true) && (of?.some(({ name }) => name === step) ?? true);
  const judged = which === 'first' ? failures.slice(0, 1) : failures;
  return judged.length > 0 && judged.every(matches);
}
