import type { AttributeValue, KeySchemaElement } from '@aws-sdk/client-dynamodb';

type Item = Readonly<Record<string, AttributeValue>>;

/** The members of DynamoDB's inputs that name items. */
export interface ItemInput {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly Key?: Item;
  readonly Item?: Item;
  readonly KeyConditionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Item;
}

export interface KeyedTable {
  readonly KeySchema?: readonly KeySchemaElement[] | undefined;
  readonly GlobalSecondaryIndexes?: readonly {
    readonly IndexName?: string;
    readonly KeySchema?: readonly KeySchemaElement[];
  }[];
}

/**
 * Partition key values of the items that an operation names; undefined where it names none, as a Scan does.
 *
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
export function leadingKeys(input: ItemInput, table: KeyedTable): string[] | undefined {
  const name = partitionKeyOf(input, table);
  const value = name === undefined ? undefined : (input.Key?.[name] ?? input.Item?.[name] ?? queriedValue(input, name));
  return value === undefined ? undefined : [textOf(value)];
}

function partitionKeyOf({ IndexName }: ItemInput, table: KeyedTable): string | undefined {
  const index = table.GlobalSecondaryIndexes?.find((candidate) => candidate.IndexName === IndexName);
  const schema = index?.KeySchema ?? table.KeySchema;
  return schema?.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName;
}

/** The value that `#pk = :pk` compares with, somewhere in the key condition. */
function queriedValue(input: ItemInput, name: string): AttributeValue | undefined {
  const { KeyConditionExpression = '', ExpressionAttributeNames = {}, ExpressionAttributeValues = {} } = input;
  for (const [, attribute = '', value = ''] of KeyConditionExpression.matchAll(/([#\w.-]+)\s*=\s*(:\w+)/g)) {
    if ((ExpressionAttributeNames[attribute] ?? attribute) === name) return ExpressionAttributeValues[value];
  }
  return undefined;
}

const textOf = ({ S, N, B }: AttributeValue): string => S ?? N ?? Buffer.from(B ?? []).toString('base64');
