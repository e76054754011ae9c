/** What differs between two releases; each is one that was published, or what lies in a folder. */
export interface ReleaseDiff {
  readonly from: ReleaseSide;
  readonly to: ReleaseSide;
  /** Every stack of either, in the order of `to`, then those that are gone. Nested ones are `parent/LogicalId`. */
  readonly stacks: readonly StackDiff[];
}

export interface ReleaseSide {
  /** Its id. */
  readonly release: string;
  /** Where it was read from, for people. */
  readonly source: string;
}

export interface StackDiff {
  readonly stack: string;
  readonly change: 'added' | 'removed' | 'changed' | 'same';
  readonly resources: readonly ResourceDiff[];
  /** What else differs, a sentence each: values of parameters, dependencies, capabilities. */
  readonly settings: readonly string[];
  /** The difference of the templates, many lines. Empty for a stack that is the same, added or removed. */
  readonly text: string;
}

/** What CloudFormation would do to a resource if a stack of the older release were updated to the newer one. */
export type Impact = 'created' | 'updated' | 'may be replaced' | 'replaced' | 'deleted' | 'left behind';

export interface ResourceDiff {
  readonly logicalId: string;
  readonly type: string;
  readonly impact: Impact;
  /** Whether it keeps data, which a replacement does not have. */
  readonly isStateful: boolean;
  /** Properties and attributes that differ; of a resource that is on one side only, none. */
  readonly properties: readonly PropertyDiff[];
}

export interface PropertyDiff {
  readonly name: string;
  /** The asset that it names, as the first digits of both SHA-256. @default more than an asset differs */
  readonly asset?: { readonly from: string; readonly to: string };
}

/** Whether nothing differs. */
export const isSame = ({ stacks }: ReleaseDiff): boolean => stacks.every(({ change }) => change === 'same');

/** Resources that keep data and would be gone, or begin empty. */
export const lossesIn = ({ resources }: Pick<StackDiff, 'resources'>): ResourceDiff[] =>
  resources.filter(({ isStateful, impact }) => isStateful && LOSING.has(impact));

const LOSING: ReadonlySet<Impact> = new Set<Impact>(['may be replaced', 'replaced', 'deleted']);
