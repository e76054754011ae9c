import { namesOf } from '../../lib/domain/names';
import type { Disturbance } from '../../lib/rehearsal/aws/events/disturbance';
import type { MoveFault } from '../../lib/rehearsal/aws/rds';
import type { Simulation } from './stage';

/** What goes wrong, or is done, in the world itself: each at some second of a story. */
type WorldFaultKind = (simulation: Simulation) => void | Promise<void>;

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3600;
/** Longer than any step waits for it: a person has to come. */
const STUCK_SECONDS = 1.5 * HOUR_SECONDS;

const lose = async (simulation: Simulation, region: string | undefined) => {
  if (region !== undefined && !simulation.isLost(region)) await simulation.loseRegion(region);
};
const nextMove =
  (fault: MoveFault): WorldFaultKind =>
  ({ world }) =>
    world.services.rds.disturbNextMove(fault);

/** Of every Region, for so many seconds. */
const events =
  (seconds: number, disturbance: Disturbance): WorldFaultKind =>
  ({ world, plan, lasting }) => {
    for (const region of plan.regions) {
      world.services.events.disturb(region, disturbance);
      lasting(seconds, () => world.services.events.disturb(region, undefined));
    }
  };

/** All calls to a service, signed for the Region that stands by. */
const down =
  (service: string, seconds: number): WorldFaultKind =>
  ({ outage, standby }) =>
    outage(seconds, (call) => call.service === service && call.region === standby);

/** All calls to one kind of bucket, by the beginning of its name, in the Region that stands by. */
const bucketDown =
  (bucket: 'evidenceBucket' | 'releaseBucket', seconds: number): WorldFaultKind =>
  ({ outage, plan, standby }) => {
    const name = namesOf(plan, standby)[bucket];
    outage(seconds, ({ service, input }) => service === 's3' && (input as { Bucket?: string }).Bucket === name);
  };

/** Tasks of the Region that stands by answer 503, some times or always. */
const sick =
  (seconds: number, isNow: (asked: number) => boolean): WorldFaultKind =>
  ({ world, standby, lasting }) => {
    let asked = 0;
    world.troubles.sickness.set(standby, () => isNow(asked++));
    lasting(seconds, () => void world.troubles.sickness.delete(standby));
  };

/** A function's host has another time than everybody else. */
const clockAhead =
  (slug: string, minutes: number): WorldFaultKind =>
  ({ world, plan, lasting }) => {
    for (const region of plan.regions) {
      const name = namesOf(plan, region).lambda(slug);
      world.troubles.clocksAhead.set(name, minutes * MINUTE_SECONDS * 1000);
      lasting(HOUR_SECONDS, () => void world.troubles.clocksAhead.delete(name));
    }
  };

const redriveLater =
  (seconds: number): WorldFaultKind =>
  ({ people, later }) => {
    const run = people.aborts();
    later(seconds, () => people.redrives(run));
  };

/** Of Regions. */
const REGIONS = {
  /** The lost Region answers again, with the writer that it had. */
  regionReturns: async ({ isLost, regionReturns, home }) => {
    if (isLost(home)) await regionReturns(home);
  },
  /** The Region that was active at first is lost, whatever is going on. */
  regionIsLost: (simulation) => lose(simulation, simulation.home),
  /** The Region with the writer is lost, whichever it is. */
  activeIsLost: (simulation) => lose(simulation, simulation.writer()),
  /** The Region can be reached no more, and its writer goes on. */
  regionIsIsolated: ({ isLost, isolateRegion, home }) => {
    if (!isLost(home)) isolateRegion(home);
  },
  /** The Region that stands by is gone for a quarter of an hour, and all that ran in it. */
  standbyBlinks: async (simulation) => {
    const { standby, lasting, regionReturns } = simulation;
    if (simulation.isLost(standby)) return;
    await simulation.loseRegion(standby);
    lasting(15 * MINUTE_SECONDS, () => void regionReturns(standby));
  },
} satisfies Readonly<Record<string, WorldFaultKind>>;

/** Of the database. */
const DATABASE = {
  /** Aurora accepts the next promotion and takes an hour and a half. */
  promotionIsStuck: nextMove({ moveSeconds: STUCK_SECONDS }),
  /** Aurora accepts the next promotion and gives it up. */
  promotionIsCancelled: nextMove('cancelled'),
  promotionFails: nextMove('failed'),
  promotionIsSlow: nextMove({ moveSeconds: 25 * MINUTE_SECONDS }),
  promotionIsPending: nextMove({ pendingSeconds: 10 * MINUTE_SECONDS }),
  /** The API shows the new writer two minutes before SQL takes writes. */
  apiIsAheadOfSql: nextMove({ sqlLateSeconds: 2 * MINUTE_SECONDS }),
  sqlIsAheadOfApi: nextMove({ sqlLateSeconds: -30 }),
  fenceIsLost: nextMove({ isFenceLost: true }),
  /** What Aurora answers of the global database is two minutes old. */
  describeIsStale: ({ world }) => world.services.rds.describeIsStale(2 * MINUTE_SECONDS),
  databaseEventsAreLost: ({ world, lasting }) => {
    world.services.rds.loseEvents(true);
    lasting(HOUR_SECONDS, () => world.services.rds.loseEvents(false));
  },
  /** Rows take longer than the plan allows to lose. */
  replicationLags: ({ slowReplication, lasting }) => {
    slowReplication(60_000);
    lasting(20 * MINUTE_SECONDS, () => slowReplication(400));
  },
} satisfies Readonly<Record<string, WorldFaultKind>>;

/** Of other services. */
const SERVICES = {
  /** Nothing of Route 53 can be changed or listed for an hour; names are answered. */
  route53IsDown: ({ world, lasting }) => {
    world.services.route53.controlPlaneDown(true);
    lasting(HOUR_SECONDS, () => world.services.route53.controlPlaneDown(false));
  },
  startsAreThrottled: ({ world }) => world.services.states.startsThrottledFor(3 * MINUTE_SECONDS),
  eventsComeTwice: events(HOUR_SECONDS, { copies: 2 }),
  eventsAreLate: events(HOUR_SECONDS, { lateSeconds: 10 * MINUTE_SECONDS }),
  eventsOvertake: events(HOUR_SECONDS, { lateSeconds: 2 * MINUTE_SECONDS, overtaking: true }),
  /** Reads that ask for no consistency see what was ten seconds ago. */
  readsAreStale: ({ world: { troubles }, lasting }) => {
    const before = troubles.staleMilliseconds;
    troubles.staleMilliseconds = 10_000;
    lasting(HOUR_SECONDS, () => {
      troubles.staleMilliseconds = before;
    });
  },
  /** Other functions of the account take all that may run at the same time. */
  lambdaIsFull: ({ world, standby, lasting }) => {
    world.services.lambdaConcurrency.usedUp(standby, true);
    lasting(3 * MINUTE_SECONDS, () => world.services.lambdaConcurrency.usedUp(standby, false));
  },
  dynamoDbIsDown: down('dynamodb', 5 * MINUTE_SECONDS),
  snsIsDown: down('sns', 10 * MINUTE_SECONDS),
  cloudWatchIsDown: down('monitoring', 10 * MINUTE_SECONDS),
  evidenceBucketIsDown: bucketDown('evidenceBucket', 10 * MINUTE_SECONDS),
  releaseIsUnreadable: bucketDown('releaseBucket', 5 * MINUTE_SECONDS),
  tasksAreSick: sick(30 * MINUTE_SECONDS, () => true),
  canaryFlaps: sick(10 * MINUTE_SECONDS, (asked) => asked % 3 === 0),
  stackFails: ({ world, standby }) =>
    world.services.cloudformation.failCreation({
      ...{ region: standby, type: 'AWS::ECS::Service', times: 1 },
      reason: 'Resource handler returned message: "the capacity is unavailable at this time"',
    }),
  stackIsSlow: ({ world, standby }) =>
    world.services.cloudformation.slowCreation({
      ...{ region: standby, type: 'AWS::ECS::Service', times: 1 },
      seconds: 20 * MINUTE_SECONDS,
    }),
  clockOfAdmissionIsAhead: clockAhead('admit-run', 10),
  clockOfWatchIsAhead: clockAhead('watch-region', 10),
  clockOfPromotionIsBehind: clockAhead('promote-database', -10),
  clockOfTrafficIsAhead: clockAhead('shift-traffic', 10),
} satisfies Readonly<Record<string, WorldFaultKind>>;

/** Of persons. */
const PERSONS = {
  /** A person starts the same once more, beside what runs. */
  isStartedAgain: ({ start, standby }) => void start('failover', standby),
  /** A person starts a takeover where users are. */
  isStartedElsewhere: ({ start, home, isLost }) => void (isLost(home) || start('failover', home)),
  /** A person starts a switchover, whatever is going on. */
  isSwitchedOver: ({ start, standby }) => void start('switchover', standby),
  isSwitchedHome: ({ start, home, isLost }) => void (isLost(home) || start('switchover', home)),
  /** A drill begins, whatever is going on. */
  isDrilled: ({ start, standby }) => void start('drill', standby),
  isPrewarmed: ({ start, standby }) => void start('prewarm', standby),
  isRetired: ({ start, standby }) => void start('retire', standby),
  isSettled: ({ start, standby }) => void start('settle', standby),
  isChecked: ({ start, standby }) => void start('check', standby),
  isAborted: ({ people }) => void people.aborts(),
  isAbortedAndRedriven: redriveLater(MINUTE_SECONDS),
  /** The run is long replaced when somebody remembers it. */
  isRedrivenTooLate: redriveLater(8 * MINUTE_SECONDS),
  /** A person promotes the standby in the console, beside every run. */
  isPromotedByHand: ({ people, standby }) => people.promotesByHand(standby),
} satisfies Readonly<Record<string, WorldFaultKind>>;

export const WORLD_FAULTS = { ...REGIONS, ...DATABASE, ...SERVICES, ...PERSONS } satisfies Readonly<
  Record<string, WorldFaultKind>
>;
export type WorldFault = keyof typeof WORLD_FAULTS;
