import type { Clock } from '../../../lib/rehearsal/world/clock';
import type { Principal } from '../../../lib/rehearsal/world/identities';
import type { FunctionSpec, InvokeResult, LambdaHost } from '../../../lib/rehearsal/world/lambda-host';
import type { TellDoing } from '../run-record';
import type { Latency } from '../times';
import type { Sender } from './aws-calls';

/** Makes a function's handler for one environment of it. */
export type Program = (spec: FunctionSpec, sender: Sender) => (event: unknown) => Promise<unknown>;

/** One invocation that is under way. */
export interface Invocation {
  readonly spec: FunctionSpec;
  readonly event: unknown;
  /** Ends the environment: nothing of it goes on, and whoever invoked it is told the error. */
  kill(error: { readonly errorType: string; readonly errorMessage: string }): void;
}

export interface InProcessHostOptions {
  readonly clock: Clock;
  readonly program: Program;
  /** Stands around every invocation. @default nothing is done to any */
  around?(invocation: Invocation): void;
  /** Told what a function threw that is no refusal of the product's own. */
  onThrown(spec: FunctionSpec, error: unknown): void;
  /** @default a warm start each time, of the same length */
  readonly latency?: Pick<Latency, 'coldStartMilliseconds' | 'warmStartMilliseconds'>;
  /** Told of each start. @default nobody is */
  readonly onDoing?: TellDoing;
}

/** From the request to the first line of the handler. */
const START_MILLISECONDS = 20;
/**
 * How long Lambda keeps an environment that nobody uses: AWS says no number, and minutes are what people see.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
const IDLE_MILLISECONDS_MAX = 10 * 60_000;
const LATEST = '$LATEST';

/** Where a handler lives: it keeps what it remembers from one invocation to the next, and does one at a time. */
interface Environment {
  readonly handle: (event: unknown) => Promise<unknown>;
  /** Whose calls its clients send now. */
  current: Sender;
  /** When its last invocation ended, milliseconds since 1970. */
  idleSince: number;
}

/**
 * Lambda in one process: handlers from their factories, in environments that stay warm for a while, killed at their
 * time-out. A killed environment is gone with all that it remembers; the next invocation starts cold.
 */
export class InProcessHost implements LambdaHost {
  private readonly specs = new Map<string, FunctionSpec>();
  private readonly running = new Set<Invocation>();
  /** By function ARN, the one that was used last at the end. */
  private readonly idle = new Map<string, Environment[]>();
  private isClosed = false;

  constructor(private readonly options: InProcessHostOptions) {}

  register(spec: FunctionSpec): void {
    this.specs.set(spec.arn, spec);
  }

  async invoke(arn: string, event: unknown): Promise<InvokeResult> {
    const parts = arn.split(':');
    const executedVersion = parts[7] ?? LATEST;
    const spec = this.specs.get(parts.slice(0, 7).join(':'));
    if (!spec) {
      throw Object.assign(new Error(`function not found: ${arn}`), { name: 'ResourceNotFoundException' });
    }
    if (this.isClosed) return new Promise(() => {});
    const given = copyOf(event);
    const { clock, latency } = this.options;
    const principal = principalOf(spec, given);
    const warmMilliseconds = latency?.warmStartMilliseconds() ?? START_MILLISECONDS;
    await clock.sleep(warmMilliseconds);
    this.tellStart(principal, 'warmStart', warmMilliseconds);
    const warm = this.takeWarm(spec);
    // Lambda bills and bounds it apart: the function's time-out begins when it is over.
    const coldMilliseconds = warm ? 0 : (latency?.coldStartMilliseconds(spec) ?? 0);
    if (coldMilliseconds > 0) await clock.sleep(coldMilliseconds);
    if (!warm) this.tellStart(principal, 'coldStart', coldMilliseconds);
    return { ...(await this.outcomeOf(spec, principal, warm)), executedVersion };
  }

  crash(arn: string): void {
    const died = { errorType: 'Runtime.ExitError', errorMessage: 'RequestId: simulation Error: Runtime exited' };
    for (const invocation of [...this.running]) if (arn.startsWith(invocation.spec.arn)) invocation.kill(died);
    for (const known of [...this.idle.keys()]) if (arn.startsWith(known)) this.idle.delete(known);
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }

  private tellStart(by: Principal, kind: 'coldStart' | 'warmStart', milliseconds: number): void {
    const to = this.options.clock.now();
    this.options.onDoing?.(by, { kind, what: by.about, from: to - milliseconds, to });
  }

  private outcomeOf(
    spec: FunctionSpec,
    principal: Principal,
    warm: Environment | undefined,
  ): Promise<Omit<InvokeResult, 'executedVersion'>> {
    const event = principal.invocation?.event;
    return new Promise((resolve) => {
      let isAlive = true;
      const end = (result: Omit<InvokeResult, 'executedVersion'>) => {
        if (!isAlive) return;
        isAlive = false;
        cancel();
        this.running.delete(invocation);
        resolve(result);
      };
      const invocation: Invocation = {
        spec,
        event,
        kill: (error) => end({ payload: error, functionError: 'Unhandled' }),
      };
      const cancel = this.options.clock.after(spec.timeoutSeconds * 1000, () =>
        invocation.kill({
          errorType: 'Sandbox.Timedout',
          errorMessage: `RequestId: simulation Error: Task timed out after ${spec.timeoutSeconds}.00 seconds`,
        }),
      );
      this.running.add(invocation);
      this.options.around?.(invocation);
      const sender = { principal, isAlive: () => isAlive && !this.isClosed };
      const environment = warm ? Object.assign(warm, { current: sender }) : this.made(spec, sender);
      const rest = () => {
        if (isAlive) this.keep(spec, environment);
      };
      environment.handle(event).then(
        (payload) => {
          rest();
          end({ payload: copyOf(payload) });
        },
        (error: Error) => {
          if (isAlive) this.options.onThrown(spec, error);
          rest();
          end({
            payload: { errorType: error.name, errorMessage: error.message, trace: [] },
            functionError: 'Unhandled',
          });
        },
      );
    });
  }

  private takeWarm({ arn }: FunctionSpec): Environment | undefined {
    const oldest = this.options.clock.now() - IDLE_MILLISECONDS_MAX;
    const warm = this.idle.get(arn)?.pop();
    if (warm && warm.idleSince >= oldest) return warm;
    this.idle.delete(arn);
    return undefined;
  }

  private made(spec: FunctionSpec, sender: Sender): Environment {
    const environment = { current: sender, idleSince: 0 };
    const senderNow: Sender = {
      get principal() {
        return environment.current.principal;
      },
      isAlive: () => environment.current.isAlive(),
    };
    return Object.assign(environment, { handle: this.options.program(spec, senderNow) });
  }

  private keep({ arn }: FunctionSpec, environment: Environment): void {
    environment.idleSince = this.options.clock.now();
    this.idle.set(arn, [...(this.idle.get(arn) ?? []), environment]);
  }
}

const principalOf = ({ roleArn, name: about, region }: FunctionSpec, event: unknown): Principal => ({
  ...{ roleArn, about, region },
  invocation: { event },
});

const copyOf = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));
