import type { Plan } from '../../../lib/domain/plan';
import type { Sends } from '../clients';
import type { Clock } from '../clock';
import { paced, type Share } from '../paced';
import { type Reading, reading } from '../reading';
import { each, type Unmade } from './changes';
import { runningExecutions, type SeenExecutions, stopExecution } from './executions';
import type { RestoringClients } from './restored';
import { describedServices, type HeldServices, heldServices, SCALING, type SeenServices, scale } from './services';
import { CHANGING, looked, rules, type SeenSwitches, schedules } from './switches';

/** What of a plan runs in one Region now, each kind by itself: one that cannot be read hides no other. */
export interface Running {
  readonly services: Reading<SeenServices>;
  readonly rules: Reading<SeenSwitches>;
  readonly schedules: Reading<SeenSwitches>;
  readonly executions: Reading<SeenExecutions>;
}

/** Kinds of things that are stopped. */
export type FencedKind = keyof Running;

/** Clients of one Region: where something is stopped, it is looked for as well. */
export interface RegionClients extends RestoringClients {
  readonly cloudformation: Sends;
  readonly states: Sends;
}

export interface RegionLooked {
  readonly plan: Plan;
  readonly region: string;
}

/** Of a burst of 100 lists of executions, and two a second: stopping them has rates of its own. */
const OF_LISTS: Share = { burst: 50, perSecond: 2 };

/**
 * To find out which services there are takes three calls one after the other, and users cannot write meanwhile. So what
 * was found is kept while one move follows the other; how many tasks each has is asked for each time.
 */
const FOUND_MILLISECONDS_MAX = 3000;

/** What can be stopped in one Region; {@link restoredRegion} starts it again. Keep it: its calls wait their turn. */
export function fencedRegion(clients: RegionClients, clock: Clock) {
  const switches = { rules: rules(clients.events), schedules: schedules(clients.scheduler, () => clock.now()) };
  const heldIn = heldServices(clients.cloudformation, clock);
  const lists = paced(clients.states, OF_LISTS, clock);
  let found: { readonly at: number; readonly held: HeldServices } | undefined;
  const servicesIn = async (plan: Plan): Promise<SeenServices> => {
    if (!found || clock.now() - found.at > FOUND_MILLISECONDS_MAX) {
      found = undefined;
      const held = await heldIn(plan);
      found = { at: clock.now(), held };
    }
    const { services, missing } = found.held;
    return { services: await describedServices(clients.ecs, services), missing };
  };
  const findAnew = () => {
    found = undefined;
  };

  return {
    /** What was deployed since counts from the next look on. */
    findAnew,

    async running({ plan, region }: RegionLooked): Promise<Running> {
      const { fence, account } = plan;
      const [services, ofRules, ofSchedules, executions] = await Promise.all([
        reading('looking for ECS services', servicesIn(plan)),
        looked('events:DescribeRule', switches.rules, fence.rules),
        looked('scheduler:GetSchedule', switches.schedules, fence.schedules),
        reading('states:ListExecutions', runningExecutions(lists, { names: fence.stateMachines, region, account })),
      ]);
      return { services, rules: ofRules, schedules: ofSchedules, executions };
    },

    /** Stops these. @returns what AWS did not do, or `undefined`: then the next look shows what came of it */
    stop(kind: FencedKind, names: readonly string[]): Promise<Unmade | undefined> {
      findAnew();
      if (kind === 'services') return each(CALLS[kind], names, (arn) => scale(clients.ecs, { arn, desiredCount: 0 }));
      if (kind === 'executions') return each(CALLS[kind], names, (arn) => stopExecution(clients.states, arn));
      return each(CALLS[kind], names, (name) => switches[kind].turn(name, 'off'));
    },
  };
}

/** The call that changes each kind, as IAM names it. */
const CALLS: Readonly<Record<FencedKind, string>> = {
  ...CHANGING,
  services: SCALING,
  executions: 'states:StopExecution',
};
