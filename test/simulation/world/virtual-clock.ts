import type { Clock } from '../../../lib/rehearsal/world/clock';

interface Timer {
  readonly at: number;
  /** Timers of one moment run in the order in which they were set. */
  readonly order: number;
  readonly run: () => void;
  isCancelled: boolean;
}

/**
 * Time that stands still while anything can happen without it, and then jumps to the next timer: a day of waiting costs
 * nothing, and the same timers always run in the same order.
 */
export class VirtualClock implements Clock {
  private milliseconds: number;
  private set = 0;
  private readonly timers: Timer[] = [];

  /** @param beginning milliseconds since 1970 */
  constructor(beginning: number) {
    this.milliseconds = beginning;
  }

  now(): number {
    return this.milliseconds;
  }

  iso(): string {
    return new Date(this.milliseconds).toISOString();
  }

  after(milliseconds: number, run: () => void): () => void {
    this.set += 1;
    const timer = { at: this.milliseconds + Math.max(0, milliseconds), order: this.set, run, isCancelled: false };
    push(this.timers, timer);
    return () => {
      timer.isCancelled = true;
    };
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const abort = () => {
        cancel();
        reject(signal?.reason);
      };
      const cancel = this.after(milliseconds, () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      });
      signal?.addEventListener('abort', abort, { once: true });
    });
  }

  /**
   * Lets time pass until `isOver`, asked after everything that a moment brings about has happened.
   *
   * @param limit milliseconds that may pass at most
   * @returns whether it is over; false when the limit is reached or nothing is left that could happen
   */
  async runUntil(isOver: () => boolean, limit: number): Promise<boolean> {
    const end = this.milliseconds + limit;
    let jumps = 0;
    for (;;) {
      jumps += 1;
      await (jumps % JUMPS_AT_ONCE === 0 ? anotherTurn() : everythingElse());
      if (isOver()) return true;
      if (!this.jump(end)) {
        this.milliseconds = Math.max(this.milliseconds, end);
        return false;
      }
    }
  }

  /** Lets so many milliseconds pass. */
  async pass(milliseconds: number): Promise<void> {
    await this.runUntil(() => false, milliseconds);
  }

  /** Lets time pass until a promise settles. @throws Error when it does not within the limit in milliseconds */
  async settled<Result>(promise: Promise<Result>, limit: number): Promise<Result> {
    let isSettled = false;
    const settle = () => {
      isSettled = true;
    };
    promise.then(settle, settle);
    if (!(await this.runUntil(() => isSettled, limit))) throw new Error(`not settled within ${limit / 1000} s`);
    return promise;
  }

  private jump(end: number): boolean {
    for (let next = this.timers[0]; next !== undefined; next = this.timers[0]) {
      if (!next.isCancelled && next.at > end) return false;
      pop(this.timers);
      if (next.isCancelled) continue;
      this.milliseconds = next.at;
      next.run();
      return true;
    }
    return false;
  }
}

/** A process that plays must hear now and then of what is not simulated: a message, an interrupt. */
const JUMPS_AT_ONCE = 500;

/**
 * What promises bring about, and what that brings about in turn: the next tick comes when no promise has anything left
 * to do. Nothing here waits for anything else, which would come with the event loop's next turn.
 */
const everythingElse = () => new Promise<void>((resolve) => process.nextTick(resolve));
const anotherTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

const isBefore = (a: Timer, b: Timer): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/** A binary heap, the next timer first. */
function push(heap: Timer[], timer: Timer): void {
  let index = heap.push(timer) - 1;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    if (!isBefore(timer, heap[parent] as Timer)) break;
    heap[index] = heap[parent] as Timer;
    index = parent;
  }
  heap[index] = timer;
}

function pop(heap: Timer[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let index = 0;
  for (;;) {
    let child = index * 2 + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1] as Timer, heap[child] as Timer)) child += 1;
    if (!isBefore(heap[child] as Timer, last)) break;
    heap[index] = heap[child] as Timer;
    index = child;
  }
  heap[index] = last;
}
