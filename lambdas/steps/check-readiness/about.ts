import type { InputOf } from '../../../lib/domain/step';
import { standingOfVerb } from '../../../lib/domain/verbs';
import type { checkReadiness } from './step';

type Input = InputOf<typeof checkReadiness>;

/** The run, and which Region it takes over from. */
export type About = Input & {
  /**
   * The Region that was confirmed as lost or as active or, in a check, the one that is active; `undefined` where none
   * is known.
   */
  readonly replaced: string | undefined;
  /** Whether this Region is active itself, so that nothing is there to take over: only a check goes on then. */
  readonly isActive: boolean;
};

/** Whether the run asks only: nobody has confirmed anything before it, and all that is wrong is what it is for. */
export const isCheck = ({ run }: Input): boolean => standingOfVerb(run.verb).takes === 'none';

/** Whether both Regions work and nothing may be lost. */
export const isSwitchover = ({ run, confirmActive }: Input): boolean =>
  confirmActive !== undefined && standingOfVerb(run.verb).movesUsers;

/** The Region that was confirmed before this step; none in a check. */
export const confirmedRegion = ({ confirmOutage, confirmActive }: Input): string | undefined =>
  confirmOutage?.lostRegion ?? confirmActive?.activeRegion;
