import type { Stage } from './stage';

/** A story that is played in a local world: what happens, and how the run must end. */
export interface Scenario {
  /** One sentence: what goes wrong. */
  readonly story: string;
  /** The machine's last state when everything is as it should be. */
  readonly expected: string;
  /**
   * Plays the story; returns once nothing more is going to happen. @throws when the world does not get there in time
   */
  play(stage: Stage): Promise<void>;
}
