import * as z from 'zod';
import { checkPattern, type Pattern } from '../events/pattern';
import { flag, number, optionalNumber, text } from '../properties';
import { resourceType } from '../resource-type';
import { generatedName, uuidOf } from '../stack-context';
import { functionArn } from './lambda-arn';

const queueArn = z.string().regex(/^arn:[^:]+:sqs:/, 'only a queue is rehearsed as a destination');
const streamArn = z.string().regex(/^arn:[^:]+:dynamodb:.*\/stream\//, 'only the stream of a table is rehearsed');
const position = z.enum(['TRIM_HORIZON', 'LATEST'], 'of a stream of DynamoDB allowed is TRIM_HORIZON or LATEST');

/** AWS's -1 is no limit. */
const limitOf = (value: number | undefined): number | undefined => (value === -1 ? undefined : value);

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html */
export const lambdaEventSourceMapping = resourceType({
  type: 'AWS::Lambda::EventSourceMapping',
  properties: z.object({
    BatchSize: number.default(100),
    BisectBatchOnFunctionError: flag.default(false),
    DestinationConfig: z.strictObject({ OnFailure: z.strictObject({ Destination: queueArn }) }).optional(),
    EventSourceArn: streamArn,
    FilterCriteria: z.strictObject({ Filters: z.array(z.strictObject({ Pattern: text })) }).optional(),
    FunctionName: text,
    FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
    MaximumBatchingWindowInSeconds: number.default(0),
    MaximumRecordAgeInSeconds: optionalNumber,
    MaximumRetryAttempts: optionalNumber,
    StartingPosition: position,
  }),
  create: ({ properties, stack, services, logicalId }) => {
    const arn = functionArn(stack, properties.FunctionName);
    const end = services.eventSourceMappings.create({
      functionArn: arn,
      roleArn: services.registry.functionRoles.get(arn) ?? '',
      streamArn: properties.EventSourceArn,
      startingPosition: properties.StartingPosition,
      batchSize: properties.BatchSize,
      batchingWindowSeconds: properties.MaximumBatchingWindowInSeconds,
      filters: (properties.FilterCriteria?.Filters ?? []).map(({ Pattern }) => patternOf(Pattern)),
      reportsFailures: properties.FunctionResponseTypes.length > 0,
      bisects: properties.BisectBatchOnFunctionError,
      recordAgeSecondsMax: limitOf(properties.MaximumRecordAgeInSeconds),
      retryAttemptsMax: limitOf(properties.MaximumRetryAttempts),
      onFailureArn: properties.DestinationConfig?.OnFailure.Destination,
    });
    return { physicalId: uuidOf(generatedName(stack, logicalId)), remove: end };
  },
});

/**
 * A filter of a stream of DynamoDB reads the key `dynamodb` of a record and no other.
 *
 * @throws for a filter that this world does not carry out
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/with-ddb-filtering.html
 */
function patternOf(written: string): Pattern {
  const pattern = JSON.parse(written) as Pattern;
  const others = Object.keys(pattern).filter((name) => name !== 'dynamodb');
  if (others.length > 0) throw new Error(`the filter on ${others.join(', ')} is not rehearsed: allowed is dynamodb`);
  checkPattern(pattern);
  return pattern;
}
