import type { Lock } from './lock';
import type { Permission } from './step';

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
/** Partition of one run's evidence. @param runId execution ARN, or `*` in a policy */
export const runPartition = (runId: string): string => `run#${runId}`;

export const lockKey = (plan: string) => ({ pk: { S: lockPartition(plan) }, sk: { S: 'lock' } });
export const claimKey = (plan: string) => ({ pk: { S: claimPartition(plan) }, sk: { S: 'claim' } });
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
export const attributesOf = ({ owner, state, epoch, version, since, quietAt }: Lock) => ({
  owner: { S: owner },
  state: { S: state },
  epoch: { N: String(epoch) },
  version: { N: String(version) },
  since: { S: since },
  quietAt: { S: quietAt },
});

/** The lock that an item holds. */
export const lockFrom = (item: Item): Lock => ({
  owner: item.owner?.S ?? '',
  state: item.state?.S === 'free' ? 'free' : 'held',
  epoch: Number(item.epoch?.N),
  version: Number(item.version?.N),
  since: item.since?.S ?? '',
  quietAt: item.quietAt?.S ?? '',
});
