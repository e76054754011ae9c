import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { atProcessEnd } from './process-end';

/** How each child is ended when this process ends. */
const children = new Map<ChildProcess, NodeJS.Signals>();

let forget = () => {};

/**
 * A child process that does not outlive this one.
 * @param signal what it is sent at the end; a program that has something to clean up wants another. @default 'SIGKILL'
 */
export function owned<Child extends ChildProcess>(child: Child, signal: NodeJS.Signals = 'SIGKILL'): Child {
  if (children.size === 0) forget = atProcessEnd(endAll);
  children.set(child, signal);
  child.once('exit', () => {
    children.delete(child);
    if (children.size === 0) forget();
  });
  return child;
}

const endAll = () => {
  for (const [child, signal] of children) {
    child.kill(signal);
    // A process that is held still takes no other signal.
    child.kill('SIGCONT');
  }
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
