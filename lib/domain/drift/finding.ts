/** Something that is not as it was released, or that nobody can say. */
export interface DriftFinding {
  /**
   * What is compared: the release that is current in each Region, its age, the templates that run in the active Region,
   * or the resources of a stack with the stack's own template.
   */
  readonly kind: 'release' | 'age' | 'deployed' | 'resources';
  readonly region: string;
  /** Name in the release, or of the stack in AWS where it belongs to none. @default the release as a whole */
  readonly stack?: string;
  /** Says the same for as long as the same is wrong: a changed set of findings is kept as evidence. */
  readonly because: string;
  /** `unknown`: it could not be compared; that is never "in sync". */
  readonly level: 'drift' | 'warning' | 'unknown';
  /** Whether all that is missing is the end of the first drift detection of the stack. */
  readonly isFirstDetection?: true;
}

/** What was found, or why it could not be looked at. */
export type Seen<Value> = { readonly value: Value } | { readonly unknown: string };

/** Findings of one level. */
export const countOf = (findings: readonly DriftFinding[], level: DriftFinding['level']): number =>
  findings.filter((finding) => finding.level === level).length;
