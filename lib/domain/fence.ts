import * as z from 'zod';
import { ReadLedger } from './ledger';
import { STACK_TAGS, stackNameOf } from './names';
import type { Plan } from './plan';
import { RULE_NAME, SCHEDULE_NAME } from './plan-verbs';
import { partitionOf } from './region';
import { fenceKey, type Item } from './table-items';
import { listed } from './text';

/**
 * The ARN of an ECS service; one of the old form names no cluster.
 *
 * Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-account-settings.html#ecs-resource-ids
 */
export const SERVICE_ARN = /^arn:aws[a-z-]{0,20}:ecs:[a-z0-9-]{1,30}:\d{12}:service\/([\w-]{1,255}\/)?[\w-]{1,255}$/;
const RELEASE = /^[\w.-]{0,64}$/;

/**
 * An ECS service as it stood before its Region was fenced. The item comes from another Region: it is data, and nothing
 * in it may be more than a name.
 */
const FencedService = z.strictObject({
  arn: z.string().regex(SERVICE_ARN),
  /** Name of its stack. */
  stack: z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,127}$/),
  /** Release that the stack was made from; empty where it carries no such tag. */
  release: z.string().regex(RELEASE),
  desiredCount: z.number().int().nonnegative(),
});
export type FencedService = z.infer<typeof FencedService>;

/** What a stack's tag says of its release, as an item can hold it; whatever else it holds is no release of ours. */
export const fencedRelease = (tag = ''): string => (RELEASE.test(tag) ? tag : '');

/** A rule by its name, or a schedule as group/name. */
const fencedSwitch = (name: RegExp) => z.strictObject({ name: z.string().regex(name), wasEnabled: z.boolean() });
const FencedRule = fencedSwitch(RULE_NAME);
const FencedSchedule = fencedSwitch(SCHEDULE_NAME);
export type FencedSwitch = z.infer<typeof FencedRule>;

/** What was there before: all that lifting the fence restores. */
export const Before = z.strictObject({
  services: z.array(FencedService),
  rules: z.array(FencedRule),
  schedules: z.array(FencedSchedule),
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

/** Whether a plan stops anything in a Region that is replaced. Where it does not, only Aurora keeps writers out. */
export const stopsAnything = ({ fence, hooks }: Pick<Plan, 'fence' | 'hooks'>): boolean =>
  [fence.stacks, fence.stateMachines, fence.rules, fence.schedules, hooks.fence].some(({ length }) => length > 0);

/** Whether there is anything to do when a fence of the plan is lifted. */
export const fencesAnything = (plan: Pick<Plan, 'fence' | 'hooks'>): boolean =>
  stopsAnything(plan) || plan.hooks.unfence.length > 0;

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

/** Tasks that one service is given again at most. */
export const TASKS_MAX = 1000;

/** What of an item is restored, and what is not, one sentence each. */
export interface Restorable {
  readonly before: Before;
  readonly left: readonly string[];
}

/**
 * Only what the plan stops in that Region is ever started there, whatever its item says: whoever may write the item may
 * not thereby start something else.
 */
export function restorable(before: Before, at: { readonly plan: Plan; readonly region: string }): Restorable {
  const { rules, schedules } = at.plan.fence;
  const listedIn = (names: readonly string[], what: string) => (one: FencedSwitch) =>
    names.includes(one.name) ? undefined : `the ${what} ${one.name} is left as it is: the plan does not name it`;
  const services = before.services.filter((one) => strange(one, at) === undefined);
  const left = [
    ...before.services.filter(({ desiredCount }) => desiredCount > 0).map((one) => strange(one, at)),
    ...before.rules.filter(({ wasEnabled }) => wasEnabled).map(listedIn(rules, 'rule')),
    ...before.schedules.filter(({ wasEnabled }) => wasEnabled).map(listedIn(schedules, 'schedule')),
  ];
  return {
    before: {
      services,
      rules: before.rules.filter(({ name }) => rules.includes(name)),
      schedules: before.schedules.filter(({ name }) => schedules.includes(name)),
    },
    left: left.filter((words) => words !== undefined),
  };
}

/** Why a service is not started again, or `undefined`. */
function strange(
  { arn, stack, release, desiredCount }: FencedService,
  { plan, region }: { readonly plan: Plan; readonly region: string },
): string | undefined {
  const tags = { [STACK_TAGS.plan]: plan.name, [STACK_TAGS.release]: release };
  const isThere = arn.startsWith(`arn:${partitionOf(region)}:ecs:${region}:${plan.account}:service/`);
  const because = [
    ...(isThere ? [] : [`it is no service of account ${plan.account} in ${region}`]),
    ...(isFenced({ stackName: stack, tags }, plan) ? [] : [`the plan's fence names no stack ${stack}`]),
    ...(desiredCount <= TASKS_MAX ? [] : [`it had ${desiredCount} tasks, and at most ${TASKS_MAX} are started`]),
  ];
  return because.length === 0 ? undefined : `${arn} is left as it is: ${listed(because)}`;
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
