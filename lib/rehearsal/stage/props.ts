import type { Plan } from '../../domain/plan';
import type { DeployRelease } from '../deploy';
import type { NameWatch } from '../name-watch';
import type { World } from '../open-world';
import type { TimedMoment } from '../timeline';

/** What a stage is made of. */
export interface StageProps {
  readonly world: World;
  readonly plan: Plan;
  /** Everything that was told so far. */
  readonly moments: readonly TimedMoment[];
  readonly names: NameWatch;
  /** Folder of the cloud assembly that the release was made of. */
  readonly assembly: string;
  readonly deployRelease: DeployRelease;
  /** Told what the scenario does. */
  tell(moment: TimedMoment): void;
}
