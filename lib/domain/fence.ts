import * as z from 'zod';
import { ReadLedger } from './ledger';
import { STACK_TAGS, stackNameOf } from './names';
import type { Plan } from './plan';
import { fenceKey, type Item } from './table-items';

/** An ECS service as it stood before its Region was fenced. */
const FencedService = z.strictObject({
  arn: z.string(),
  /** Name of its stack. */
  stack: z.string(),
  /** Release that the stack was made from; empty where it carries no such tag. */
  release: z.string(),
  desiredCount: z.number().int().nonnegative(),
});
export type FencedService = z.infer<typeof FencedService>;

/** A rule by its name, or a schedule as group/name. */
const FencedSwitch = z.strictObject({ name: z.string(), wasEnabled: z.boolean() });
export type FencedSwitch = z.infer<typeof FencedSwitch>;

/** What was there before: all that lifting the fence restores. */
export const Before = z.strictObject({
  services: z.array(FencedService),
  rules: z.array(FencedSwitch),
  schedules: z.array(FencedSwitch),
});
export type Before = z.infer<typeof Before>;

/** What the databases of the fenced Region were seen to hold once nothing of the plan wrote any more. */
const Proof = z.strictObject({
  /** When all was first seen stopped, ISO 8601 UTC. */
  stoppedAt: z.string(),
  /** Since when the ledgers were the same in every look, ISO 8601 UTC. */
  sameSince: z.string(),
  /** Empty while they could not be read. */
  ledgers: z.array(ReadLedger),
});
export type Proof = z.infer<typeof Proof>;

const Lifted = z.strictObject({
  /** Execution ARN of the run that lifted it. */
  runId: z.string(),
  /** ISO 8601 UTC. */
  at: z.string(),
  /** What runs again, one sentence each. */
  restored: z.array(z.string()),
  /** What stays as it is, one sentence each. */
  left: z.array(z.string()),
});

/** What the item in a Region's table says of its fence. */
export const Fence = z.strictObject({
  /** Of the run that replaces the Region. */
  epoch: z.number().int(),
  /** Execution ARN of the run that fences it: a switchover, or its own stand-down. */
  runId: z.string(),
  /** When it was begun, ISO 8601 UTC. */
  at: z.string(),
  /** `begun`: some of it may still run. `fenced`: all of it was seen stopped. `lifted`: it was restored. */
  state: z.enum(['begun', 'fenced', 'lifted']),
  /** Grows with every write; what the next write is conditional on. */
  version: z.number().int().positive(),
  before: Before,
  /** @default not all of it was seen stopped yet */
  proof: Proof.optional(),
  /** @default nobody has lifted it */
  lifted: Lifted.optional(),
});
export type Fence = z.infer<typeof Fence>;

/** The item of a Region's table that holds a fence. */
export const fenceItem = (plan: string, fence: Fence) => ({
  ...fenceKey(plan),
  epoch: { N: String(fence.epoch) },
  state: { S: fence.state },
  version: { N: String(fence.version) },
  fence: { S: JSON.stringify(fence) },
});

/** @throws for an item that cannot be understood: nobody may take that for "nothing is fenced" */
export const fenceFrom = (item: Item): Fence => Fence.parse(JSON.parse(item.fence?.S ?? 'null'));

/** Whether something is still stopped by it, or may be. */
export const stands = (fence: Fence | undefined): fence is Fence => fence !== undefined && fence.state !== 'lifted';

/** A stack as far as it is told apart from others. */
export interface NamedStack {
  readonly stackName: string;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Whether a stack's services are among what the plan stops: one of `fence.stacks` by its plain name, as a pipeline of
 * the team deploys it, or of any release of the plan in the live lane.
 */
export function isFenced({ stackName, tags }: NamedStack, plan: Plan): boolean {
  const { fence, release } = plan;
  if (fence.stacks.includes(stackName)) return true;
  // A stack of the drill lane has another name.
  if (tags[STACK_TAGS.plan] !== plan.name) return false;
  const made = tags[STACK_TAGS.release] ?? '';
  return fence.stacks.some((stack) => stackNameOf(release.stackName, { stack, release: made }) === stackName);
}

/**
 * What is restored where a fence was begun twice: what a fence that still stands has stopped counts as it was before
 * that one.
 */
export const mergedBefore = (now: Before, earlier: Before | undefined): Before => ({
  services: merged(now.services, earlier?.services ?? [], {
    keyOf: ({ arn }) => arn,
    isStopped: ({ desiredCount }) => desiredCount === 0,
  }),
  rules: merged(now.rules, earlier?.rules ?? [], SWITCHES),
  schedules: merged(now.schedules, earlier?.schedules ?? [], SWITCHES),
});

interface Kind<One> {
  readonly keyOf: (one: One) => string;
  readonly isStopped: (one: One) => boolean;
}

const SWITCHES: Kind<FencedSwitch> = {
  keyOf: ({ name }) => name,
  isStopped: ({ wasEnabled }) => !wasEnabled,
};

/** What is no longer there now is kept: it may only not have been seen. */
function merged<One>(now: readonly One[], earlier: readonly One[], { keyOf, isStopped }: Kind<One>): One[] {
  const before = new Map(earlier.map((one) => [keyOf(one), one]));
  const seen = now.map((one) => (isStopped(one) ? (before.get(keyOf(one)) ?? one) : one));
  const known = new Set(now.map(keyOf));
  return [...seen, ...earlier.filter((one) => !known.has(keyOf(one)))];
}
