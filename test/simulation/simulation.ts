import { createHash } from 'node:crypto';
import { historyChecker } from '../../lib/domain/history';
import { namesOf } from '../../lib/domain/names';
import type { Plan } from '../../lib/domain/plan';
import type { Span } from '../../lib/rehearsal/aws/durations';
import type { HistoryLine } from '../../lib/rehearsal/aws/history';
import type { IamDecider } from '../../lib/rehearsal/aws/iam';
import type { RateUse, ThrottledCall } from '../../lib/rehearsal/aws/throttle';
import { listen, type TimedMoment } from '../../lib/rehearsal/timeline';
import { deployToSimulation } from './deploy';
import { type Fault, isPlaced } from './faults';
import { createInjector } from './injector';
import { openSimulatedWorld, type SimulatedWorld, type Watcher } from './open-world';
import { createOutages } from './outages';
import type { Prepared } from './prepare';
import { finalViolations, mayMoveUsers, watchUsers } from './promises';
import { createRecorder, type Recorder, stepIn } from './recorder';
import type { RunRecord } from './run-record';
import { createStage, type Simulation, verbOf } from './stage';
import type { Times } from './times';
import type { SimulatedCall } from './world/aws-calls';
import type { Invocation } from './world/in-process-host';
import { WORLD_FAULTS } from './world-faults';

export type { Simulation } from './stage';
export { verbOf } from './stage';

/** What one simulation came to. */
export interface Outcome {
  readonly ends: readonly string[];
  readonly violations: readonly string[];
  readonly faultsInjected: number;
  /** SHA-256 of everything that happened, in its order. */
  readonly trace: string;
  readonly moments: readonly TimedMoment[];
  /** Calls by the state or trigger that made them while faults were on: where one can be put. */
  readonly places: ReadonlyMap<string, ReadonlySet<string>>;
  /** States of runs, in the order in which they were first entered. */
  readonly states: readonly string[];
  readonly virtualSeconds: number;
  /** What AWS did, in the order in which it was told: mostly when it was over. */
  readonly spans: readonly Span[];
  /** Every run, the oldest first; what each did with its time is told only where `times` are given. */
  readonly runs: readonly RunRecord[];
  /** Calls that AWS turned away because the product called too often. */
  readonly throttled: readonly ThrottledCall[];
  /** How far each bucket of AWS's was emptied at most, the emptiest first. */
  readonly rates: readonly RateUse[];
}

export interface Play {
  readonly prepared: Prepared;
  readonly seed: number;
  readonly faults: readonly Fault[];
  readonly story: (simulation: Simulation) => Promise<void>;
  /** Decides what roles may do. @default a new one, as deployed */
  readonly iam?: IamDecider;
  /** How long everything takes. @default the same each time, and no time for what AWS publishes nothing about */
  readonly times?: Times;
  /** Hears what functions log and throw. @default nobody does */
  readonly hears?: Partial<Pick<Watcher, 'onLog' | 'onThrown'>>;
}

type WorldFaultAt = Exclude<Fault, { at: { step: string } }>;

/** How often the public name is asked. */
const LOOK_MILLISECONDS = 5000;

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
  const outages = createOutages();
  const spans: Span[] = [];
  const recorder = createRecorder(verbOf);
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
    ...(play.iam && { iam: play.iam }),
    ...(play.times && { times: play.times }),
    watcher: {
      around: (call, carryOut) => {
        const step = stepOf(call);
        const run = runOf(call.principal);
        if (run !== undefined) calls.set(run, (calls.get(run) ?? 0) + 1);
        // Once faults have stopped, none can be put here; another story may meet the place earlier.
        if (injector.isOn) {
          const seen = places.get(step) ?? new Set();
          places.set(step, seen.add(`${call.service}:${call.operation}`));
        }
        return injector.around(call, () => outages.around(call, carryOut));
      },
      onInvocation: (invocation) => running.set(invocation.event, invocation),
      onCall: (line: HistoryLine) => {
        note(`${line.at} ${line.owner} ${line.step} ${line.service}:${line.operation} ${line.region} ${line.error}`);
        for (const broken of checker.add(line)) violations.add(broken);
        stage.heard(line);
        if (mayMoveUsers(line)) lookAtUsers();
      },
      onLog: (spec, line) => {
        note(`${spec.name} ${JSON.stringify(line)}`);
        play.hears?.onLog?.(spec, line);
      },
      onThrown: (spec, error) => {
        const { name } = spec;
        play.hears?.onThrown?.(spec, error);
        if (isDefect(error)) violations.add(`${name} threw ${(error as Error).stack}`);
      },
      onProblem: (problem) => violations.add(problem),
      onSpan: (span) => spans.push(span),
      ...(play.times && keepingTime({ plan, recorder, now: () => world.clock.now() })),
    },
  });
  const stage = createStage({ world, plan, injector, outages, violations, calls, moments, entered });
  const { simulation } = stage;
  await deployToSimulation(world, plan, play.prepared);
  lookAtUsers = watchUsers(simulation, simulation.broken);
  const lookRegularly = () => {
    lookAtUsers();
    if (simulation.isOpen()) simulation.customers.order();
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
  for (const { at, fault } of play.faults.filter((one) => !isPlaced(one)) as WorldFaultAt[]) {
    world.clock.after(at.seconds * 1000, () => {
      if (!injector.isOn) return;
      injector.count();
      note(`${world.clock.iso()} ${fault}`);
      Promise.resolve(WORLD_FAULTS[fault](simulation)).catch((error: Error) => violations.add(String(error.stack)));
    });
  }
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
    spans,
    runs: simulation.runs().map(recorder.recordOf),
    virtualSeconds: (world.clock.now() - beganAt) / 1000,
    throttled: world.services.throttle.refused,
    rates: world.services.throttle.used(),
  };
}

interface Timekeeper {
  readonly plan: Plan;
  readonly recorder: Recorder;
  readonly now: () => number;
}

/** Hears what takes the time of runs. */
const keepingTime = ({ plan, recorder, now }: Timekeeper): Pick<Watcher, 'onDoing' | 'onTransition'> => ({
  onDoing: (by, doing) => recorder.add(runOf(by), stateNamed(plan, by), doing),
  onTransition: ({ executionArn, state }, milliseconds) => {
    const from = now();
    recorder.add(executionArn, stepIn(state), { kind: 'transition', what: state, from, to: from + milliseconds });
  },
});

/** The execution on whose behalf a function works. */
const runOf = ({ invocation }: SimulatedCall['principal']): string | undefined =>
  (invocation?.event as { run?: { id?: string } } | undefined)?.run?.id;

const DIED = { errorType: 'Runtime.ExitError', errorMessage: 'RequestId: simulation Error: Runtime exited' };

/** Mistakes of a program, as against refusals of the world. */
const DEFECTS = ['TypeError', 'RangeError', 'ReferenceError', 'ZodError'];
const isDefect = (error: unknown) => DEFECTS.includes((error as Error).name) && !('isInjected' in (error as object));

/** A few dozen names, asked for with every call. */
const statesByName = new Map<string, string>();

/** `understudy-orders-promote-database` is the state PromoteDatabase. */
function stateNamed(plan: Plan, principal: SimulatedCall['principal']): string {
  const key = `${plan.name} ${principal.region} ${principal.about}`;
  const known = statesByName.get(key) ?? stateOf(plan, principal);
  statesByName.set(key, known);
  return known;
}

function stateOf(plan: Plan, { about, region }: SimulatedCall['principal']): string {
  const prefix = namesOf(plan, region === 'global' ? (plan.regions[0] ?? '') : region).lambda('');
  const words = about.startsWith(prefix) ? about.slice(prefix.length).replace(/-drill$/, '') : about;
  return words.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
