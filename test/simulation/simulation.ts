import { createHash } from 'node:crypto';
import { historyChecker } from '../../lib/domain/history';
import { namesOf } from '../../lib/domain/names';
import type { Plan } from '../../lib/domain/plan';
import type { Verb } from '../../lib/domain/verbs';
import type { HistoryLine } from '../../lib/rehearsal/aws/history';
import type { ExecutionView } from '../../lib/rehearsal/aws/states';
import { listen, type TimedMoment } from '../../lib/rehearsal/timeline';
import { deployToSimulation } from './deploy';
import type { Fault } from './faults';
import { createInjector } from './injector';
import { openSimulatedWorld, type SimulatedWorld } from './open-world';
import type { Prepared } from './prepare';
import { finalViolations, isTidy, mayMoveUsers, servedBy, watchUsers, writerOf } from './promises';
import type { SimulatedCall } from './world/aws-calls';
import type { Invocation } from './world/in-process-host';

/** One world with a story, faults, and the promises that are looked after while it goes. */
export interface Simulation {
  readonly plan: Plan;
  readonly world: SimulatedWorld;
  readonly home: string;
  readonly standby: string;
  /** Everything that a person may do. */
  start(verb: Verb, region: string, input?: object): string;
  loseRegion(region: string): Promise<void>;
  regionReturns(region: string): Promise<void>;
  /** Lets time pass until it holds. @returns whether it came to hold within so many minutes */
  until(holds: () => boolean, minutes: number): Promise<boolean>;
  /** Lets time pass until no run is under way; upkeep and checks may be. */
  quiet(minutes: number): Promise<boolean>;
  runs(): readonly ExecutionView[];
  lastRun(verb: Verb): ExecutionView | undefined;
  /** The Region to which the public name leads now. */
  served(): string | undefined;
  /** The Region of the writer. */
  writer(): string | undefined;
  /** Whether no lock is held by a run that has ended, in any Region that can be reached. */
  isTidy(): boolean;
  /** From now on nothing goes wrong any more. */
  stopFaults(): void;
  /** Calls to AWS by the run that made them. */
  callsOfRuns(): ReadonlyMap<string, number>;
  /** A promise of the story that does not hold. */
  broken(promise: string): void;
}

/** What one simulation came to. */
export interface Outcome {
  readonly ends: readonly string[];
  readonly violations: readonly string[];
  readonly faultsInjected: number;
  /** SHA-256 of everything that happened, in its order. */
  readonly trace: string;
  readonly moments: readonly TimedMoment[];
  /** Calls by the state or trigger that made them: where a fault can be put. */
  readonly places: ReadonlyMap<string, ReadonlySet<string>>;
  /** States of runs, in the order in which they were first entered. */
  readonly states: readonly string[];
  readonly virtualSeconds: number;
}

export interface Play {
  readonly prepared: Prepared;
  readonly seed: number;
  readonly faults: readonly Fault[];
  readonly story: (simulation: Simulation) => Promise<void>;
}

const MINUTE_MILLISECONDS = 60_000;
/** How often the public name is asked. */
const LOOK_MILLISECONDS = 5000;
const ENDINGS = ['ExecutionSucceeded', 'ExecutionFailed', 'ExecutionTimedOut', 'ExecutionAborted'];
/** Verbs that begin and end by themselves beside everything else. */
const UPKEEP: readonly string[] = ['check', 'settle', 'retire', 'stand-down'];

/** Plays a story in a fresh world. What goes wrong in it is part of the outcome. */
export async function simulate(play: Play): Promise<Outcome> {
  const { plan } = play.prepared;
  const trace: string[] = [];
  const violations = new Set<string>();
  const moments: TimedMoment[] = [];
  const places = new Map<string, Set<string>>();
  const running = new Map<unknown, Invocation>();
  const calls = new Map<string, number>();
  const entered = new Set<string>();
  let lookAtUsers = () => {};
  const checker = historyChecker({ plan });
  const note = (text: string) => trace.push(text);
  const stepOf = ({ principal }: SimulatedCall) => stateNamed(plan, principal);
  const injector = createInjector({
    faults: play.faults,
    clock: () => world.clock,
    stepOf,
    kill: ({ principal }) => running.get(principal.invocation?.event)?.kill(DIED),
    stop: (run, how) => (how === 'abort' ? world.services.states.stop(run) : world.services.states.timeOut(run)),
    redrive: (run) => {
      if (world.services.states.execution(run)?.notRedrivable === undefined) world.services.states.redrive(run);
    },
  });
  const world: SimulatedWorld = openSimulatedWorld({
    plan,
    seed: play.seed,
    watcher: {
      around: (call, carryOut) => {
        const step = stepOf(call);
        const run = (call.principal.invocation?.event as { run?: { id?: string } } | undefined)?.run?.id;
        if (run !== undefined) calls.set(run, (calls.get(run) ?? 0) + 1);
        const seen = places.get(step) ?? new Set();
        places.set(step, seen.add(`${call.service}:${call.operation}`));
        return injector.around(call, carryOut);
      },
      onInvocation: (invocation) => running.set(invocation.event, invocation),
      onCall: (line: HistoryLine) => {
        note(`${line.at} ${line.owner} ${line.step} ${line.service}:${line.operation} ${line.region} ${line.error}`);
        for (const broken of checker.add(line)) violations.add(broken);
        if (mayMoveUsers(line)) lookAtUsers();
      },
      onLog: (spec, line) => note(`${spec.name} ${JSON.stringify(line)}`),
      onThrown: ({ name }, error) => {
        if (isDefect(error)) violations.add(`${name} threw ${(error as Error).stack}`);
      },
      onProblem: (problem) => violations.add(problem),
    },
  });
  const simulation = stageOf({ world, plan, injector, violations, calls });
  await deployToSimulation(world, plan, play.prepared);
  lookAtUsers = watchUsers(simulation, simulation.broken);
  const lookRegularly = () => {
    lookAtUsers();
    world.clock.after(LOOK_MILLISECONDS, lookRegularly);
  };
  lookRegularly();
  listen(world.services.states, (moment) => moments.push(moment));
  world.services.states.onHistory((event) => {
    note(`${event.at} ${event.executionArn} ${event.type} ${event.name ?? ''} ${event.error ?? ''}`);
    if (event.type === 'TaskStateEntered') entered.add(event.name ?? '');
    injector.onEvent(event);
  });
  const beganAt = world.clock.now();
  await play.story(simulation).catch((error: Error) => violations.add(`the story broke off: ${error.stack}`));
  for (const broken of await finalViolations(simulation, checker)) violations.add(broken);
  const ends = simulation
    .runs()
    .map(
      ({ machineArn, status, lastState }) =>
        `${verbOf(machineArn)} ${status === 'SUCCEEDED' || status === 'FAILED' ? lastState : status}`,
    );
  await world.close();
  return {
    ends,
    violations: [...violations],
    faultsInjected: injector.injected,
    trace: createHash('sha256').update(trace.join('\n')).digest('hex'),
    moments,
    places,
    states: [...entered],
    virtualSeconds: (world.clock.now() - beganAt) / 1000,
  };
}

const DIED = { errorType: 'Runtime.ExitError', errorMessage: 'RequestId: simulation Error: Runtime exited' };

/** Mistakes of a program, as against refusals of the world. */
const DEFECTS = ['TypeError', 'RangeError', 'ReferenceError', 'ZodError'];
const isDefect = (error: unknown) => DEFECTS.includes((error as Error).name) && !('isInjected' in (error as object));

export const verbOf = (machineArn: string): string => machineArn.split(/-orders-/).at(-1) ?? machineArn;

/** `understudy-orders-promote-database` is the state PromoteDatabase. */
function stateNamed(plan: Plan, { about, region }: SimulatedCall['principal']): string {
  const prefix = namesOf(plan, region === 'global' ? (plan.regions[0] ?? '') : region).lambda('');
  const words = about.startsWith(prefix) ? about.slice(prefix.length).replace(/-drill$/, '') : about;
  return words.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

interface StageParts {
  readonly world: SimulatedWorld;
  readonly plan: Plan;
  readonly injector: { stop(): void };
  readonly violations: Set<string>;
  readonly calls: ReadonlyMap<string, number>;
}

function stageOf({ world, plan, injector, violations, calls }: StageParts): Simulation {
  const { services, clock } = world;
  const { states, network, rds, tasks } = services;
  const [home = '', standby = ''] = plan.regions;
  let started = 0;
  const runs = () => states.executions();
  const busy = new Set<string>();
  states.onHistory(({ executionArn, type }) => {
    if (UPKEEP.includes(verbOf(executionArn.split(':')[6] ?? ''))) return;
    if (type === 'ExecutionStarted' || type === 'ExecutionRedriven') busy.add(executionArn);
    else if (ENDINGS.includes(type)) busy.delete(executionArn);
  });
  const until = (holds: () => boolean, minutes: number) => clock.runUntil(holds, minutes * MINUTE_MILLISECONDS);
  const simulation: Simulation = {
    ...{ plan, world, home, standby, runs, until },
    start(verb, region, input = { reason: 'a person of the simulation' }) {
      started += 1;
      const arn = namesOf(plan, region).machineArn(verb);
      const by = { roleArn: 'world', about: 'operator', region };
      const { executionArn } = states.start({ arn, name: `person-${started}`, input, by });
      busy.add(executionArn);
      return executionArn;
    },
    async loseRegion(region) {
      network.cut(region);
      states.regionLost(region);
      tasks.crash(region);
      await rds.lose(region);
    },
    async regionReturns(region) {
      await rds.recover(region);
      network.heal(region);
    },
    quiet: (minutes) => until(() => busy.size === 0, minutes),
    lastRun: (verb) => runs().findLast(({ machineArn }) => verbOf(machineArn) === verb),
    isTidy: () => isTidy(simulation),
    served: () => servedBy(simulation),
    writer: () => writerOf(simulation),
    stopFaults: () => injector.stop(),
    broken: (promise) => void violations.add(promise),
    callsOfRuns: () => calls,
  };
  return simulation;
}
