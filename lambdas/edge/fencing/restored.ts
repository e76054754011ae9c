import type { Before, FencedService, FencedSwitch } from '../../../lib/domain/fence';
import type { Sends } from '../clients';
import { type Reading, reading } from '../reading';
import { each, type Unmade } from './changes';
import { describedServices, type SeenService, scaledUp } from './services';
import { CHANGING, looked, rules, type SeenSwitches, schedules } from './switches';

/** How what a fence has stopped stands now. */
export interface Standing {
  readonly services: Reading<readonly SeenService[]>;
  readonly rules: Reading<SeenSwitches>;
  readonly schedules: Reading<SeenSwitches>;
}

/** Clients of one Region. The fence's item says what was stopped, so nothing is looked for. */
export interface RestoringClients {
  readonly ecs: Sends;
  readonly events: Sends;
  readonly scheduler: Sends;
}

/** What was stopped in one Region, and can be started again. @param now milliseconds since 1970 */
export function restoredRegion(clients: RestoringClients, now: () => number) {
  const switches = { rules: rules(clients.events), schedules: schedules(clients.scheduler, now) };
  return {
    async standing({ services, rules: ofRules, schedules: ofSchedules }: Before): Promise<Standing> {
      const [seen, rulesNow, schedulesNow] = await Promise.all([
        reading('ecs:DescribeServices', describedServices(clients.ecs, services)),
        looked('events:DescribeRule', switches.rules, enabled(ofRules)),
        looked('scheduler:GetSchedule', switches.schedules, enabled(ofSchedules)),
      ]);
      return { services: seen, rules: rulesNow, schedules: schedulesNow };
    },

    enable: (kind: 'rules' | 'schedules', names: readonly string[]): Promise<Unmade | undefined> =>
      each(CHANGING[kind], names, (name) => switches[kind].turn(name, 'on')),

    scaleUp: (services: readonly Pick<FencedService, 'arn' | 'desiredCount'>[]) => scaledUp(clients.ecs, services),
  };
}

const enabled = (switches: readonly FencedSwitch[]): string[] =>
  switches.filter(({ wasEnabled }) => wasEnabled).map(({ name }) => name);
