import type { Before, FencedService, FencedSwitch } from '../../../lib/domain/fence';
import type { Plan } from '../../../lib/domain/plan';
import type { Sends } from '../clients';
import { type Reading, reading } from '../reading';
import { each, type Unmade } from './changes';
import { runningExecutions, type SeenExecutions, stopExecution } from './executions';
import {
  describedServices,
  SCALING,
  type SeenService,
  type SeenServices,
  scale,
  scaledUp,
  servicesOfStacks,
} from './services';
import { rules, type SeenSwitches, type Switches, schedules } from './switches';

/** What of a plan runs in one Region now, each kind by itself: one that cannot be read hides no other. */
export interface Running {
  readonly services: Reading<SeenServices>;
  readonly rules: Reading<SeenSwitches>;
  readonly schedules: Reading<SeenSwitches>;
  readonly executions: Reading<SeenExecutions>;
}

/** How what a fence has stopped stands now. */
export interface Standing {
  readonly services: Reading<readonly SeenService[]>;
  readonly rules: Reading<SeenSwitches>;
  readonly schedules: Reading<SeenSwitches>;
}

/** Kinds of things that are stopped. */
export type FencedKind = keyof Running;

/** Clients of one Region. */
export interface RegionClients {
  readonly cloudformation: Sends;
  readonly ecs: Sends;
  readonly events: Sends;
  readonly scheduler: Sends;
  readonly states: Sends;
}

export interface RegionLooked {
  readonly plan: Plan;
  readonly region: string;
}

/** What can be stopped in one Region, and started again. @param now milliseconds since 1970 */
export function fencedRegion(clients: RegionClients, now: () => number) {
  const switches = { rules: rules(clients.events), schedules: schedules(clients.scheduler, now) };
  const turn = (kind: 'rules' | 'schedules', names: readonly string[], to: 'on' | 'off') =>
    each(CALLS[kind], names, (name) => switches[kind].turn(name, to));

  return {
    async running({ plan, region }: RegionLooked): Promise<Running> {
      const { fence, account } = plan;
      const [services, ofRules, ofSchedules, executions] = await Promise.all([
        reading('looking for ECS services', servicesOfStacks(clients, plan)),
        looked('events:DescribeRule', switches.rules, fence.rules),
        looked('scheduler:GetSchedule', switches.schedules, fence.schedules),
        reading(
          'states:ListExecutions',
          runningExecutions(clients.states, { names: fence.stateMachines, region, account }),
        ),
      ]);
      return { services, rules: ofRules, schedules: ofSchedules, executions };
    },

    async standing({ services, rules: ofRules, schedules: ofSchedules }: Before): Promise<Standing> {
      const [seen, rulesNow, schedulesNow] = await Promise.all([
        reading('ecs:DescribeServices', describedServices(clients.ecs, services)),
        looked('events:DescribeRule', switches.rules, enabled(ofRules)),
        looked('scheduler:GetSchedule', switches.schedules, enabled(ofSchedules)),
      ]);
      return { services: seen, rules: rulesNow, schedules: schedulesNow };
    },

    /** Stops these. @returns what AWS did not do, or `undefined`: then the next look shows what came of it */
    stop(kind: FencedKind, names: readonly string[]): Promise<Unmade | undefined> {
      if (kind === 'services') return each(CALLS[kind], names, (arn) => scale(clients.ecs, { arn, desiredCount: 0 }));
      if (kind === 'executions') return each(CALLS[kind], names, (arn) => stopExecution(clients.states, arn));
      return turn(kind, names, 'off');
    },

    enable: (kind: 'rules' | 'schedules', names: readonly string[]) => turn(kind, names, 'on'),

    scaleUp: (services: readonly Pick<FencedService, 'arn' | 'desiredCount'>[]) => scaledUp(clients.ecs, services),
  };
}

/** The call that changes each kind, as IAM names it. */
const CALLS: Readonly<Record<FencedKind, string>> = {
  services: SCALING,
  rules: 'changing a rule',
  schedules: 'scheduler:UpdateSchedule',
  executions: 'states:StopExecution',
};

const looked = (call: string, switches: Switches, names: readonly string[]): Promise<Reading<SeenSwitches>> =>
  reading(call, switches.look(names));

const enabled = (switches: readonly FencedSwitch[]): string[] =>
  switches.filter(({ wasEnabled }) => wasEnabled).map(({ name }) => name);
