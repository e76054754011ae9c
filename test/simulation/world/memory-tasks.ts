import type { Clock } from '../../../lib/rehearsal/world/clock';
import type { Task, Tasks } from '../../../lib/rehearsal/world/tasks';
import type { MemoryPostgres } from './memory-postgres';
import { ordersProgram } from './orders-program';
import type { Ports, Program } from './ports';

export interface MemoryTasksOptions {
  readonly clock: Clock;
  readonly ports: Ports;
  /** The running server behind the name of an endpoint, as a Region sees it. */
  serverOf(host: string): MemoryPostgres | undefined;
  /** Whether the next answer of a task there is that it cannot serve. @default none is */
  isSick?(region: string): boolean;
}

/** From the start of a task to its first answer: an image that is pulled and a process that starts. */
const START_MILLISECONDS = 20_000;

const SICK = { status: 503, headers: {}, body: 'the task cannot serve' };

/** ECS tasks that run the example's service without a process. */
export function createMemoryTasks({ clock, ports, serverOf, isSick = () => false }: MemoryTasksOptions): Tasks {
  const running = new Map<number, { readonly region: string; readonly end: () => void }>();
  let count = 0;
  return {
    publishImage: () => {},
    async run({ region, command, environment }): Promise<Task> {
      count += 1;
      const startedAt = clock.now();
      const orders = ordersProgram({ command, environment, region, serverOf });
      const program: Program = async (request) => (isSick(region) ? SICK : orders(request));
      const port = ports.open((request) =>
        clock.now() < startedAt + START_MILLISECONDS
          ? Promise.reject(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }))
          : program(request),
      );
      let end = () => {};
      const exited = new Promise<void>((resolve) => {
        end = () => {
          ports.close(port);
          running.delete(port);
          resolve();
        };
      });
      running.set(port, { region, end });
      return { id: `task${count}`, port, exited, stop: async () => end() };
    },
    crash: (region) => {
      for (const task of [...running.values()]) if (task.region === region) task.end();
    },
    close: async () => {
      for (const { end } of [...running.values()]) end();
    },
  };
}
