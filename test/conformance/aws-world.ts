import { createServices, type ServicesOptions } from '../../lib/rehearsal/aws/create-services';
import type { Call, Service } from '../../lib/rehearsal/aws/service';
import { chanceFrom } from '../../lib/rehearsal/world/chance';
import { createIdentities, WORLD_ROLE } from '../../lib/rehearsal/world/identities';
import type { FunctionSpec } from '../../lib/rehearsal/world/lambda-host';
import type { Postgres } from '../../lib/rehearsal/world/postgres';
import { temporaryDirectory } from '../temporary';
import { manualClock, unscaled } from './manual-clock';

export const ACCOUNT = '111122223333';

/** What a function does in this world, by its name. */
export type Behaviour = (event: unknown) => unknown;

/** A server that knows who it follows, whether it lives, and nothing of SQL. */
export class PaperPostgres implements Postgres {
  readonly port: number;
  /** What it was told in SQL, in order. */
  readonly statements: string[] = [];
  private running = true;
  constructor(
    readonly name: string,
    private leader: PaperPostgres | undefined,
    ports: { next: number },
  ) {
    this.port = ports.next++;
  }
  async start() {
    this.running = true;
  }
  async stop() {
    this.running = false;
  }
  async crash() {
    this.running = false;
  }
  async promote() {
    if (!this.running) throw new Error(`${this.name} does not run`);
    this.leader = undefined;
  }
  async query<Row>(sql = ''): Promise<Row[]> {
    this.statements.push(sql);
    return [{ done: true }] as Row[];
  }
  isRunning = () => this.running;
  inRecovery = async () => this.leader !== undefined;
}

/** All services of this project's own world, over parts that are made of paper, on a clock that tests move. */
export function awsWorld(timing: Pick<ServicesOptions, 'durations' | 'onSpan'> = {}) {
  const clock = manualClock();
  const pace = unscaled(clock);
  const defects: unknown[] = [];
  const network = paperNetwork();
  const healthy = new Map<string, boolean>();
  const targets = new Map<string, { id: string; state: 'initial' | 'healthy' | 'unhealthy' }[]>();
  const functions = new Map<string, Behaviour>();
  const registered: FunctionSpec[] = [];
  const running: { about: string; environment: Readonly<Record<string, string>>; end: () => void }[] = [];
  const ports = { next: 5001 };
  const links: { cut: boolean }[] = [];
  const tasks = { healthy: true };
  /** Those that are asked for are there once `built` is. */
  const replicas = { built: Promise.resolve(), all: [] as PaperPostgres[] };

  const services = createServices({
    ...timing,
    account: ACCOUNT,
    pace,
    chance: chanceFrom(1),
    identities: createIdentities(),
    directory: temporaryDirectory('aws'),
    network,
    prober: {
      watch: ({ id }) => void healthy.set(id, true),
      isHealthy: (id) => healthy.get(id) ?? false,
      forget: (id) => void healthy.delete(id),
      close: () => {},
    },
    balancers: {
      createTargetGroup: ({ arn }) => void targets.set(arn, []),
      register: (arn, { id }) => void targets.get(arn)?.push({ id, state: tasks.healthy ? 'healthy' : 'unhealthy' }),
      deregister: (arn, id) =>
        void targets.set(
          arn,
          (targets.get(arn) ?? []).filter((target) => target.id !== id),
        ),
      health: (arn) => targets.get(arn) ?? [],
      createLoadBalancer: async () => {},
      createListener: async () => {},
      createRule: () => {},
      close: async () => {},
    },
    lambdas: {
      register: (spec) => void registered.push(spec),
      invoke: async (arn, event) => {
        const behaviour = functions.get(arn.split(':')[6] ?? '');
        if (!behaviour) {
          throw Object.assign(new Error(`Function not found: ${arn}`), { name: 'ResourceNotFoundException' });
        }
        try {
          return { payload: await behaviour(event), executedVersion: '$LATEST' };
        } catch (error) {
          const { name: errorType, message: errorMessage } = error as Error;
          const payload = { errorType, errorMessage, trace: [] };
          return { payload, functionError: 'Unhandled', executedVersion: '$LATEST' };
        }
      },
      crash: () => {},
      close: async () => {},
    },
    postgres: {
      createPrimary: async ({ name }) => new PaperPostgres(name, undefined, ports),
      createReplica: async ({ of, name }) => {
        await replicas.built;
        const replica = new PaperPostgres(name, of as PaperPostgres, ports);
        replicas.all.push(replica);
        return replica;
      },
      replicaLagSeconds: async () => 0.25,
      openLink: async () => {
        const link = { port: ports.next++, latencyMilliseconds: 0, cut: false };
        links.push(link);
        return {
          ...link,
          cut: () => {
            link.cut = true;
          },
          heal: () => {
            link.cut = false;
          },
          close: async () => {},
        };
      },
    },
    tasks: {
      publishImage: () => {},
      run: async ({ about, environment }) => {
        let end = () => {};
        const exited = new Promise<void>((resolve) => {
          end = resolve;
        });
        running.push({ about, environment, end });
        return { id: `task-${running.length}`, port: ports.next++, exited, stop: async () => end() };
      },
      crash: () => {},
      close: async () => {},
    },
    listen: async () => ({ port: () => undefined, close: async () => {} }),
    onDefect: (error) => void defects.push(error),
  });
  return { services, clock, network, healthy, targets, functions, registered, running, tasks, replicas, defects };
}

export type AwsWorld = ReturnType<typeof awsWorld>;

function paperNetwork() {
  const names = new Map<string, string>();
  const places = new Map<string, () => number | undefined>();
  const cut = new Set<string>();
  let count = 0;
  return {
    allocate: () => `52.0.0.${++count}`,
    expose: async ({ address, port }: { address: string; port: number }, target: () => number | undefined) =>
      void places.set(`${address}:${port}`, target),
    name: (host: string, address: string) => void names.set(host, address),
    addressOf: (host: string) => names.get(host),
    loopbackPortOf: ({ address, port }: { address: string; port: number }) => places.get(`${address}:${port}`)?.(),
    /** Loopback port behind a name, as a client would find it. */
    portAt: (host: string, port: number) => places.get(`${names.get(host)}:${port}`)?.(),
    cut: (region: string) => void cut.add(region),
    heal: (region: string) => void cut.delete(region),
    isCut: (region: string) => cut.has(region),
    unplug: () => {},
    mapFile: '',
    close: async () => {},
  };
}

/** Calls an operation as the endpoint does, without the wire and without IAM. */
export function caller(service: Service, region = 'us-west-2', roleArn = WORLD_ROLE) {
  const call: Omit<Call, 'operation'> = { principal: { roleArn, about: 'test', region }, region, requestId: '1' };
  // biome-ignore lint/suspicious/noExplicitAny: a test knows the shape of what it asks for
  return async (operation: string, input: object = {}): Promise<any> =>
    service.operations[operation]?.(input, { ...call, operation });
}

/** The name of what was thrown. */
export const nameOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'nothing was thrown',
    (error: Error) => error.name,
  );
