import { setMaxListeners } from 'node:events';
import * as client from '@aws-sdk/client-cloudformation';
import { requestsOf } from './cloudformation/authorization';
import { stackCalls } from './cloudformation/calls';
import { createNames, type NamedResource } from './cloudformation/collisions';
import { type DriftedResource, drift } from './cloudformation/drift';
import { createFailures, type FailingCreation, type SlowCreation } from './cloudformation/failures';
import { type RegisteredStack, register } from './cloudformation/register';
import { setStatus } from './cloudformation/run';
import type { StackStatus } from './cloudformation/stack';
import { createStackList } from './cloudformation/stacks';
import { createTokens, type RepeatAnswer } from './cloudformation/tokens';
import type { Service } from './service';
import type { Services } from './services';

export type { DriftedResource } from './cloudformation/drift';
export type { FailingCreation, SlowCreation } from './cloudformation/failures';
export type { RegisteredStack } from './cloudformation/register';

export interface StackView {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  readonly status: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** CloudFormation: stacks that a caller creates from templates in S3, with the permissions of the role it passes. */
export interface CloudFormation {
  readonly service: Service;
  /** Stacks that exist now, of every Region. */
  stacks(): readonly StackView[];
  /** Shows a stack that the world has provisioned by its own hand. @throws when its name is taken */
  register(stack: RegisteredStack): { arn: string };
  /** Lets the next creations of a resource fail, in stacks that CreateStack makes. */
  failCreation(failing: FailingCreation): void;
  /** Lets the next creations of a resource take longer, for ever if need be. */
  slowCreation(slow: SlowCreation): void;
  /** Something outside of every stack that has a name which stacks may want. */
  takeName(resource: NamedResource): void;
  /** Shows a stack in another status, as after a change that this world cannot make. @throws when there is none */
  showStatus(shown: ShownStatus): void;
  /** Changes a property behind CloudFormation's back: the next detection finds it. @throws for what is not there */
  driftResource(drifted: DriftedResource): void;
  /** What the same CreateStack again, token and all, is answered with. @default the same stack */
  answerRepeatsWith(answer: RepeatAnswer): void;
  /** Most stacks that a Region may hold. @default 2000 for each */
  limitStacks(limit: { readonly region: string; readonly count: number }): void;
  /** Ends every wait; stacks stay as they are. */
  close(): void;
}

export interface ShownStatus {
  readonly region: string;
  /** Name or ARN. */
  readonly stack: string;
  /** e.g. `UPDATE_ROLLBACK_FAILED` */
  readonly status: StackStatus;
  /** @default none */
  readonly reason?: string | undefined;
}

/** Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const STACKS_MAX = 2000;

/** Operations for which a line of history is written. */
const CHANGING = ['CreateStack', 'DeleteStack'];

export interface CloudFormationOptions {
  readonly account: string;
  /** Asked late, because CloudFormation is one of them. */
  readonly services: () => Services;
  /** Told what went wrong where no caller waits. */
  readonly onDefect: (error: unknown) => void;
}

export function createCloudFormation({ account, services, onDefect }: CloudFormationOptions): CloudFormation {
  const stacks = createStackList();
  const failures = createFailures();
  const names = createNames();
  const tokens = createTokens();
  const closing = new AbortController();
  // However many wait at once: each takes its listener along when it ends.
  setMaxListeners(0, closing.signal);
  const limits = new Map<string, number>();
  const stacksMax = (region: string) => limits.get(region) ?? STACKS_MAX;
  return {
    service: {
      signingName: 'cloudformation',
      client,
      operations: stackCalls({
        ...{ services, stacks, failures, names, stacksMax, onDefect },
        ...{ tokens, closing: closing.signal },
      }),
      authorization: requestsOf({ account, stacks }),
      changes: (operation) => CHANGING.includes(operation),
    },
    stacks: () =>
      stacks
        .all()
        .filter(({ deletedAt }) => deletedAt === undefined)
        .map(({ name, arn, region, status, tags }) => ({ name, arn, region, status, tags })),
    register: (stack) => register(services(), { stacks, names }, stack),
    failCreation: failures.add,
    slowCreation: failures.slow,
    takeName: names.take,
    showStatus: ({ region, stack, status, reason }) =>
      setStatus(services().pace, stacks.get(region, stack), status, reason),
    driftResource: (drifted) => drift(stacks, drifted),
    answerRepeatsWith: tokens.answerRepeatsWith,
    limitStacks: ({ region, count }) => void limits.set(region, count),
    close: () => closing.abort(),
  };
}
