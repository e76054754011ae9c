import { RETRY_SCHEDULED } from '../../machine/history';
import type { Ending, HistoryEvent, Progress, Redrive, StatesError } from '../../machine/run-machine';
import { AwsError } from '../service';

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
  /** How often it was redriven. */
  readonly redriveCount: number;
  /** When it was redriven last. @default never */
  readonly redriveDate?: Date;
  /** Why it cannot be redriven now. @default it can */
  readonly notRedrivable?: string;
  /** Of an execution that succeeded. */
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
  /** The state in which the machine ended. @default none: it still runs */
  readonly lastState?: string;
  readonly events: readonly ExecutionEvent[];
}

/** What a run of the machine is given. */
export interface Attempt {
  onEvent(event: HistoryEvent): void;
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** @default the first attempt */
  readonly redrive: Redrive | undefined;
}

export interface ExecutionOptions {
  readonly arn: string;
  readonly name: string;
  readonly machineArn: string;
  readonly region: string;
  readonly input: unknown;
  readonly startDate: Date;
  /** Runs the machine to its end, from where its progress is. */
  run(attempt: Attempt): Promise<Ending>;
  onEvent(event: ExecutionEvent): void;
  /** Told whenever it starts, ends or is redriven. */
  onStatus(view: ExecutionView): void;
  /** Milliseconds since 1970. */
  now(): number;
}

const DAY_MILLISECONDS = 86_400_000;
/**
 * How long the name and the history of an execution that ended are kept, and how long an execution may last.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
const KEPT_DAYS = 90;
const OPEN_DAYS_MAX = 365;
/** Until when, and with how long a history, an execution is redriven. Source: API reference of RedriveExecution. */
const REDRIVABLE_DAYS = 14;
const REDRIVABLE_EVENTS_MAX = 24_999;

/** One execution of a state machine, from its start on. */
export class Execution {
  private readonly events: ExecutionEvent[] = [];
  private readonly progress: Progress = {};
  private stopping = new AbortController();
  private ending: (Ending & { readonly stopDate: Date }) | undefined;
  private redriven: { readonly redriveCount: number; readonly redriveDate?: Date } = { redriveCount: 0 };
  private running: Promise<void>;

  constructor(private readonly options: ExecutionOptions) {
    this.running = this.attempt();
  }

  /** Resolves once it ended; rejects with a fault of this world, which no machine can end with. */
  get ended(): Promise<void> {
    return this.running;
  }

  /**
   * Ends it as ABORTED. What its tasks have under way goes on and is not heard any more.
   *
   * @param reason its error and cause @default none
   */
  stop(reason?: StatesError): void {
    this.stopping.abort(reason);
  }

  /**
   * Goes on from the state that did not succeed, under the same ARN.
   *
   * @throws ExecutionNotRedrivable
   * Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_RedriveExecution.html
   */
  redrive(): Date {
    const problem = this.notRedrivable();
    if (problem !== undefined) throw new AwsError('ExecutionNotRedrivable', problem);
    const redriveDate = new Date(this.options.now());
    this.redriven = { redriveCount: this.redriven.redriveCount + 1, redriveDate };
    this.ending = undefined;
    this.stopping = new AbortController();
    this.running = this.attempt();
    return redriveDate;
  }

  get isRunning(): boolean {
    return this.ending === undefined;
  }

  view(): ExecutionView {
    const { arn, name, machineArn, region, input, startDate } = this.options;
    const notRedrivable = this.notRedrivable();
    return {
      ...{ arn, name, machineArn, region, input, startDate },
      ...this.redriven,
      events: this.events,
      status: 'RUNNING',
      ...this.ending,
      ...(notRedrivable !== undefined && { notRedrivable }),
    };
  }

  private async attempt(): Promise<void> {
    // Nothing happens before the caller has its answer.
    await Promise.resolve();
    const { arn, run, onStatus } = this.options;
    const { redriveCount: count, redriveDate } = this.redriven;
    onStatus(this.view());
    try {
      const ending = await run({
        onEvent: (event) => this.tell({ ...event, executionArn: arn }),
        signal: this.stopping.signal,
        progress: this.progress,
        redrive: redriveDate && { count, time: redriveDate.toISOString(), eventsBefore: this.counted() },
      });
      this.end(ending);
    } catch (fault) {
      this.end({ status: 'FAILED', error: 'World.Fault', cause: String(fault), lastState: '' });
      throw fault;
    }
  }

  /** Events that Step Functions would have in its history. */
  private counted(): number {
    return this.events.filter(({ type }) => type !== RETRY_SCHEDULED).length;
  }

  /** Whether it ended so long ago that nothing is known of it any more and its name is free. */
  get isForgotten(): boolean {
    return this.daysSince(this.ending?.stopDate) >= KEPT_DAYS;
  }

  /** Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html */
  private notRedrivable(): string | undefined {
    const status = this.ending?.status ?? 'RUNNING';
    if (status === 'RUNNING' || status === 'SUCCEEDED') return `Execution is ${status} and cannot be redriven`;
    if (this.counted() >= REDRIVABLE_EVENTS_MAX) return 'Execution history event limit exceeded';
    if (this.daysSince(this.options.startDate) >= OPEN_DAYS_MAX) return 'Execution has exceeded the max execution time';
    if (this.daysSince(this.ending?.stopDate) >= REDRIVABLE_DAYS) return 'Execution redrivable period exceeded';
    return undefined;
  }

  /** 0 where there is no date. */
  private daysSince(date: Date | undefined): number {
    return date === undefined ? 0 : (this.options.now() - date.getTime()) / DAY_MILLISECONDS;
  }

  private end(ending: Ending): void {
    this.ending = { ...ending, stopDate: new Date(this.options.now()) };
    this.options.onStatus(this.view());
  }

  private tell(event: ExecutionEvent): void {
    this.events.push(event);
    this.options.onEvent(event);
  }
}
