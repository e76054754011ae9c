import { stackNameOf } from '../../../lib/domain/names';
import { currentManifest } from '../../../lib/rehearsal/deploy';
import type { Chance } from '../../../lib/rehearsal/world/chance';
import type { Simulation } from '../../simulation/simulation';
import type { ReleasedStack } from './critical-path';

/** What somebody who stands beside a story notes of it. */
export interface Onlooker {
  /** The story, begun on an ordinary day and in a drawn second of it. */
  story(simulation: Simulation): Promise<void>;
  /** When the active Region was lost, milliseconds since 1970. @default none was */
  readonly outageAt?: number;
  /** When the public name first led to the writer again. @default it never did after an outage */
  readonly servedAt?: number;
  /** Stacks of the release. */
  readonly stacks: readonly ReleasedStack[];
}

/** Lags have been measured by then. */
const ORDINARY_MINUTES = 3;
/** How often it is looked who serves, milliseconds: a tenth of the least that is told. */
const LOOK_MILLISECONDS = 100;

export function onlooker(chance: Chance, begin: Onlooker['story']): Onlooker {
  const noted: { outageAt?: number; servedAt?: number; stacks: readonly ReleasedStack[] } = { stacks: [] };
  return Object.assign(noted, {
    async story(simulation: Simulation) {
      const { world, until } = simulation;
      noted.stacks = releasedStacks(simulation);
      await until(() => false, ORDINARY_MINUTES + chance());
      await begin({
        ...simulation,
        async loseRegion(region) {
          noted.outageAt ??= world.clock.now();
          await simulation.loseRegion(region);
          lookWhoServes(simulation, region, (at) => {
            noted.servedAt ??= at;
          });
        },
      });
    },
  });
}

function releasedStacks({ world, plan, standby }: Simulation): readonly ReleasedStack[] {
  const { release, stacks } = currentManifest(world, plan, standby);
  return stacks.map(({ name, dependsOn }) => ({
    ...{ name, dependsOn },
    subjects: LANES.map((lane) => stackNameOf(plan.release.stackName, { stack: name, release, lane })),
  }));
}

const LANES = ['live', 'drill'] as const;

function lookWhoServes(simulation: Simulation, lost: string, tell: (at: number) => void): void {
  const { clock } = simulation.world;
  const look = () => {
    const writer = simulation.writer();
    if (writer !== lost && simulation.served() === writer) return tell(clock.now());
    clock.after(LOOK_MILLISECONDS, look);
  };
  look();
}
