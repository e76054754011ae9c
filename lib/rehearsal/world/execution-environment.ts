import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { killed, onLines, owned } from './children';
import { wallClock } from './clock';
import { PRELOAD } from './world-environment';

/** An error as Lambda returns it. */
export interface LambdaError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

export type Outcome = { readonly payload: unknown } | { readonly error: LambdaError };

type Message =
  | { kind: 'ready' }
  | { kind: 'result'; id: string; payload: string }
  | { kind: 'error'; id: string; error: LambdaError }
  /** The process is about to exit because of it. */
  | { kind: 'fatal'; error: LambdaError };

interface Invocation {
  /** Qualified as it was invoked. */
  readonly arn: string;
  readonly event: unknown;
  readonly timeoutSeconds: number;
}

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
const INIT_SECONDS_MAX = 10;

/** One child process that runs one function's bundle, one invocation at a time, like Lambda's. */
export class ExecutionEnvironment {
  /** Resolves when the bundle is loaded; with an error when it cannot be. */
  readonly ready: Promise<Outcome>;
  private readonly child: ChildProcess;
  private settle: (outcome: Outcome) => void = () => {};
  private hasEnded = false;

  constructor(environment: Record<string, string>, onLine: (line: string) => void) {
    this.child = owned(
      fork(join(__dirname, 'lambda-bootstrap.cjs'), [], {
        env: environment,
        execArgv: ['--require', PRELOAD],
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      }),
    );
    this.ready = this.outcomeWithin(INIT_SECONDS_MAX, randomUUID());
    onLines(this.child, onLine);
    this.child.on('message', (message) => this.receive(message as Message));
    this.child.on('exit', (code, signal) => {
      this.hasEnded = true;
      this.settle({ error: exitError(code, signal) });
    });
  }

  /** False once the process exited or is about to: it takes no further invocation. */
  get isUsable(): boolean {
    return !this.hasEnded;
  }

  invoke({ arn, event, timeoutSeconds }: Invocation): Promise<Outcome> {
    const id = randomUUID();
    const outcome = this.outcomeWithin(timeoutSeconds, id);
    const deadline = wallClock.now() + timeoutSeconds * 1000;
    // A closed channel needs no handling here: the exit that closed it settles the invocation.
    this.child.send({ id, arn, event, deadline }, () => {});
    return outcome;
  }

  async kill(): Promise<void> {
    this.hasEnded = true;
    await killed(this.child);
  }

  private outcomeWithin(timeoutSeconds: number, id: string): Promise<Outcome> {
    return new Promise((resolve) => {
      const cancel = wallClock.after(timeoutSeconds * 1000, async () => {
        this.settle = () => {};
        await this.kill();
        resolve({ error: timeoutError(timeoutSeconds, id) });
      });
      this.settle = (outcome) => {
        cancel();
        this.settle = () => {};
        resolve('error' in outcome ? { error: withRequest(outcome.error, id) } : outcome);
      };
    });
  }

  private receive(message: Message): void {
    if (message.kind === 'fatal') this.hasEnded = true;
    if (message.kind === 'ready') this.settle({ payload: null });
    else if (message.kind === 'result') this.settle({ payload: JSON.parse(message.payload) });
    else this.settle({ error: message.error });
  }
}

const timeoutError = (timeoutSeconds: number, id: string): LambdaError => ({
  errorType: 'Sandbox.Timedout',
  errorMessage: `RequestId: ${id} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
});

const EXIT_ERROR = 'Runtime.ExitError';

function exitError(code: number | null, signal: string | null): LambdaError {
  const how = signal
    ? `with error: signal: ${signalWord(signal)}`
    : code
      ? `with error: exit status ${code}`
      : 'without providing a reason';
  return { errorType: EXIT_ERROR, errorMessage: `Error: Runtime exited ${how}` };
}

/** Lambda writes `signal: killed`. */
const signalWord = (signal: string): string => (signal === 'SIGKILL' ? 'killed' : signal);

const withRequest = (error: LambdaError, id: string): LambdaError =>
  error.errorType === EXIT_ERROR ? { ...error, errorMessage: `RequestId: ${id} ${error.errorMessage}` } : error;
