import * as z from 'zod';
import { jsonOf } from './json';
import type { LastRun, Lock } from './lock';
import type { Permission } from './step';
import { verbFrom } from './verbs';

/** An attribute of an item, as far as the items of a control plane's table hold any. */
export interface Attribute {
  readonly S?: string;
  readonly N?: string;
}
export type Item = Readonly<Record<string, Attribute>>;

/** Partition of a plan's lock in a Region's table. */
export const lockPartition = (plan: string): string => `lock#${plan}`;
/** Partition of a plan's claim to the traffic. */
export const claimPartition = (plan: string): string => `claim#${plan}`;
/** Partition of what persons have said about automatic runs: the off switch and the acknowledgement. */
export const automationPartition = (plan: string): string => `automation#${plan}`;
/** Partition of what this Region tells the others about itself. */
export const presencePartition = (plan: string): string => `presence#${plan}`;
/** Partition of the requests for approval of a plan's runs. */
export const approvalPartition = (plan: string): string => `approval#${plan}`;
/** Partition of what the last check for drift has found. */
export const driftPartition = (plan: string): string => `drift#${plan}`;
/** Partition of what was stopped in this Region so that it takes no more writes. */
export const fencePartition = (plan: string): string => `fence#${plan}`;
/** Partition of how long this Region is kept warm, and was. */
export const warmPartition = (plan: string): string => `warm#${plan}`;
/** Partition of what the last check of this Region has found. */
export const readinessPartition = (plan: string): string => `readiness#${plan}`;
/** Partition of how long the steps of earlier runs took here. */
export const timingPartition = (plan: string): string => `timing#${plan}`;
/** Partition of what the databases of this Region may hold that no other Region has. */
export const divergencePartition = (plan: string): string => `divergence#${plan}`;
/** Partition of what RDS has told of the plan's databases here. */
export const databaseEventPartition = (plan: string): string => `database-event#${plan}`;
/** Partition of one run's evidence. @param runId execution ARN, or `*` in a policy */
export const runPartition = (runId: string): string => `run#${runId}`;

export const lockKey = (plan: string) => ({ pk: { S: lockPartition(plan) }, sk: { S: 'lock' } });
export const claimKey = (plan: string) => ({ pk: { S: claimPartition(plan) }, sk: { S: 'claim' } });
export const automationKey = (plan: string) => ({ pk: { S: automationPartition(plan) }, sk: { S: 'automation' } });
export const presenceKey = (plan: string) => ({ pk: { S: presencePartition(plan) }, sk: { S: 'presence' } });
export const driftKey = (plan: string) => ({ pk: { S: driftPartition(plan) }, sk: { S: 'drift' } });
export const fenceKey = (plan: string) => ({ pk: { S: fencePartition(plan) }, sk: { S: 'fence' } });
export const warmKey = (plan: string) => ({ pk: { S: warmPartition(plan) }, sk: { S: 'warm' } });
export const readinessKey = (plan: string) => ({ pk: { S: readinessPartition(plan) }, sk: { S: 'readiness' } });
export const timingKey = (plan: string, verb: string) => ({ pk: { S: timingPartition(plan) }, sk: { S: verb } });
export const divergenceKey = (plan: string) => ({ pk: { S: divergencePartition(plan) }, sk: { S: 'divergence' } });
/** @param eventId of EventBridge */
export const databaseEventKey = (plan: string, eventId: string) => ({
  pk: { S: databaseEventPartition(plan) },
  sk: { S: eventId },
});
export const approvalKey = (plan: string, runId: string) => ({
  pk: { S: approvalPartition(plan) },
  sk: { S: runId },
});
/** Text sorts by character: seven digits keep ten million records of one run in their order. */
export const recordKey = ({ runId, seq }: { runId: string; seq: number }) => ({
  pk: { S: runPartition(runId) },
  sk: { S: String(seq).padStart(7, '0') },
});

/**
 * An IAM condition: only items of these partitions.
 *
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
export const onlyKeys = (...partitions: readonly string[]) =>
  ({ 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': partitions } }) satisfies Permission['conditions'];

/** A lock as the attributes of its item, without the key. */
export const attributesOf = ({ owner, verb, state, epoch, version, since, quietAt, ...last }: Lock) => ({
  owner: { S: owner },
  verb: { S: verb },
  state: { S: state },
  epoch: { N: String(epoch) },
  version: { N: String(version) },
  since: { S: since },
  quietAt: { S: quietAt },
  ...lastAttributes(last),
});

/** What a lock remembers of the runs before, as attributes of its item. */
export const lastAttributes = ({ lastRun, lastChange }: Pick<Lock, 'lastRun' | 'lastChange'>) => ({
  ...(lastRun && { lastRun: { S: JSON.stringify(lastRun) } }),
  ...(lastChange && { lastChange: { S: JSON.stringify(lastChange) } }),
});

/** The lock that an item holds. */
export const lockFrom = (item: Item): Lock => ({
  owner: item.owner?.S ?? '',
  verb: verbFrom(item.verb?.S),
  state: stateFrom(item.state?.S),
  epoch: Number(item.epoch?.N),
  version: Number(item.version?.N),
  since: item.since?.S ?? '',
  quietAt: item.quietAt?.S ?? '',
  ...(item.lastRun?.S && { lastRun: endedIn(item.lastRun.S, item) }),
  ...(item.lastChange?.S && { lastChange: changeOf(endedIn(item.lastChange.S, item)) }),
});

const changeOf = ({ id, endedAt }: LastRun) => ({ id, endedAt });

const Ended = z.object({ id: z.string(), endedAt: z.string(), changed: z.boolean().default(true) });

/**
 * How a run ended. What cannot be understood counts as a change by the last owner: it holds automatic runs back, and
 * keeps nobody from reading the lock.
 */
function endedIn(text: string, { owner, since }: Item): LastRun {
  const read = Ended.safeParse(jsonOf(text));
  return read.data ?? { id: owner?.S ?? '', endedAt: since?.S ?? '', changed: true };
}

/** What cannot be read counts as held: nobody may take it. */
const stateFrom = (state: string | undefined): Lock['state'] =>
  state === 'free' || state === 'intent' ? state : 'held';
