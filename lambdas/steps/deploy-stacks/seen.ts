import type { InputOf } from '../../../lib/domain/step';
import type { OtherStack } from '../../edge/other-releases';
import type { Reading } from '../../edge/reading';
import type { Verified } from '../../edge/release-stacks/seen';
import type { SeenFence } from './starting';
import type { deployStacks } from './step';

export type Input = InputOf<typeof deployStacks>;

/** A release that was verified, its stacks, and what stands beside them. */
export interface Deployed extends Verified {
  /** Stacks of other releases. Present once every stack of this one stands. */
  readonly others?: Reading<readonly OtherStack[]>;
  /** What the fence of this Region has stopped of them. Present once every stack of this one stands. */
  readonly fence?: SeenFence | undefined;
}

export type Seen = Deployed | { readonly problems: readonly string[]; readonly unknown: readonly string[] };
