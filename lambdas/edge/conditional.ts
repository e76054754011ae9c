/** What a write is conditional on, as members of its input. */
interface Condition {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Readonly<Record<string, { readonly N: string }>>;
}

/**
 * Holds while the item is still the one observed: each write raises its version.
 *
 * @param observed `undefined` where there was no item; version 0 stands for an item that names none
 */
export const ifStill = (observed: { readonly version: number } | undefined): Condition => ({
  ExpressionAttributeNames: { '#version': 'version' },
  ...((observed?.version ?? 0) === 0
    ? { ConditionExpression: 'attribute_not_exists(#version)' }
    : {
        ConditionExpression: '#version = :observed',
        ExpressionAttributeValues: { ':observed': { N: String(observed?.version) } },
      }),
});

/** Whether a conditional write took place. @throws when DynamoDB could not tell */
export async function holds(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if ((error as Error).name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}
