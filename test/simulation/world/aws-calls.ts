import { clientSettings, quickSettings } from '../../../lambdas/edge/clients';
import { ConnectionLost } from '../../../lib/rehearsal/aws/connection-lost';
import { type HistoryLine, historyLine } from '../../../lib/rehearsal/aws/history';
import { denialOf } from '../../../lib/rehearsal/aws/iam/authorize';
import { AwsError, type Call, type Service } from '../../../lib/rehearsal/aws/service';
import type { Services } from '../../../lib/rehearsal/aws/services';
import type { Chance } from '../../../lib/rehearsal/world/chance';
import type { Clock } from '../../../lib/rehearsal/world/clock';
import { type Principal, WORLD_ROLE } from '../../../lib/rehearsal/world/identities';
import type { Doing, TellDoing } from '../run-record';
import type { Latency } from '../times';
import { inputOf, outputOf } from './sdk-shapes';

/** The part of an SDK client that the product uses: the seam of the simulation. */
export interface Sends {
  // biome-ignore lint/suspicious/noExplicitAny: SDK commands carry their own types through `send`'s overloads
  send(command: any): Promise<any>;
}

/** Who sends: one invocation of a function, or somebody else for as long as the world stands. */
export interface Sender {
  readonly principal: Principal;
  /** False once nothing more can come of it: its environment is gone. */
  readonly isAlive: () => boolean;
}

/** A call on its way, and what it asks for. */
export interface SimulatedCall extends Call {
  /** Signing name. */
  readonly service: string;
  readonly input: unknown;
  readonly changes: boolean;
}

export interface AwsCallsOptions {
  readonly services: () => Services;
  readonly clock: Clock;
  readonly chance: Chance;
  /** Stands around every call that arrives; may throw an AwsError or ConnectionLost before or after it, or wait. */
  around(call: SimulatedCall, carryOut: () => Promise<unknown>): Promise<unknown>;
  onCall(line: HistoryLine): void;
  /** Told what a faithful world must not have. */
  onProblem(problem: string): void;
  /** @default connections stand, services answer at once, and every way is as long as through the internet */
  readonly latency?: Pick<Latency, 'wayMilliseconds' | 'connectMilliseconds' | 'answerMilliseconds'>;
  /** Told how long each call took. @default nobody is */
  readonly onDoing?: TellDoing;
}

/** One way between a function and the endpoint, milliseconds, where nobody says how far it is. */
const WAY_MILLISECONDS = { least: 5, spread: 30 };
/** Functions that are quick to give up another Region, by the words at the end of their names. */
export const QUICK_FUNCTIONS: readonly string[] = [
  ...['admit-run', 'announce-region', 'serve-signal', 'shift-traffic', 'watch-region'],
];

/** These are homed here, wherever their client is. */
const GLOBAL_HOME = 'us-east-1';
const GLOBAL_SERVICES = ['route53', 'iam'];

/** A client of one Region in somebody's hand: any command of any service. */
export type ClientOf = (sender: Sender, region: string) => Sends;

export function awsCalls(options: AwsCallsOptions): ClientOf {
  const { clock, chance } = options;
  let byNamespace: ReadonlyMap<string, Service> | undefined;
  const serviceOf = (namespace: string): Service | undefined => {
    byNamespace ??= namespacesOf(options.services());
    return byNamespace.get(namespace);
  };
  const anyWay = () => WAY_MILLISECONDS.least + Math.floor(chance() * WAY_MILLISECONDS.spread);
  const connect = connecting(options);

  return (sender, region) =>
    told(
      options,
      { sender, region },
      {
        async send(command, onServed) {
          const [, namespace, operation] = command.schema as [number, string, string];
          const service = serviceOf(namespace);
          if (!service || !Object.hasOwn(service.operations, operation)) {
            options.onProblem(`${namespace} ${operation} was called in ${region} and is not simulated`);
            throw sdkError(new AwsError('NotImplemented', `${operation} is not simulated`, { status: 501 }));
          }
          const signed = GLOBAL_SERVICES.includes(service.signingName) ? GLOBAL_HOME : region;
          const call: Call = {
            principal: sender.principal,
            region: signed,
            operation,
            requestId: `${namespace}-request`,
          };
          const patience = patienceOf(sender, region);
          const { network } = options.services();
          const isCut = () =>
            network.isCut(signed) ||
            (sender.principal.roleArn !== WORLD_ROLE && network.isCut(sender.principal.region));
          const ends = { from: sender.principal.region, to: signed };
          const way = () => clock.sleep(options.latency?.wayMilliseconds(ends) ?? anyWay());
          await way();
          await stillAlive(sender);
          if (isCut() || service.isDown?.()) {
            await clock.sleep(patience.connectionTimeout);
            await stillAlive(sender);
            throw lost('the connection was not made in time');
          }
          await connect?.(sender, service.signingName, signed);
          const arrivedAt = clock.now();
          await answering(options, service, operation);
          onServed?.({ from: arrivedAt, to: clock.now() });
          const input = inputOf(operation, command.input);
          const answer = answerOf(options, { service, call, input });
          const output = await inTime({ clock, milliseconds: patience.requestTimeout }, answer);
          await way();
          await stillAlive(sender);
          if (isCut()) throw lost('the connection was reset');
          return outputOf(call, output);
        },
      },
    );
}

/** How long a client of the function waits. */
function patienceOf({ principal: { about, region: here } }: Sender, region: string) {
  const isQuick = region !== here && QUICK_FUNCTIONS.some((name) => about.endsWith(`-${name}`));
  return (isQuick ? quickSettings(region) : clientSettings(region)).requestHandler;
}

/** The first connection of an environment to a host; the next call finds it open. */
function connecting({ latency, clock }: AwsCallsOptions) {
  if (!latency) return undefined;
  const connected = new WeakMap<Sender, Set<string>>();
  return async (sender: Sender, service: string, to: string): Promise<void> => {
    const hosts = connected.get(sender) ?? new Set();
    const host = `${service} ${to}`;
    if (hosts.has(host)) return;
    connected.set(sender, hosts.add(host));
    await clock.sleep(latency.connectMilliseconds({ from: sender.principal.region, to }));
  };
}

/** The service at its work, before anything shows of it. */
async function answering({ latency, clock }: AwsCallsOptions, service: Service, operation: string): Promise<void> {
  if (!latency) return;
  const asked = { service: service.signingName, operation, changes: service.changes(operation) };
  await clock.sleep(latency.answerMilliseconds(asked));
}

/** Sends, and tells when the service was at it. */
interface Heard {
  // biome-ignore lint/suspicious/noExplicitAny: SDK commands carry their own types through `send`'s overloads
  send(command: any, onServed?: (served: NonNullable<Doing['served']>) => void): Promise<any>;
}

/** Tells of each call how long it took, where somebody hears it. */
function told(
  { clock, onDoing }: AwsCallsOptions,
  { sender, region }: { readonly sender: Sender; readonly region: string },
  { send }: Heard,
): Sends {
  if (!onDoing) return { send: (command) => send(command) };
  return {
    async send(command) {
      const { principal } = sender;
      const from = clock.now();
      const [, namespace, operation] = command.schema as [number, string, string];
      const what = `${namespace.split('.').at(-1)}:${operation} ${region}`;
      let served: Doing['served'];
      const tell = (isTimeout: boolean) => {
        const told = { ...(isTimeout && { isTimeout }), ...(served && { served }) };
        onDoing(principal, { kind: 'call', what, from, to: clock.now(), ...told });
      };
      try {
        const output = await send(command, (interval) => {
          served = interval;
        });
        tell(false);
        return output;
      } catch (error) {
        tell((error as Error).name === 'TimeoutError');
        throw error;
      }
    },
  };
}

const lost = (message: string): Error => Object.assign(new Error(message), { name: 'TimeoutError' });

/** A process that is gone hears nothing any more. */
const stillAlive = (sender: Sender): Promise<void> =>
  sender.isAlive() ? Promise.resolve() : new Promise<void>(() => {});

/** What the client throws when its own time is over; the call may take effect all the same. */
function inTime<Result>(
  { clock, milliseconds }: { readonly clock: Clock; readonly milliseconds: number },
  answer: Promise<Result>,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(milliseconds, () => reject(lost('no answer in time')));
    answer.then(resolve, reject).finally(cancel);
  });
}

/** What a fault brings about, as against what a service of this world throws by mistake. */
const isMeant = (error: unknown): boolean =>
  (error as Error).name === 'TimeoutError' || 'isInjected' in (error as object);

interface Arrived {
  readonly service: Service;
  readonly call: Call;
  readonly input: unknown;
}

async function answerOf(options: AwsCallsOptions, arrived: Arrived): Promise<unknown> {
  const { service, call, input } = arrived;
  try {
    const requests = service.authorization(call.operation, input, call);
    const denial = denialOf(options.services().iam, call, requests);
    if (denial !== undefined) {
      record(options, arrived, 'AccessDenied');
      throw new AwsError('AccessDeniedException', denial, { status: 403 });
    }
    const changes = service.changes(call.operation);
    const simulated = { ...call, service: service.signingName, input, changes };
    return await options.around(simulated, () => performed(options, arrived));
  } catch (error) {
    if (error instanceof ConnectionLost) throw lost(error.message);
    if (error instanceof AwsError) throw sdkError(error);
    if (!isMeant(error)) options.onProblem(`the world itself failed: ${(error as Error).stack}`);
    throw error;
  }
}

async function performed(options: AwsCallsOptions, arrived: Arrived): Promise<unknown> {
  const { service, call, input } = arrived;
  try {
    const output = await service.operations[call.operation]?.(input, call);
    record(options, arrived);
    return output;
  } catch (error) {
    record(options, arrived, (error as Error).name);
    throw error;
  }
}

/** The history says what the service did, whatever the caller is told of it. */
function record({ onCall, clock }: AwsCallsOptions, { service, call, input }: Arrived, error?: string): void {
  if (!service.changes(call.operation)) return;
  const resource =
    service.resourceOf?.(call.operation, input, call) ??
    service.authorization(call.operation, input, call)[0]?.resource ??
    '';
  onCall(historyLine(call, { at: clock.iso(), service: service.signingName, resource, ...(error && { error }) }));
}

/** A refusal as the SDK throws it. */
export function sdkError({ name, message, status = 400, extra }: AwsError): Error {
  const $fault = status >= 500 ? 'server' : 'client';
  return Object.assign(new Error(message), { name, $fault, $metadata: { httpStatusCode: status }, ...extra });
}

/** Which service a command is for stands in its schema: `[9, 'com.amazonaws.rds', 'DescribeDBClusters', …]`. */
function namespacesOf(services: Services): ReadonlyMap<string, Service> {
  const found = new Map<string, Service>();
  for (const part of Object.values(services)) {
    const service = (part as { service?: Service } | undefined)?.service;
    if (service?.signingName === undefined || service.client === undefined) continue;
    for (const namespace of namespacesIn(service.client)) found.set(namespace, service);
  }
  return found;
}

/** By the client's module, which has hundreds of schemas and never changes. */
const namespaces = new WeakMap<object, readonly string[]>();

function namespacesIn(client: object): readonly string[] {
  const known = namespaces.get(client) ?? [
    ...new Set(
      Object.values(client).flatMap((schema) => (Array.isArray(schema) && schema[0] === 9 ? [String(schema[1])] : [])),
    ),
  ];
  namespaces.set(client, known);
  return known;
}
