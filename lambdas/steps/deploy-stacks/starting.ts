import { act, refuse, wait } from '../../../lib/domain/decision';
import type { FencedService } from '../../../lib/domain/fence';
import { listed, oneLine } from '../../../lib/domain/text';
import type { Unmade } from '../../edge/fencing/changes';
import { fenceItemCommand, restoreCommands } from '../../edge/fencing/commands';
import type { SeenService } from '../../edge/fencing/services';
import type { Reading } from '../../edge/reading';
import type { Input } from './seen';

/** What the fence of this Region says of the release's stacks, and how that stands now. */
export interface SeenFence {
  /** Their services that had tasks before this Region was fenced. Empty where no fence stands. */
  readonly stopped: Reading<readonly FencedService[]>;
  /** How these stand now. Present where there are any. */
  readonly services?: Reading<readonly SeenService[]>;
  /** When this run has last asked for tasks. @default it has not, or nobody remembers */
  readonly asked?: Asked | undefined;
}

export interface Asked {
  readonly secondsAgo: number;
  /** What ECS did not do of it, told once. @default it took the call */
  readonly unmade?: Unmade | undefined;
}

/** Give services tasks again, so many as they had before this Region was fenced. */
export interface Start {
  readonly kind: 'start';
  readonly services: readonly Pick<FencedService, 'arn' | 'desiredCount'>[];
}

/**
 * ECS is eventually consistent; what does not show after this is asked for again.
 *
 * Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html
 */
export const SHOWN_AFTER_SECONDS = 10;

/**
 * Stacks that are taken over as complete serve nobody while a fence has their services at zero, and the canaries come
 * before the fence is lifted. So they are started here. They find a database that only reads, as those of a new stack
 * do: where the run turns back they go on running, and nothing is undone.
 *
 * @returns `undefined` when there is nothing to start, or all of it runs
 */
export function starting({ stopped, services, asked }: SeenFence, input: Input) {
  const { plan, region } = input;
  if (stopped.outcome !== 'read') {
    const because =
      `what the fence of ${region} has stopped is not known: ${oneLine(stopped.because)}; ` +
      `see it by hand: ${fenceItemCommand(plan, region)}`;
    return stopped.outcome === 'unknown' ? wait(because) : refuse(because);
  }
  if (stopped.value.length === 0 || !services) return undefined;
  const byHand = listed(restoreCommands(region, { services: [...stopped.value], rules: [], schedules: [] }));
  if (services.outcome !== 'read') {
    const because =
      `whether services run again that the fence of ${region} has stopped is not known: ` +
      `${oneLine(services.because)}; by hand: ${byHand}`;
    return services.outcome === 'unknown' ? wait(because) : refuse(because);
  }
  if (asked?.unmade) {
    const because = `not all services run again that the fence of ${region} has stopped: ${asked.unmade.because}`;
    return asked.unmade.isFinal ? refuse(`${because}; by hand: ${byHand}`) : wait(because);
  }
  return startingNow(stopped.value, { services: services.value, asked, input });
}

interface Now {
  readonly services: readonly SeenService[];
  readonly asked: Asked | undefined;
  readonly input: Input;
}

/** What somebody has set since is left as they made it: only what stands at zero is started. */
function startingNow(stopped: readonly FencedService[], { services, asked, input }: Now) {
  const asleep = stopped.filter(({ arn }) => services.some((now) => now.arn === arn && now.desiredCount === 0));
  if (asleep.length > 0) {
    const words = listed(asleep.map(({ arn, desiredCount }) => `${nameOf(arn)} (${desiredCount})`));
    if (asked && asked.secondsAgo < SHOWN_AFTER_SECONDS) {
      return wait(`tasks were asked for, and ECS does not show it yet: ${words}`);
    }
    const start: Start = {
      kind: 'start',
      services: asleep.map(({ arn, desiredCount }) => ({ arn, desiredCount })),
    };
    return act(start, `starting ECS services that the fence of ${input.region} has stopped: ${words}`);
  }
  const late = services.filter(({ desiredCount, runningCount }) => runningCount < desiredCount);
  return late.length === 0
    ? undefined
    : wait(`ECS starts what the fence of ${input.region} had stopped: ${listed(late.map(lateWords(input)))}`);
}

/** With what ECS says, unless that is older than this step: then it is of the fence, or of a run before. */
const lateWords =
  ({ now, elapsedSeconds }: Input) =>
  ({ arn, runningCount, desiredCount, told }: SeenService): string => {
    const count = `${nameOf(arn)} has ${runningCount} of ${desiredCount} tasks`;
    const isNew = told && Date.parse(told.at) >= Date.parse(now) - elapsedSeconds * 1000;
    return isNew ? `${count}, ECS says: ${told.message}` : count;
  };

/** What runs though the fence stands, and what of it is no longer there. */
export function startedAgain({ stopped, services }: SeenFence) {
  if (stopped.outcome !== 'read' || services?.outcome !== 'read') return { running: [], gone: [] };
  const now = new Map(services.value.map((service) => [service.arn, service]));
  return {
    running: services.value.map(({ arn, stack, desiredCount }) => ({ arn, stack, tasks: desiredCount })),
    gone: stopped.value.filter(({ arn }) => !now.has(arn)),
  };
}

/** What is told of these at the end. */
export function startedWords(fence: SeenFence): string[] {
  const { running, gone } = startedAgain(fence);
  return [
    ...running.map(({ arn, stack, tasks }) => `${nameOf(arn)} of ${stack} runs again with ${tasks} tasks`),
    ...gone.map(({ arn, stack }) => `${nameOf(arn)} of ${stack} does not exist any more`),
  ];
}

/** The last part of an ARN. */
const nameOf = (arn: string): string => arn.split('/').at(-1) ?? arn;
