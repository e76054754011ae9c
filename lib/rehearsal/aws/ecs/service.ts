import type { Task } from '../../world/tasks';
import type { TaskDefinition } from '../registry';
import type { Services } from '../services';
import { runTask } from './run-task';

export interface EcsServiceRequest {
  readonly arn: string;
  readonly region: string;
  readonly definition: TaskDefinition;
  readonly desiredCount: number;
  readonly containerPort: number;
  readonly targetGroupArns: readonly string[];
  /** Whether ECS gives a deployment up whose tasks keep failing. Without it, only the time limit does. */
  readonly circuitBreaker: boolean;
}

export interface EcsService {
  /** @throws when the tasks do not become healthy */
  stable(): Promise<void>;
  /** Keeps so many tasks running from now on. */
  scale(desiredCount: number): void;
  counts(): TaskCounts;
  stop(): Promise<void>;
}

export interface TaskCounts {
  readonly desired: number;
  readonly running: number;
  /** Tasks that were asked for and do not run yet. */
  readonly pending: number;
}

/** Where one task runs, and the next one once that has ended. */
interface Slot {
  readonly stopped: AbortController;
  /** @default none runs now */
  task?: Task;
  over?: Promise<void>;
}

/**
 * Failed tasks after which the circuit breaker gives up.
 *
 * Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
 */
const FAILURES_MIN = 3;
/** Real processes start in real seconds, so this is not scaled; AWS waits three hours, which no rehearsal does. */
const STABLE_WITHIN_MILLISECONDS = 60_000;
const LOOK_EVERY_MILLISECONDS = 100;
/** ECS throttles the restart of tasks that stop; the real delay is not published. */
const RESTART_SECONDS = 10;

/** Keeps `desiredCount` tasks running and registered, and replaces those that stop, until it is stopped itself. */
export function createEcsService(services: Services, request: EcsServiceRequest): EcsService {
  const { balancers, pace, network } = services;
  const { region, definition, containerPort, targetGroupArns } = request;
  const slots: Slot[] = [];
  const ends = new Set<Promise<void>>();
  const tasks = new Set<Task>();
  const failures: string[] = [];

  const keepOneRunning = async (slot: Slot): Promise<void> => {
    const { signal } = slot.stopped;
    while (!signal.aborted) {
      if (!network.isCut(region)) await runOne(slot).catch((error: Error) => void failures.push(error.message));
      await pace.clock.sleep(pace.scaledMilliseconds(RESTART_SECONDS), signal).catch(() => {});
    }
  };
  const runOne = async (slot: Slot) => {
    const task = await runTask(services, { definition, region, containerPort, about: definition.containerName });
    if (slot.stopped.signal.aborted) return task.stop();
    slot.task = task;
    tasks.add(task);
    for (const arn of targetGroupArns) balancers.register(arn, { id: task.id, port: task.port });
    await task.exited;
    tasks.delete(task);
    for (const arn of targetGroupArns) balancers.deregister(arn, task.id);
    if (!slot.stopped.signal.aborted) failures.push('Essential container in task exited');
  };
  // What is stopped is no target any more while it ends.
  const closeSlot = async ({ stopped, task, over }: Slot): Promise<void> => {
    stopped.abort();
    if (task) for (const arn of targetGroupArns) balancers.deregister(arn, task.id);
    await task?.stop();
    await over;
  };
  const scale = (desiredCount: number): void => {
    while (slots.length < desiredCount) {
      const slot: Slot = { stopped: new AbortController() };
      slot.over = keepOneRunning(slot);
      slots.push(slot);
    }
    for (const slot of slots.splice(desiredCount)) {
      const ending: Promise<void> = closeSlot(slot).finally(() => ends.delete(ending));
      ends.add(ending);
    }
  };
  const isHealthy = (task: Task) =>
    targetGroupArns.every((arn) =>
      balancers.health(arn).some(({ id, state }) => id === task.id && state === 'healthy'),
    );

  scale(request.desiredCount);
  return {
    scale,
    counts: () => ({ desired: slots.length, running: tasks.size, pending: Math.max(0, slots.length - tasks.size) }),
    stable: async () => {
      const deadline = pace.clock.now() + STABLE_WITHIN_MILLISECONDS;
      while ([...tasks].filter(isHealthy).length < slots.length) {
        if (request.circuitBreaker && failures.length >= Math.max(FAILURES_MIN, slots.length / 2)) {
          throw new Error(`ECS Deployment Circuit Breaker was triggered: ${failures[0]}`);
        }
        if (pace.clock.now() > deadline) throw new Error(notStable(tasks.size, failures));
        await pace.clock.sleep(LOOK_EVERY_MILLISECONDS);
      }
    },
    stop: async () => {
      scale(0);
      await Promise.all(ends);
    },
  };
}

const notStable = (count: number, failures: readonly string[]) =>
  [
    `Resource creation cancelled: ${count} tasks run, but they did not become healthy in time`,
    ...failures.slice(0, 1),
  ].join(': ');
