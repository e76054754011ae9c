import { namesOf } from '../names';
import {
  automationPartition,
  claimPartition,
  databaseEventPartition,
  lockPartition,
  runPartition,
} from '../table-items';
import type { Written } from './call';
import { type CallPlace, othersOf } from './place';

/** A call to a control plane's table; the key of the item is what IAM decides on. */
const item = (operation: string, { names }: Pick<CallPlace, 'names'>, partition: string): Written => ({
  call: `dynamodb:${operation}`,
  resources: [names.tableArn],
  context: { 'dynamodb:LeadingKeys': [partition] },
});

/** Calls to the table here, each for one partition. */
export const itemCalls = (place: CallPlace, partition: string, operations: readonly string[]): Written[] =>
  operations.map((operation) => item(operation, place, partition));

/** A strong read of an item in the table of every other Region. @param without what the run does when one is dark */
export const elsewhere = (place: CallPlace, partitions: readonly string[], without: string): Written[] =>
  othersOf(place).flatMap((region) =>
    partitions.map((partition) => ({
      ...item('GetItem', { names: namesOf(place.plan, region) }, partition),
      region,
      without,
    })),
  );

/** The write before each change: this run still owns the epoch. */
export const guarding = (place: CallPlace): Written[] =>
  itemCalls(place, lockPartition(place.plan.name), ['UpdateItem']);

/** The record of what was decided and called, under the execution's ARN, which ends as nobody knows before. */
export const recording = (place: CallPlace): Written[] =>
  itemCalls(place, runPartition(place.names.executionsArn('failover')), ['Query', 'PutItem']);

export const readingOwnClaim = (place: CallPlace): Written[] =>
  itemCalls(place, claimPartition(place.plan.name), ['GetItem']);

/** What RDS has told of the databases here, where the plan has any. */
export const readingDatabaseEvents = (place: CallPlace): Written[] =>
  itemCalls(place, databaseEventPartition(place.plan.name), place.plan.databases.length > 0 ? ['Query'] : []).map(
    (call) => ({ ...call, without: 'whether writes to the old primary were blocked is not said' }),
  );

/** Partitions that admission asks other Regions for. */
export const admissionPartitions = ({ plan }: CallPlace): string[] => [
  lockPartition(plan.name),
  claimPartition(plan.name),
  automationPartition(plan.name),
];
