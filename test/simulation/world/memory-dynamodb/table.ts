import type { AttributeValue, CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { toRangeStr } from 'dynalite/db/index.js';
import type { Change } from '../../../../lib/rehearsal/aws/dynamodb/streams';
import { bytesOf, type Item } from './items';
import { notSimulated } from './refusals';

/** An item as it was from a moment on. Nobody changes a version: it is copied when it leaves the table. */
export interface Version {
  /** Milliseconds of the clock. */
  readonly from: number;
  readonly item: Item;
  readonly bytes: number;
}

/** All that is kept of one item, oldest first. */
export interface Row {
  /** The sort key's value as text that sorts as DynamoDB sorts; empty in a table without one. */
  readonly sort: string;
  readonly versions: readonly Version[];
}

/** A write, and how much of the past somebody may still want to see. */
export interface Write {
  readonly item: Item;
  /** Milliseconds of the clock. */
  readonly now: number;
  readonly keptMilliseconds: number;
}

export interface Table {
  readonly schema: CreateTableCommandInput;
  /** Name of the partition key. */
  readonly hash: string;
  /** Table key of an item. */
  keyOf(item: Item): Item;
  /** See `Row.sort`. */
  sortOf(item: Item): string;
  find(key: Item): Row | undefined;
  put(write: Write): void;
  /** The items of a partition, in their order. */
  partition(hash: AttributeValue): readonly Row[];
  rows(): readonly Row[];
}

interface KeptRow extends Row {
  readonly versions: Version[];
}

/**
 * @param onChange told of each write that was carried out @default nobody is told
 * @throws NotImplemented for a table with indexes
 */
export function tableOf(schema: CreateTableCommandInput, onChange: (change: Change) => void = () => {}): Table {
  if (schema.GlobalSecondaryIndexes || schema.LocalSecondaryIndexes) throw notSimulated('an index of a table');
  const nameOf = (type: string) => schema.KeySchema?.find(({ KeyType }) => KeyType === type)?.AttributeName;
  const hash = nameOf('HASH') ?? '';
  const range = nameOf('RANGE');
  const partitions = new Map<string, KeptRow[]>();
  const rowsOf = (item: Item) => partitions.get(textOf(item[hash])) ?? [];
  const keyOf = (item: Item) =>
    Object.fromEntries([hash, ...(range === undefined ? [] : [range])].map((name) => [name, item[name]])) as Item;
  const sortOf = (item: Item) => (range === undefined ? '' : textOf(item[range]));
  return {
    schema,
    hash,
    keyOf,
    sortOf,
    find(key) {
      const rows = rowsOf(key);
      const sort = sortOf(key);
      const row = rows[placeOf(rows, sort)];
      return row?.sort === sort ? row : undefined;
    },
    put({ item, now, keptMilliseconds }) {
      const rows = rowsOf(item);
      const sort = sortOf(item);
      const place = placeOf(rows, sort);
      const version = { from: now, item, bytes: bytesOf(item) };
      const row = rows[place]?.sort === sort ? rows[place] : undefined;
      const before = row?.versions.at(-1)?.item;
      if (row) add(row.versions, version, now - keptMilliseconds);
      else {
        rows.splice(place, 0, { sort, versions: [version] });
        partitions.set(textOf(item[hash]), rows);
      }
      onChange({ keys: keyOf(item), before, after: item });
    },
    partition: (value) => rowsOf({ [hash]: value }),
    rows: () => [...partitions.values()].flat(),
  };
}

const textOf = (value: AttributeValue | undefined): string => toRangeStr(value as AttributeValue);

/** Index of the first row that is not before `sort`: most records are appended. */
function placeOf(rows: readonly Row[], sort: string): number {
  let low = 0;
  let high = rows.length;
  if (high > 0 && (rows[high - 1] as Row).sort < sort) return high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle] as Row).sort < sort) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Adds a version, and forgets what a later one had replaced by `keptSince`. */
function add(versions: Version[], version: Version, keptSince: number): void {
  versions.push(version);
  let replaced = 0;
  while ((versions[replaced + 1]?.from ?? Number.POSITIVE_INFINITY) <= keptSince) replaced++;
  if (replaced > 0) versions.splice(0, replaced);
}

/** The item as it was at a moment, or as it is. @param time milliseconds of the clock; `undefined` is now */
export const versionAt = ({ versions }: Row, time: number | undefined): Version | undefined =>
  time === undefined ? versions.at(-1) : versions.findLast(({ from }) => from <= time);
