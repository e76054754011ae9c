import type { Place } from '../step';

/** What the calls of a failover are derived from. */
export interface CallPlace extends Place {
  /** The release that would be deployed. @default unknown: names of stacks then hold `r-*` */
  readonly release?: { readonly id: string; readonly stacks: readonly StagedStack[] };
}

/** A stack of the release, as far as its calls need it. */
export interface StagedStack {
  readonly name: string;
  /** Key of its template in the release bucket. */
  readonly templateKey: string;
}

/** The other Regions of the plan. */
export const othersOf = ({ plan, region }: Pick<Place, 'plan' | 'region'>): string[] =>
  plan.regions.filter((other) => other !== region);
