import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../sources';
import type { Ending } from './result';

export interface Asked {
  /** Root of a copy of the repository. */
  readonly root: string;
  readonly cacheDirectory: string;
  /** From the root. */
  readonly suites: readonly string[];
  readonly timeoutSeconds: number;
  /** Test files at once. */
  readonly workers: number;
}

/** A busy machine makes tests slow, and a slow test must not count as one that noticed something. */
const TEST_MILLISECONDS_MAX = 20_000;

const running = new Set<ChildProcess>();

/** Ends every Jest of this process, with its workers. */
export function endAll(): void {
  for (const child of running) kill(child);
}

/** Runs these suites in a process of their own and reads what Jest says of them: with `--bail` it would say nothing. */
export async function jest({ root, cacheDirectory, suites, timeoutSeconds, workers }: Asked): Promise<Ending> {
  const outputFile = join(root, 'jest-result.json');
  rmSync(outputFile, { force: true });
  const args = [
    join(ROOT, 'node_modules/jest/bin/jest.js'),
    ...['--json', `--outputFile=${outputFile}`, `--cacheDirectory=${cacheDirectory}`, '--watchman=false', '--ci'],
    `--testTimeout=${TEST_MILLISECONDS_MAX}`,
    ...(workers === 1 ? ['--runInBand'] : [`--maxWorkers=${workers}`]),
    ...['--runTestsByPath', ...suites],
  ];
  const ended = await endOf(spawnIn(root, args), timeoutSeconds);
  if (ended.isTimeUp) return { kind: 'timed-out', seconds: timeoutSeconds };
  try {
    return { kind: 'result', result: JSON.parse(readFileSync(outputFile, 'utf8')) };
  } catch {
    return { kind: 'crashed', output: ended.output };
  }
}

/** In a process group of its own, so that it can be ended with its workers. */
function spawnIn(root: string, args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, args, { cwd: root, detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  running.add(child);
  return child;
}

function endOf(child: ChildProcess, timeoutSeconds: number): Promise<{ isTimeUp: boolean; output: string }> {
  let output = '';
  let isTimeUp = false;
  child.stderr?.on('data', (chunk) => {
    output += chunk;
  });
  const timer = setTimeout(() => {
    isTimeUp = true;
    kill(child);
  }, timeoutSeconds * 1000);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => {
      clearTimeout(timer);
      running.delete(child);
      resolve({ isTimeUp, output });
    });
  });
}

function kill({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
