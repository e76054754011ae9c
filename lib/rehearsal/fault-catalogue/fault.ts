/** One thing that goes wrong, the only acceptable end of it, and what proves that end. */
export interface Fault {
  /** `F-01` … `F-134`; what proves it names it. */
  readonly id: string;
  /** What goes wrong. */
  readonly fault: string;
  /** What Understudy does then, beside keeping every promise. */
  readonly outcome: string;
  /**
   * What injects it: test files by their path from the repository's root, scenarios of the rehearsal by their name, and
   * kinds of faults of the simulation as `simulate:<kind>`; `simulate:swarm` is several of them at once, as drawn.
   */
  readonly by: readonly string[];
  /** Why nothing injects it, without a full stop. @default something does */
  readonly because?: string;
}

/** Faults that have their place in common. */
export interface FaultGroup {
  readonly title: string;
  readonly faults: readonly Fault[];
}

const SIMULATED = 'simulate:';

/** The kind that a member of `by` names; `undefined` for a test or a scenario. */
export const kindOf = (by: string): string | undefined =>
  by.startsWith(SIMULATED) ? by.slice(SIMULATED.length) : undefined;

/** Whether a member of `by` is a file, and not a scenario or a kind. */
export const isFile = (by: string): boolean => by.includes('/');
