import type { CreateTableCommandInput, StreamSpecification } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { number, optionalText, text } from '../properties';
import { resourceType } from '../resource-type';
import type { Services } from '../services';
import { generatedName, type StackContext } from '../stack-context';

const key = {
  AttributeDefinitions: z.array(z.strictObject({ AttributeName: text, AttributeType: z.enum(['S', 'N', 'B']) })),
  BillingMode: z.enum(['PAY_PER_REQUEST', 'PROVISIONED']).default('PROVISIONED'),
  KeySchema: z.array(z.strictObject({ AttributeName: text, KeyType: z.enum(['HASH', 'RANGE']) })),
  TableName: optionalText,
  StreamSpecification: z
    .strictObject({ StreamViewType: z.enum(['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES']) })
    .optional(),
};
const throughput = z.strictObject({ ReadCapacityUnits: number, WriteCapacityUnits: number });
/** Time to live is inert because DynamoDB deletes expired items within days, which no rehearsal waits for. */
const INERT = [
  ...['ContributorInsightsSpecification', 'DeletionProtectionEnabled', 'PointInTimeRecoverySpecification'],
  ...['SSESpecification', 'TableClass', 'Tags', 'TimeToLiveSpecification'],
];

export const dynamodbTable = resourceType({
  type: 'AWS::DynamoDB::Table',
  properties: z.object({ ...key, ProvisionedThroughput: throughput.optional() }),
  inert: INERT,
  create: ({ properties, stack, services, logicalId }) => createTable({ services, stack, logicalId }, properties),
});

/** What CDK's TableV2 writes. Its only replica must be its own Region: each Region's lock is its own. */
export const dynamodbGlobalTable = resourceType({
  type: 'AWS::DynamoDB::GlobalTable',
  properties: z.object({ ...key, Replicas: z.array(z.looseObject({ Region: text })).length(1) }),
  inert: INERT,
  create: ({ properties: { Replicas, ...properties }, stack, services, logicalId }) => {
    if (Replicas[0]?.Region !== stack.region) throw new Error('a replica in another Region is not rehearsed');
    return createTable({ services, stack, logicalId }, properties);
  },
});

interface Place {
  readonly services: Services;
  readonly stack: StackContext;
  readonly logicalId: string;
}

type TableProperties = Omit<CreateTableCommandInput, 'TableName' | 'StreamSpecification'> & {
  readonly TableName?: string | undefined;
  readonly StreamSpecification?: Pick<StreamSpecification, 'StreamViewType'> | undefined;
};

async function createTable(
  { services, stack, logicalId }: Place,
  { StreamSpecification: stream, ...properties }: TableProperties,
) {
  const name = properties.TableName ?? generatedName(stack, logicalId);
  const { arn, streamArn } = await services.dynamodb.createTable(stack.region, {
    ...properties,
    ...(stream && { StreamSpecification: { StreamEnabled: true, ...stream } }),
    TableName: name,
  });
  return {
    physicalId: name,
    attributes: { Arn: arn, TableId: name, ...(streamArn !== undefined && { StreamArn: streamArn }) },
    remove: () => services.dynamodb.deleteTable(stack.region, name),
  };
}
