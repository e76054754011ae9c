import type { Plan } from '../../domain/plan';
import type { ExecutionView } from '../aws/states';
import type { World } from '../open-world';
import type { Edits } from './edits';
import type { Looking } from './looking';
import type { Losses } from './losses';
import type { Noise } from './noise';
import type { People } from './people';
import type { Rows } from './rows';
import type { RunAsked, Runs } from './runs';
import type { Tampering } from './tampering';
import type { Team } from './team';
import type { Unreadiness } from './unreadiness';
import type { Waiting } from './waiting';

/** What a scenario can do to its world, wait for, and look at. */
export interface Stage
  extends Waiting,
    Runs,
    Losses,
    Noise,
    Edits,
    Tampering,
    People,
    Looking,
    Rows,
    Team,
    Unreadiness {
  readonly plan: Plan;
  /** The Region that is active at the beginning. */
  readonly home: string;
  /** The Region that stands by. */
  readonly standby: string;
  /** The first public name of the plan. */
  readonly publicName: string;
  /** The world itself, for what only one story needs. */
  readonly world: World;
  /** The fault of the story: the verdict counts from here. */
  faultIs(because: string): void;
  /** Something that the story does and the timeline should tell. */
  say(because: string): void;
  /** The verdict is about this run. */
  isAbout(run: string): void;
  /** Waits for a Region's run and its end; the verdict is about this run. */
  storyEnds(region: string, asked?: RunAsked): Promise<ExecutionView>;
  /** Waits until three orders in a row were acknowledged after the fault; at once when the run ended otherwise. */
  ordersRecover(): Promise<void>;
  /** Waits until three orders in a row were acknowledged after the fault, whatever became of any run. */
  ordersFlowAgain(): Promise<void>;
  /** A promise of this story; a violation when it does not hold. */
  holds(promise: string, does: boolean): void;
}
