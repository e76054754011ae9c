import * as client from '@aws-sdk/client-dynamodb';
import type { DynamoDb } from '../../../lib/rehearsal/aws/dynamodb';
import { isWrite } from '../../../lib/rehearsal/aws/dynamodb/operations';
import { iamRequests, itemResource, type TableView, tableArn } from '../../../lib/rehearsal/aws/dynamodb/requests';
import { createStreams } from '../../../lib/rehearsal/aws/dynamodb/streams';
import { AwsError, type Call } from '../../../lib/rehearsal/aws/service';
import type { Clock } from '../../../lib/rehearsal/world/clock';
import { copyOf } from './memory-dynamodb/items';
import { refuseMembers } from './memory-dynamodb/members';
import { getItem, type Place, putItem, queryItems, updateItem } from './memory-dynamodb/operations';
import { type Table, tableOf } from './memory-dynamodb/table';

/** How far reads lag that do not ask for consistency. */
export interface Staleness {
  /** Asked at each such read, so that a fault may begin and end. */
  staleMilliseconds(region: string, table: string): number;
  /** The past that is kept. @default a minute; AWS speaks of a second */
  readonly staleMillisecondsMax?: number;
}

export interface MemoryDynamoDbOptions {
  readonly account: string;
  readonly clock: Pick<Clock, 'now'>;
  /** @default every read sees the last write, and nothing of the past is kept */
  readonly staleness?: Staleness;
}

const STALE_MILLISECONDS_MAX = 60_000;

/**
 * DynamoDB as far as this project uses it, in memory: every answer is there at once. Dynalite's parsers and rules
 * decide; anything that no code here asks for is refused with NotImplemented.
 *
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.ReadConsistency.html
 */
export function createMemoryDynamoDb({ account, clock, staleness }: MemoryDynamoDbOptions): DynamoDb {
  const tables = new Map<string, Table>();
  const streams = createStreams(clock);
  const arnOf = (region: string, table: string) => tableArn({ region, account }, table);
  const viewOf = (region: string): TableView => ({
    arnOf: (table) => arnOf(region, table),
    tableOf: (table) => tables.get(arnOf(region, table))?.schema ?? {},
  });
  const placeOf = (region: string, name = ''): Place => ({
    table: () => found(tables.get(arnOf(region, name))),
    now: clock.now(),
    keptMilliseconds: staleness ? (staleness.staleMillisecondsMax ?? STALE_MILLISECONDS_MAX) : 0,
    staleTime: () => staleness && staleTimeOf(clock.now(), staleness, { region, table: name }),
  });
  const operation =
    <Input extends { TableName?: string | undefined }, Output>(
      name: string,
      carryOut: (place: Place, input: Input) => Output,
    ) =>
    (input: Input, { region }: Pick<Call, 'region'>): Output => {
      refuseMembers(name, input);
      return carryOut(placeOf(region, input.TableName), input);
    };
  return {
    service: {
      signingName: 'dynamodb',
      client,
      operations: {
        GetItem: operation('GetItem', getItem),
        PutItem: operation('PutItem', putItem),
        UpdateItem: operation('UpdateItem', updateItem),
        Query: operation('Query', queryItems),
      },
      changes: isWrite,
      authorization: (name, input, { region }) => iamRequests(name, input, viewOf(region)),
      resourceOf: (_, input, { region }) => itemResource(input, viewOf(region)),
    },
    async createTable(region, { StreamSpecification: stream, ...input }) {
      const arn = arnOf(region, input.TableName ?? '');
      if (tables.has(arn)) throw new AwsError('ResourceInUseException', `Table already exists: ${input.TableName}`);
      tables.set(
        arn,
        tableOf(input, (change) => streams.changed(arn, change)),
      );
      const view = stream?.StreamEnabled ? stream.StreamViewType : undefined;
      return { arn, ...(view && { streamArn: streams.open(arn, view) }) };
    },
    async deleteTable(region, name) {
      found(tables.get(arnOf(region, name)), name);
      tables.delete(arnOf(region, name));
      streams.close(arnOf(region, name));
    },
    scan: async (region, name) =>
      placeOf(region, name)
        .table()
        .rows()
        .flatMap(({ versions }) => versions.slice(-1).map(({ item }) => copyOf(item))),
    get: async ({ region, table, key }) =>
      getItem(placeOf(region, table), { TableName: table, Key: key, ConsistentRead: true }).Item,
    put: async ({ region, table, item }) => void putItem(placeOf(region, table), { TableName: table, Item: item }),
    streams,
    close: async () => tables.clear(),
  };
}

function found(table: Table | undefined, name?: string): Table {
  if (table) return table;
  const which = name === undefined ? '' : `: Table: ${name} not found`;
  throw new AwsError('ResourceNotFoundException', `Requested resource not found${which}`);
}

/** @throws when a read would look further back than what is kept */
function staleTimeOf(now: number, staleness: Staleness, at: { region: string; table: string }): number | undefined {
  const { staleMillisecondsMax = STALE_MILLISECONDS_MAX } = staleness;
  const milliseconds = staleness.staleMilliseconds(at.region, at.table);
  if (milliseconds <= staleMillisecondsMax) return milliseconds === 0 ? undefined : now - milliseconds;
  throw new Error(
    `staleMilliseconds of ${at.table} in ${at.region} is ${milliseconds}, but only ${staleMillisecondsMax} are kept; ` +
      'raise staleMillisecondsMax',
  );
}
