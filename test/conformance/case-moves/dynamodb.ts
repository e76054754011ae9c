import { z } from 'zod';
import type { DynamoDb } from '../../../lib/rehearsal/aws/dynamodb';
import { createMemoryDynamoDb } from '../../simulation/world/memory-dynamodb';
import { ACCOUNT, type AwsWorld } from '../aws-world';
import { move } from './move';

interface Tables {
  readonly dynamodb: DynamoDb;
  staleMilliseconds: number;
}

const tables = new WeakMap<AwsWorld, Tables>();

/** The tables of a world, in memory. */
export function tablesOf(world: AwsWorld): DynamoDb {
  return madeIn(world).dynamodb;
}

function madeIn(world: AwsWorld): Tables {
  const known = tables.get(world);
  if (known) return known;
  const staleness = { staleMilliseconds: () => made.staleMilliseconds };
  const dynamodb = createMemoryDynamoDb({ account: ACCOUNT, clock: world.clock, staleness });
  const made: Tables = { dynamodb, staleMilliseconds: 0 };
  tables.set(world, made);
  return made;
}

export const dynamodbMoves = {
  /** Makes a table with the keys `pk` and `sk`, both text. */
  'create-table': move({ region: z.string().default('us-west-2'), name: z.string() }, (world, { region, name }) =>
    madeIn(world).dynamodb.createTable(region, {
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  ),
  /** Reads that do not ask for consistency see the tables as they were so long ago. */
  'read-stale': move({ seconds: z.number() }, (world, { seconds }) => {
    madeIn(world).staleMilliseconds = seconds * 1000;
  }),
};
