import type { Plan } from '../domain/plan';
import type { Stage } from './stage/stage';

/** A story that is played in a local world: what happens, and how the run must end. */
export interface Scenario {
  /** One sentence: what goes wrong. */
  readonly story: string;
  /** The last state of the run that the story is about, when everything is as it should be. */
  readonly expected: string;
  /**
   * What must be told in this order, other sentences between them: `Step: words of its sentence`.
   *
   * @default nothing in particular
   */
  readonly timeline?: readonly string[];
  /**
   * The plan it is played with: limits of a plan are never scaled, so stories shorten them. @default the plan as it is
   */
  plan?(plan: Plan): Plan;
  /** Whether the public names are attached before the story begins. @default true */
  readonly isAttached?: boolean;
  /**
   * Plays the story; returns once nothing more is going to happen. @throws when the world does not get there in time
   */
  play(stage: Stage): Promise<void>;
}
