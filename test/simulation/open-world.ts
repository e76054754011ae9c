import type { Plan } from '../../lib/domain/plan';
import { createServices } from '../../lib/rehearsal/aws/create-services';
import type { Span } from '../../lib/rehearsal/aws/durations';
import type { HistoryLine } from '../../lib/rehearsal/aws/history';
import type { IamDecider } from '../../lib/rehearsal/aws/iam';
import type { Services } from '../../lib/rehearsal/aws/services';
import type { Entering } from '../../lib/rehearsal/aws/states';
import { type Chance, chanceFrom } from '../../lib/rehearsal/world/chance';
import { type Clock, paceOf } from '../../lib/rehearsal/world/clock';
import { type CheckChange, createHealthProber } from '../../lib/rehearsal/world/health-prober';
import { createIdentities, type Principal, WORLD_ROLE } from '../../lib/rehearsal/world/identities';
import type { FunctionSpec } from '../../lib/rehearsal/world/lambda-host';
import { createBalancers } from '../../lib/rehearsal/world/load-balancer';
import { handlers } from './handlers';
import type { TellDoing } from './run-record';
import type { Times } from './times';
import { awsCalls, type ClientOf, type SimulatedCall } from './world/aws-calls';
import { InProcessHost, type Invocation } from './world/in-process-host';
import { createMemoryDynamoDb } from './world/memory-dynamodb';
import { openMemoryListener } from './world/memory-listener';
import { MemoryNetwork } from './world/memory-network';
import { createMemoryPostgres } from './world/memory-postgres';
import { createMemoryTasks } from './world/memory-tasks';
import { createPorts } from './world/ports';
import { createSurroundings } from './world/surroundings';
import { VirtualClock } from './world/virtual-clock';

/** What stands around calls and invocations, and hears of what happens. */
export interface Watcher {
  around(call: SimulatedCall, carryOut: () => Promise<unknown>): Promise<unknown>;
  onInvocation(invocation: Invocation): void;
  onCall(line: HistoryLine): void;
  onLog(spec: FunctionSpec, line: object): void;
  onThrown(spec: FunctionSpec, error: unknown): void;
  /** What a faithful world must not have. */
  onProblem(problem: string): void;
  /** Hears what took AWS how long. @default nobody does */
  onSpan?(span: Span): void;
  /** Hears what took a function's time. @default nobody does */
  onDoing?: TellDoing;
  /** Hears what Step Functions takes to enter a state. @default nobody does */
  onTransition?(entering: Entering, milliseconds: number): void;
}

export interface SimulatedWorld {
  readonly clock: VirtualClock;
  readonly chance: Chance;
  readonly services: Services;
  readonly clientOf: ClientOf;
  readonly surroundings: ReturnType<typeof createSurroundings>;
  readonly troubles: Troubles;
  close(): Promise<void>;
}

/** What is not as it should be in the world; changed while it goes. */
export interface Troubles {
  /** How far reads of DynamoDB lag that do not ask for consistency: AWS speaks of a second. */
  staleMilliseconds: number;
  /** How much later it is for a function than it is, milliseconds, by its name. */
  readonly clocksAhead: Map<string, number>;
  /** Whether a task answers a request with 503, by its Region. */
  readonly sickness: Map<string, () => boolean>;
}

export interface SimulatedWorldOptions {
  readonly plan: Plan;
  readonly seed: number;
  readonly watcher: Watcher;
  /** Decides what roles may do. @default a new one, with no roles */
  readonly iam?: IamDecider;
  /** How long everything takes. @default the same each time */
  readonly times?: Times;
}

/** When every simulation begins: the same moment, so that the same seed gives the same trace. */
const BEGINNING = Date.UTC(2026, 10, 21, 12);

/** The world's own hand, which may do everything. */
export const worldIn = (region: string): Principal => ({ roleArn: WORLD_ROLE, about: 'world', region });

/** Opens a world in one process and on a virtual clock, in which nothing is deployed. */
export function openSimulatedWorld(options: SimulatedWorldOptions): SimulatedWorld {
  const { plan, seed, watcher, iam, times } = options;
  const clock = new VirtualClock(BEGINNING);
  const pace = paceOf(clock, 1);
  const chance = chanceFrom(seed);
  const network = new MemoryNetwork();
  const ports = createPorts();
  const late: { services?: Services } = {};
  const services = () => {
    if (!late.services) throw new Error('the services are not there yet');
    return late.services;
  };
  const { latency } = times ?? {};
  const timed = { ...(latency && { latency }), ...(watcher.onDoing && { onDoing: watcher.onDoing }) };
  const troubles: Troubles = { staleMilliseconds: 1000, clocksAhead: new Map(), sickness: new Map() };
  const surroundings = createSurroundings({
    ...{ clock, network, ports, source: () => late.services?.route53 },
    ...timed,
  });
  const clientOf = awsCalls({ ...watcher, ...timed, services, clock, chance: chanceFrom(seed + 1) });
  const program = handlers({
    ...{ plan, clientOf, surroundings, onLog: watcher.onLog },
    clockOf: ({ name }) => skewed(clock, () => troubles.clocksAhead.get(name) ?? 0),
  });
  const lambdas = new InProcessHost({
    ...{ clock, program, around: watcher.onInvocation, onThrown: watcher.onThrown },
    ...timed,
  });
  const postgres = createMemoryPostgres(clock);
  const serverOf = (host: string) => {
    const address = network.addressOf(host);
    const port = address === undefined ? undefined : network.loopbackPortOf({ address, port: 5432 });
    return port === undefined ? undefined : postgres.serverAt(port);
  };
  const tls = { caFile: '', caPem: '', certificateFor: async () => ({ key: '', cert: '' }) };
  const { probe, addressesOf } = surroundings;
  const resolve = async (host: string) => {
    const [address] = addressesOf(host);
    if (address === undefined) throw new Error(`${host} does not resolve`);
    return address;
  };
  const made = createServices({
    account: plan.account,
    pace,
    chance,
    identities: createIdentities(),
    ...(iam && { iam }),
    ...servicesTimed(watcher, times),
    directory: '',
    balancers: createBalancers({ network, tls, pace, probe, openListener: openMemoryListener(ports) }),
    dynamodb: createMemoryDynamoDb({
      ...{ account: plan.account, clock },
      staleness: { staleMilliseconds: () => troubles.staleMilliseconds },
    }),
    lambdas,
    listen: async (_, answer) => {
      const port = ports.open(answer);
      return { port: () => port, close: async () => ports.close(port) };
    },
    network,
    postgres,
    prober: createHealthProber({ network, resolve, pace, probe, ...checksTimed(watcher, times) }),
    tasks: createMemoryTasks({
      clock,
      ports,
      serverOf,
      isSick: (region) => troubles.sickness.get(region)?.() === true,
    }),
    onDefect: (error) => watcher.onProblem(`the world itself failed: ${error instanceof Error ? error.stack : error}`),
  });
  late.services = made;
  return { clock, chance, services: made, clientOf, surroundings, troubles, close: made.close };
}

/** What AWS's services are told about time. */
function servicesTimed({ onSpan, onTransition }: Watcher, times: Times | undefined) {
  return {
    ...(onSpan && { onSpan }),
    ...(times && {
      durations: times.durations,
      transitionMilliseconds: (entering: Entering) => {
        const milliseconds = times.latency.transitionMilliseconds();
        onTransition?.(entering, milliseconds);
        return milliseconds;
      },
    }),
  };
}

/** The same for the checkers of Route 53. */
const checksTimed = ({ onSpan }: Watcher, times: Times | undefined) => ({
  ...(times && { waitSeconds: times.durations.healthCheckSeconds }),
  ...(onSpan && {
    onChange: ({ id, lastAt, changedAt }: CheckChange) =>
      onSpan({ kind: 'healthCheck', subject: id, region: 'global', from: lastAt, to: changedAt }),
  }),
});

/** The same clock for whom it is later than it is. */
function skewed(clock: Clock, milliseconds: () => number): Clock {
  const now = () => clock.now() + milliseconds();
  return {
    now,
    iso: () => new Date(now()).toISOString(),
    after: (later, run) => clock.after(later, run),
    sleep: (later, signal) => clock.sleep(later, signal),
  };
}
