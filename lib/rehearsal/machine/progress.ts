/**
 * How far a machine, or one branch of a Parallel, has come. It is kept while the run goes, so that a redrive can go on
 * from where the run stood when it ended.
 */
export interface Progress {
  /** The state that was entered last, and what it was entered with. @default none yet: it begins at its StartAt */
  at?: {
    readonly name: string;
    readonly input: unknown;
    /** Variables of this machine or branch alone. */
    readonly variables: Readonly<Record<string, unknown>>;
  };
  /** Of the branches of the Parallel that it is in, in their order. */
  branches?: Progress[];
  /** Of a branch that has reached its end. */
  output?: { readonly value: unknown };
}
