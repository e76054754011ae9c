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
  stop(): Promise<void>;
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
  const tasks = new Set<Task>();
  const stopped = new AbortController();
  const failures: string[] = [];

  const keepOneRunning = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      if (!network.isCut(region)) await runOne().catch((error: Error) => void failures.push(error.message));
      await pace.clock.sleep(pace.scaledMilliseconds(RESTART_SECONDS), stopped.signal).catch(() => {});
    }
  };
  const runOne = async () => {
    const task = await runTask(services, { definition, region, containerPort, about: definition.containerName });
    if (stopped.signal.aborted) return task.stop();
    tasks.add(task);
    for (const arn of targetGroupArns) balancers.register(arn, { id: task.id, port: task.port });
    await task.exited;
    tasks.delete(task);
    for (const arn of targetGroupArns) balancers.deregister(arn, task.id);
    failures.push('Essential container in task exited');
  };
  const isHealthy = (task: Task) =>
    targetGroupArns.every((arn) =>
      balancers.health(arn).some(({ id, state }) => id === task.id && state === 'healthy'),
    );

  const running = Array.from({ length: request.desiredCount }, keepOneRunning);
  return {
    stable: async () => {
      const deadline = pace.clock.now() + STABLE_WITHIN_MILLISECONDS;
      while ([...tasks].filter(isHealthy).length < request.desiredCount) {
        if (request.circuitBreaker && failures.length >= Math.max(FAILURES_MIN, request.desiredCount / 2)) {
          throw new Error(`ECS Deployment Circuit Breaker was triggered: ${failures[0]}`);
        }
        if (pace.clock.now() > deadline) throw new Error(notStable(tasks.size, failures));
        await pace.clock.sleep(LOOK_EVERY_MILLISECONDS);
      }
    },
    stop: async () => {
      stopped.abort();
      await Promise.all([...tasks].map((task) => task.stop()));
      await Promise.all(running);
    },
  };
}

const notStable = (count: number, failures: readonly string[]) =>
  [
    `Resource creation cancelled: ${count} tasks run, but they did not become healthy in time`,
    ...failures.slice(0, 1),
  ].join(': ');
