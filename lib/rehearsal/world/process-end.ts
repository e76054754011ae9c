/** Signals that end a process without an 'exit' event, unless something listens. */
const ENDINGS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

const works = new Set<() => void>();

/**
 * Runs `work` when this process ends, be it by itself, by an uncaught error or by a signal; what was asked for last
 * runs first. Nothing asynchronous of it would be waited for.
 * @returns takes it back
 */
export function atProcessEnd(work: () => void): () => void {
  if (works.size === 0) listen('on');
  works.add(work);
  return () => {
    if (works.delete(work) && works.size === 0) listen('off');
  };
}

function listen(how: 'on' | 'off'): void {
  process[how]('exit', runAll);
  for (const signal of Object.keys(ENDINGS)) process[how](signal, endSelf);
}

const runAll = () => {
  for (const work of [...works].reverse()) work();
};

/** By convention the exit code tells the signal. A program that handles the signal itself ends when it wants to. */
const endSelf = (signal: keyof typeof ENDINGS) => {
  // The listener stays: without it, the same signal sent once more would cut the work off.
  if (process.listenerCount(signal) === 1) process.exit(128 + ENDINGS[signal]);
};
