import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** How each child is ended when this process ends. */
const children = new Map<ChildProcess, NodeJS.Signals>();

/** Signals that end a process without an 'exit' event, unless something listens. */
const ENDINGS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/**
 * A child process that does not outlive this one.
 * @param signal what it is sent at the end; a program that has something to clean up wants another. @default 'SIGKILL'
 */
export function owned<Child extends ChildProcess>(child: Child, signal: NodeJS.Signals = 'SIGKILL'): Child {
  if (children.size === 0) listen('once');
  children.set(child, signal);
  child.once('exit', () => {
    children.delete(child);
    if (children.size === 0) listen('off');
  });
  return child;
}

function listen(how: 'once' | 'off'): void {
  process[how]('exit', endAll);
  for (const signal of Object.keys(ENDINGS)) process[how](signal, endSelf);
}

/** By convention the exit code tells the signal. A program that handles the signal itself ends when it wants to. */
const endSelf = (signal: keyof typeof ENDINGS) => {
  if (process.listenerCount(signal) === 0) process.exit(128 + ENDINGS[signal]);
};

const endAll = () => {
  for (const [child, signal] of children) child.kill(signal);
};

export const hasExited = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

/** kill -9; resolves when the process is gone. */
export async function killed(child: ChildProcess): Promise<void> {
  if (hasExited(child)) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

/** Hands on what a process writes, standard output and error, line by line. */
export function onLines(child: ChildProcess, onLine: (line: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', onLine);
  }
}
