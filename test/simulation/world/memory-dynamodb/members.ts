import { notSimulated, validation } from './refusals';

const CONDITIONAL = [
  ...['ConditionExpression', 'ExpressionAttributeNames', 'ExpressionAttributeValues'],
  'ReturnValuesOnConditionCheckFailure',
];

/** The members of each operation that the project uses: what must be there, what may be. */
const MEMBERS: Readonly<Record<string, { readonly needed: readonly string[]; readonly possible: readonly string[] }>> =
  {
    GetItem: { needed: ['TableName', 'Key'], possible: ['ConsistentRead'] },
    PutItem: { needed: ['TableName', 'Item'], possible: CONDITIONAL },
    UpdateItem: { needed: ['TableName', 'Key'], possible: ['UpdateExpression', ...CONDITIONAL] },
    Query: {
      needed: ['TableName', 'KeyConditionExpression'],
      possible: [
        ...['ConsistentRead', 'ScanIndexForward', 'Limit', 'ExclusiveStartKey'],
        ...['ExpressionAttributeNames', 'ExpressionAttributeValues'],
      ],
    },
  };

export const OPERATIONS: readonly string[] = Object.keys(MEMBERS);

/** @throws NotImplemented for a member that nobody uses, ValidationException where one is missing */
export function refuseMembers(operation: string, input: object): void {
  const { needed = [], possible = [] } = MEMBERS[operation] ?? {};
  const given = input as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(input)) {
    if (given[name] === undefined || needed.includes(name) || possible.includes(name)) continue;
    throw notSimulated(`${operation} with ${name}`);
  }
  const missing = needed.filter((name) => given[name] === undefined).map(problemOf);
  if (missing.length === 0) return;
  throw validation(
    `${missing.length} validation error${missing.length > 1 ? 's' : ''} detected: ${missing.join('; ')}`,
  );
}

const problemOf = (name: string): string =>
  `Value null at '${name.charAt(0).toLowerCase()}${name.slice(1)}' failed to satisfy constraint: Member must not be null`;
