import type { HistoryLine } from '../../lib/domain/history-line';
import type { Plan } from '../../lib/domain/plan';
import type { Verb } from '../../lib/domain/verbs';
import type { ExecutionView } from '../../lib/rehearsal/aws/states';
import type { TimedMoment } from '../../lib/rehearsal/timeline';
import { type Customers, createCustomers } from './customers';
import type { SimulatedWorld } from './open-world';
import type { Outages } from './outages';
import { createPeople, type People } from './people';
import { isTidy, servedBy, writerOf } from './promises';
import { serversOf } from './servers';

/** A failover of the database that was accepted: what it may have lost, and where from. */
export interface Move {
  /** Region that was the writer. */
  readonly from: string;
  /** From when on rows of the old writer may be missing, milliseconds since 1970. */
  readonly lostSince: number;
}

/** One world with a story, faults, and the promises that are looked after while it goes. */
export interface Simulation {
  readonly plan: Plan;
  readonly world: SimulatedWorld;
  readonly home: string;
  readonly standby: string;
  readonly customers: Customers;
  readonly people: People;
  /** What the runs have said so far. */
  readonly moments: readonly TimedMoment[];
  /** Failovers of the database so far, by runs and by hand. */
  readonly moves: readonly Move[];
  /** A person starts a run. @returns ARN of the execution */
  start(verb: Verb, region: string, input?: object): string;
  /** The Region's database and tasks die, and nothing in it can be reached. */
  loseRegion(region: string): Promise<void>;
  /** Nothing in the Region can be reached; what is in it lives on, and its writer takes writes. */
  isolateRegion(region: string): void;
  regionReturns(region: string): Promise<void>;
  isLost(region: string): boolean;
  /** Rows take so long from the writer to every other Region, milliseconds. */
  slowReplication(milliseconds: number): void;
  /** Brings something about that is over after so many seconds, or once nothing goes wrong any more. */
  lasting(seconds: number, end: () => void): void;
  /** Something that is done so many seconds later; nothing is quiet before. */
  later(seconds: number, run: () => void): void;
  /** Calls to AWS that are hit fail for so many seconds. */
  outage(seconds: number, isHit: Parameters<Outages['begin']>[0]): void;
  /** Lets time pass until it holds. @returns whether it came to hold within so many minutes */
  until(holds: () => boolean, minutes: number): Promise<boolean>;
  /** Lets time pass until no run is under way; upkeep and checks may be. */
  quiet(minutes: number): Promise<boolean>;
  /** Whether it is so now. */
  isQuiet(): boolean;
  runs(): readonly ExecutionView[];
  lastRun(verb: Verb): ExecutionView | undefined;
  /** Whether any run has come to a state. */
  hasEntered(state: string): boolean;
  /** The Region to which the public name leads now. */
  served(): string | undefined;
  /** The Region of the writer. */
  writer(): string | undefined;
  /** Whether no lock is held by a run that has ended, in any Region that can be reached. */
  isTidy(): boolean;
  /** Customers order as long as it is. */
  isOpen(): boolean;
  /** Nobody orders any more. */
  close(): void;
  /** From now on nothing goes wrong any more. */
  stopFaults(): Promise<void>;
  /** Calls to AWS by the run that made them. */
  callsOfRuns(): ReadonlyMap<string, number>;
  /** A promise of the story that does not hold. */
  broken(promise: string): void;
}

export interface StageOptions {
  readonly world: SimulatedWorld;
  readonly plan: Plan;
  readonly injector: { stop(): void };
  readonly outages: Outages;
  readonly violations: Set<string>;
  readonly calls: ReadonlyMap<string, number>;
  readonly moments: readonly TimedMoment[];
  readonly entered: ReadonlySet<string>;
}

export interface Stage {
  readonly simulation: Simulation;
  /** Told of every call that changed something, or was to. */
  heard(line: HistoryLine): void;
}

const MINUTE_MILLISECONDS = 60_000;
/** As `slowReplication` of lib/rehearsal/deploy.ts sets it. */
const LAG_MILLISECONDS = 400;
/** From a write to the moment in which its customer hears of it, at most. */
const ANSWER_MILLISECONDS = 1000;
/** A lag that is older was measured, and can be asked for. */
const MEASURED_MILLISECONDS = 150_000;
const limitOf = ({ databases }: Plan): number =>
  Math.max(...databases.map(({ dataLossSecondsMax }) => dataLossSecondsMax)) * 1000;
const ENDINGS = ['ExecutionSucceeded', 'ExecutionFailed', 'ExecutionTimedOut', 'ExecutionAborted'];
/** Verbs that begin and end by themselves beside everything else. */
const UPKEEP: readonly string[] = ['check', 'settle', 'retire', 'stand-down'];

export const verbOf = (machineArn: string): string => machineArn.split(/-orders-/).at(-1) ?? machineArn;

export function createStage(options: StageOptions): Stage {
  const { world, plan, violations, calls, moments, entered } = options;
  const { services, clock } = world;
  const [home = '', standby = ''] = plan.regions;
  let isOpen = true;
  const busy = busyRuns(world);
  const places = createPlaces(options);
  const { until, ...lasting } = passing(options, places);
  const people = createPeople({ plan, world, moments, onStart: busy.add, onPromotion: places.moved });
  const runs = () => services.states.executions();
  const customers = createCustomers({ plan, clock, web: world.surroundings.web });
  const simulation: Simulation = {
    ...{ plan, world, home, standby, runs, until, people, customers, moments },
    ...places.doings,
    ...lasting,
    moves: places.moves,
    start: people.starts,
    quiet: (minutes) => until(() => simulation.isQuiet(), minutes),
    isQuiet: () => busy.isEmpty() && !lasting.isAwaited(),
    lastRun: (verb) => runs().findLast(({ machineArn }) => verbOf(machineArn) === verb),
    hasEntered: (state) => entered.has(state),
    isTidy: () => isTidy(simulation),
    served: () => servedBy(simulation),
    writer: () => writerOf(simulation),
    isOpen: () => isOpen,
    close: () => {
      isOpen = false;
    },
    broken: (promise) => void violations.add(promise),
    callsOfRuns: () => calls,
  };
  return { simulation, heard: (line) => places.heard(line, people.approved) };
}

/** Runs that go on and are no upkeep. */
function busyRuns({ services }: SimulatedWorld) {
  const busy = new Set<string>();
  const add = (run: string) => void (UPKEEP.includes(verbOf(run.split(':')[6] ?? '')) || busy.add(run));
  services.states.onHistory(({ executionArn, type }) => {
    if (type === 'ExecutionStarted' || type === 'ExecutionRedriven') add(executionArn);
    else if (ENDINGS.includes(type)) busy.delete(executionArn);
  });
  return { add, isEmpty: () => busy.size === 0 };
}

/** What happens to Regions, and to the writer that is in one of them. */
function createPlaces({ world, plan, violations }: StageOptions) {
  const { clock, services } = world;
  const { network, states, tasks, rds } = services;
  const moves: Move[] = [];
  const lostAt = new Map<string, number>();
  let lag = { milliseconds: LAG_MILLISECONDS, since: clock.now() };
  // A move is accepted long before it is made.
  const moved = () => {
    const from = writerOf({ plan, world }) ?? '';
    const cutAt = lostAt.get(from) ?? clock.now();
    moves.push({ from, lostSince: cutAt - lag.milliseconds - ANSWER_MILLISECONDS });
    return { isFarBehind: lag.milliseconds > limitOf(plan) && cutAt - lag.since > MEASURED_MILLISECONDS };
  };
  const lose = (region: string) => {
    network.cut(region);
    states.regionLost(region);
    lostAt.set(region, lostAt.get(region) ?? clock.now());
  };
  return {
    moves,
    moved,
    heard: ({ operation, ok, runId }: HistoryLine, approved: ReadonlySet<string>) => {
      if (!ok || operation !== 'FailoverGlobalCluster') return;
      if (moved().isFarBehind && !approved.has(runId ?? ''))
        violations.add(`I-10: ${runId} promoted far behind, unasked`);
    },
    doings: {
      isLost: (region: string) => network.isCut(region),
      async loseRegion(region: string) {
        lose(region);
        tasks.crash(region);
        await rds.lose(region);
      },
      isolateRegion(region: string) {
        lose(region);
        rds.isolate(region);
      },
      async regionReturns(region: string) {
        lostAt.delete(region);
        await rds.recover(region);
        network.heal(region);
      },
      slowReplication(milliseconds: number) {
        lag = { milliseconds, since: clock.now() };
        for (const { clusters } of plan.databases) {
          for (const region of plan.regions) {
            const link = rds.linkOf(region, clusters[region] ?? '');
            // What was sent before comes as fast as it was sent.
            for (const server of serversOf({ plan, world }, region)) server.catchUp();
            if (link) link.latencyMilliseconds = milliseconds;
          }
        }
      },
    },
  };
}

type Places = ReturnType<typeof createPlaces>;

/** Time, and what it ends. */
function passing({ world, plan, injector, outages }: StageOptions, { doings }: Places) {
  const { clock } = world;
  const open = new Set<() => void>();
  let awaited = 0;
  const lasting = (seconds: number, end: () => void) => {
    const over = () => {
      if (open.delete(over)) end();
    };
    open.add(over);
    clock.after(seconds * 1000, over);
  };
  return {
    lasting,
    isAwaited: () => awaited > 0,
    later(seconds: number, run: () => void) {
      awaited += 1;
      clock.after(seconds * 1000, () => {
        awaited -= 1;
        run();
      });
    },
    outage: (seconds: number, isHit: Parameters<typeof outages.begin>[0]) => lasting(seconds, outages.begin(isHit)),
    until: (holds: () => boolean, minutes: number) => clock.runUntil(holds, minutes * MINUTE_MILLISECONDS),
    async stopFaults() {
      injector.stop();
      for (const over of [...open]) over();
      // Two Regions that are both gone leave nobody to serve: the one that stood by comes back first.
      const [, standby = ''] = plan.regions;
      if (plan.regions.every(doings.isLost)) await doings.regionReturns(standby);
    },
  };
}
