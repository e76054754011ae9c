import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

/** What a lane is asked: one simulation, by its own words. */
export interface Job {
  readonly seed: number;
  readonly story: string;
  readonly faults: readonly unknown[];
}

/** What a lane answers. */
export interface JobResult {
  readonly index: number;
  readonly result: unknown;
}

const LANE = join(__dirname, 'lane.ts');

/**
 * Does jobs in processes of their own, one for each processor, and tells each result as soon as it is there.
 *
 * @param directory where what all simulations share was prepared
 * @throws Error when a lane dies
 */
export async function inLanes<Result>(
  directory: string,
  jobs: readonly Job[],
  tell: (index: number, result: Result) => void,
): Promise<void> {
  let next = 0;
  const lane = () =>
    new Promise<void>((resolve, reject) => {
      const child = fork(LANE, [directory], { execArgv: ['--import', 'tsx'] });
      const give = () => {
        const index = next++;
        const job = jobs[index];
        if (job) child.send({ index, job });
        else child.disconnect();
      };
      child.on('message', (message) => {
        if (message !== 'ready') {
          const { index, result } = message as JobResult;
          tell(index, result as Result);
        }
        give();
      });
      child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a lane ended with ${code}`))));
    });
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), jobs.length) }, lane));
}
