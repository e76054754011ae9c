import type { Clock } from '../world/clock';
import { STATES_ERRORS, StatesError } from './states-error';

/** One line of an execution's history, with the names of `GetExecutionHistory`; `at` is in milliseconds. */
export interface HistoryEvent {
  at: number;
  type: string;
  name?: string;
  input?: unknown;
  output?: unknown;
  error?: string;
  cause?: string;
  redriveCount?: number;
}

/** What an event says besides its type and time. */
export type EventDetails = Omit<HistoryEvent, 'at' | 'type'>;

/**
 * Events of one execution, the one that ends it included.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
const HISTORY_EVENTS_MAX = 25_000;

/** Shown for the reader's sake; Step Functions has no such event, so it does not count towards the limit. */
export const RETRY_SCHEDULED = 'TaskRetryScheduled';

/** The history of one execution: numbers the events, keeps their limit, and is silent once the execution has ended. */
export class History {
  private recorded: number;
  private closed = false;

  /** @param options.eventsBefore events of the attempts before a redrive, which count towards the limit; 0 for none */
  constructor(private readonly options: { clock: Clock; eventsBefore: number; onEvent(event: HistoryEvent): void }) {
    this.recorded = options.eventsBefore;
  }

  /**
   * Writes one event and returns its number. Nothing is written after the end.
   *
   * @throws StatesError when only the place of the ending event is left
   */
  record(type: string, details: EventDetails = {}): number {
    if (this.closed) return this.recorded;
    if (type !== RETRY_SCHEDULED) this.count();
    this.write(type, details);
    return this.recorded;
  }

  /** Writes the ending event and closes the history. */
  end(type: string, details: EventDetails = {}): void {
    this.write(type, details);
    this.closed = true;
  }

  private count(): void {
    if (this.recorded === HISTORY_EVENTS_MAX - 1) {
      const cause = `The execution reached the maximum number of history events (${HISTORY_EVENTS_MAX}).`;
      throw new StatesError(STATES_ERRORS.runtime, cause);
    }
    this.recorded += 1;
  }

  private write(type: string, details: EventDetails): void {
    this.options.onEvent({ at: this.options.clock.now(), type, ...details });
  }
}
