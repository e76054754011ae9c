import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { bundledLane } from './lane-bundle';

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
const MODULES = join(__dirname, '../../node_modules');
/** Most of what a simulation makes is forgotten at once; stacks of errors that it handles are shown by a replay. */
const FLAGS = ['--max-semi-space-size=64', '--stack-trace-limit=0'];
/** A simulation takes less than a second; what takes four minutes of the wall, on a busy machine too, goes in a circle. */
const JOB_MILLISECONDS_MAX = 240_000;
/** A lane first reads what all simulations share, beside as many others as there are processors. */
const START_MILLISECONDS_MAX = 300_000;

/**
 * Does jobs in processes of their own, one for each processor, and tells each result as soon as it is there.
 *
 * @param directory where what all simulations share was prepared
 * @param file what a lane runs @default plays jobs of stories and faults
 * @param tellStuck told of a job that did not end in a minute, whose lane is ended @default it is an Error
 * @param isEnough asked before each job: whether no further one is begun @default all are played
 * @throws Error when a lane dies
 */
export async function inLanes<Result>(
  directory: string,
  jobs: readonly object[],
  tell: (index: number, result: Result) => void,
  file = LANE,
  tellStuck: (index: number) => void = stuck,
  isEnough: () => boolean = () => false,
): Promise<void> {
  const script = await bundledLane(file, directory);
  const waiting = jobs.map((job, index) => ({ job, index }));
  const lane = async () => {
    while (waiting.length > 0) await untilStuck();
  };
  /** Ends when there is nothing left to do, or with a job that does not end. */
  const untilStuck = () =>
    new Promise<void>((resolve, reject) => {
      const child = fork(script, [directory], { execArgv: FLAGS, env: { ...process.env, NODE_PATH: MODULES } });
      let current: number | undefined;
      let isStuck = false;
      let limit = setTimeout(() => child.kill('SIGKILL'), START_MILLISECONDS_MAX);
      const give = () => {
        clearTimeout(limit);
        if (isEnough()) waiting.length = 0;
        const next = waiting.shift();
        current = next?.index;
        if (!next) return child.disconnect();
        limit = setTimeout(() => {
          isStuck = true;
          child.kill('SIGKILL');
        }, JOB_MILLISECONDS_MAX);
        child.send(next);
      };
      child.on('message', (message) => {
        if (message !== 'ready') {
          const { index, result } = message as JobResult;
          tell(index, result as Result);
        }
        give();
      });
      child.on('exit', (code) => {
        clearTimeout(limit);
        if (code === 0) return resolve();
        if (!isStuck) return reject(new Error(`a lane ended with ${code}`));
        if (current !== undefined) tellStuck(current);
        resolve();
      });
    });
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), jobs.length) }, lane));
}

function stuck(index: number): never {
  throw new Error(`job ${index} did not end within ${JOB_MILLISECONDS_MAX / 1000} s`);
}
