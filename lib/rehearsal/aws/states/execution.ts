import type { Ending, HistoryEvent, StatesError } from '../../machine/run-machine';

export type ExecutionStatus = 'RUNNING' | Ending['status'];

export interface ExecutionEvent extends HistoryEvent {
  readonly executionArn: string;
}

export interface ExecutionView {
  readonly arn: string;
  readonly name: string;
  readonly machineArn: string;
  readonly region: string;
  readonly status: ExecutionStatus;
  readonly input: unknown;
  readonly startDate: Date;
  /** @default none: it still runs */
  readonly stopDate?: Date;
  /** Of an execution that succeeded. */
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
  /** The state in which the machine ended. @default none: it still runs */
  readonly lastState?: string;
  readonly events: readonly ExecutionEvent[];
}

export interface ExecutionOptions {
  readonly arn: string;
  readonly name: string;
  readonly machineArn: string;
  readonly region: string;
  readonly input: unknown;
  readonly startDate: Date;
  /** Runs the machine to its end. */
  run(hooks: { onEvent(event: HistoryEvent): void; signal: AbortSignal }): Promise<Ending>;
  onEvent(event: ExecutionEvent): void;
  /** Milliseconds since 1970. */
  now(): number;
}

/** One run of a state machine, from its start on. */
export class Execution {
  /** Resolves once it ended; rejects with a fault of this world, which no machine can end with. */
  readonly ended: Promise<void>;
  private readonly events: ExecutionEvent[] = [];
  private readonly stopping = new AbortController();
  private ending: (Ending & { readonly stopDate: Date }) | undefined;

  constructor(private readonly options: ExecutionOptions) {
    const onEvent = (event: HistoryEvent) => this.tell({ ...event, executionArn: options.arn });
    // Nothing happens before the caller of StartExecution has its ARN.
    const running = Promise.resolve().then(() => options.run({ onEvent, signal: this.stopping.signal }));
    this.ended = running.then(
      (ending) => this.end(ending),
      (fault: unknown) => {
        this.end({ status: 'FAILED', error: 'World.Fault', cause: String(fault), lastState: '' });
        throw fault;
      },
    );
  }

  /** Ends it as ABORTED, with the reason's error and cause. */
  stop(reason: StatesError): void {
    this.stopping.abort(reason);
  }

  get isRunning(): boolean {
    return this.ending === undefined;
  }

  view(): ExecutionView {
    const { arn, name, machineArn, region, input, startDate } = this.options;
    const running = {
      arn,
      name,
      machineArn,
      region,
      input,
      startDate,
      events: this.events,
      status: 'RUNNING' as const,
    };
    return this.ending ? { ...running, ...this.ending } : running;
  }

  private end(ending: Ending): void {
    this.ending = { ...ending, stopDate: new Date(this.options.now()) };
  }

  private tell(event: ExecutionEvent): void {
    this.events.push(event);
    this.options.onEvent(event);
  }
}
