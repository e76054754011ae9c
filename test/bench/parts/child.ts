import { spawn } from 'node:child_process';

export interface Ended {
  /** 0 when all is well; null when a signal ended it. */
  readonly code: number | null;
  readonly seconds: number;
  readonly stdout: string;
  /** The end of what it told on stderr. */
  readonly stderr: string;
}

const STDERR_CHARACTERS_MAX = 2000;

/** Children that are still at work: none outlives the bench. */
const running = new Set<ReturnType<typeof spawn>>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGTERM');
});

/** Runs a command to its end. It never fails: how it ended is the answer. */
export function inChild(command: string, args: readonly string[], cwd: string): Promise<Ended> {
  const beganAt = performance.now();
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr = `${stderr}${chunk}`.slice(-STDERR_CHARACTERS_MAX);
  });
  return new Promise((resolve) => {
    const end = (code: number | null) => {
      running.delete(child);
      resolve({ code, seconds: (performance.now() - beganAt) / 1000, stdout, stderr });
    };
    child.on('close', end);
    child.on('error', (error) => {
      stderr += error.message;
      end(null);
    });
  });
}
