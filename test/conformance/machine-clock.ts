import type { Clock } from '../../lib/rehearsal/world/clock';

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** Time that stands still while anything can happen without it, and then jumps to the next timer. */
export class VirtualClock implements Clock {
  private milliseconds = 0;
  private timers: Timer[] = [];

  now(): number {
    return this.milliseconds;
  }

  iso(): string {
    return new Date(this.milliseconds).toISOString();
  }

  after(milliseconds: number, run: () => void): () => void {
    const timer = { at: this.milliseconds + milliseconds, run };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.after(milliseconds, resolve));
  }

  /** Runs until the promise settles. @throws Error when nothing is left that could settle it */
  async until<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const settle = () => {
      isSettled = true;
    };
    promise.then(settle, settle);
    for (;;) {
      await everythingElse();
      if (isSettled) return promise;
      if (!this.jump()) throw new Error(`nothing is left to wait for at ${this.milliseconds} ms`);
    }
  }

  /** Runs every timer that is left, so that whatever still goes on shows itself. */
  async drain(): Promise<void> {
    do await everythingElse();
    while (this.jump());
  }

  /** How many timers are still set. */
  get pending(): number {
    return this.timers.length;
  }

  private jump(): boolean {
    const next = this.timers.reduce<Timer | undefined>(
      (first, timer) => (first && first.at <= timer.at ? first : timer),
      undefined,
    );
    if (next === undefined) return false;
    this.timers = this.timers.filter((timer) => timer !== next);
    this.milliseconds = next.at;
    next.run();
    return true;
  }
}

const everythingElse = () => new Promise((resolve) => setImmediate(resolve));
