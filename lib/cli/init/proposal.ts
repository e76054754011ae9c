/** What was found for one field of the plan: a value that is beyond doubt, or a choice that is a person's. */
export interface Proposal<Value> {
  /** Where it goes, as the plan's problems write it: `databases`. */
  readonly path: string;
  /** @default nothing is beyond doubt: see `open` */
  readonly chosen?: Value | undefined;
  /** Why nothing was chosen, and which flag says it. @default something was */
  readonly open?: string | undefined;
  /** What a person may choose from. @default nothing fits */
  readonly choices?: readonly Choice<Value>[] | undefined;
  /** Where the value came from; what was left out, and why. A sentence each. */
  readonly notes: readonly string[];
}

export interface Choice<Value> {
  readonly label: string;
  readonly value: Value;
}

/** What a flag takes for "there is none, and that is meant". */
export const NONE = 'none';
