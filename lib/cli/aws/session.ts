import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { Names } from '../../domain/names';
import type { Presence } from '../../domain/presence';
import { presenceKey } from '../../domain/table-items';

/** Where commands go: AWS, or a rehearsal world that is kept up. */
export interface Session {
  /** Settings of an SDK client; credentials come from the environment or the profile, as everywhere. */
  settings(region: string): ClientSettings;
  /** Sends a signed POST to a function URL. @throws when nothing answers */
  post(request: SignedPost): Promise<Answer>;
}

export interface ClientSettings {
  readonly region: string;
  readonly endpoint?: string;
  readonly maxAttempts: number;
  /** @default those that any SDK client finds */
  readonly credentials?: () => Promise<Keys>;
}

/** Credentials of a person in a rehearsal world. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface SignedPost {
  readonly url: string;
  readonly region: string;
  readonly json: unknown;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/**
 * What the watch of a Region wrote down for the others; `undefined` before its first minute. @throws as DynamoDB does
 */
export async function presenceOf(
  session: Session,
  { plan, region, names }: { plan: string; region: string; names: Pick<Names, 'table'> },
): Promise<Presence | undefined> {
  const dynamo = new DynamoDBClient(session.settings(region));
  const { Item } = await dynamo.send(
    new GetItemCommand({ TableName: names.table, Key: presenceKey(plan), ConsistentRead: true }),
  );
  if (!Item) return undefined;
  const text = (name: string) => Item[name]?.S ?? '';
  return {
    signalUrl: text('signalUrl'),
    approvalUrl: text('approvalUrl'),
    controlsUrl: text('controlsUrl'),
    planSha256: text('planSha256'),
    at: text('at'),
  };
}
