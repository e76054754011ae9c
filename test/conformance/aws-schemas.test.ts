import * as cloudformation from '@aws-sdk/client-cloudformation';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as lambda from '@aws-sdk/client-lambda';
import * as rds from '@aws-sdk/client-rds';
import * as route53 from '@aws-sdk/client-route-53';
import * as s3 from '@aws-sdk/client-s3';
import * as sfn from '@aws-sdk/client-sfn';
import * as sns from '@aws-sdk/client-sns';
import { NormalizedSchema } from '@smithy/core/schema';
import { protocolOf } from '../../lib/rehearsal/aws/protocol/protocol';
import { schemasOf } from '../../lib/rehearsal/aws/protocol/schemas';

/** What is relied on, though it is typed but not documented: a new version of a client must be looked at here. */
const CLIENTS = [
  ['cloudformation', cloudformation, 'awsQuery', 'CreateStack', 'AlreadyExistsException'],
  ['cloudwatch', cloudwatch, 'awsJson1_0', 'PutMetricData', 'InvalidParameterValueException'],
  ['dynamodb', dynamodb, 'awsJson1_0', 'PutItem', 'ConditionalCheckFailedException'],
  ['lambda', lambda, 'restJson1', 'Invoke', 'ResourceNotFoundException'],
  ['rds', rds, 'awsQuery', 'FailoverGlobalCluster', 'GlobalClusterNotFoundFault'],
  ['route-53', route53, 'restXml', 'ChangeResourceRecordSets', 'InvalidChangeBatch'],
  ['s3', s3, 'restXml', 'PutObject', 'NoSuchKey'],
  ['sfn', sfn, 'awsJson1_0', 'StartExecution', 'ExecutionAlreadyExists'],
  ['sns', sns, 'awsQuery', 'Publish', 'NotFoundException'],
] as const;

test.each(CLIENTS)(
  'the %s client exports the schemas of its operations and errors',
  (_, client, protocol, operation, error) => {
    const { protocol: spoken, operations, errors } = schemasOf(client);
    expect(spoken.getShapeId()).toBe(`aws.protocols#${protocol}`);
    const shape = operations.get(operation);
    expect(NormalizedSchema.of(shape?.input ?? 'unit').isStructSchema()).toBe(true);
    expect(shape?.http === undefined).toBe(!protocol.startsWith('rest'));
    expect(errors.get(error)?.name).toBe(error);
  },
);

test.each(CLIENTS)('every command of the %s client has a schema', (_, client) => {
  const commands = Object.keys(client).filter((name) => /^[A-Z]\w+Command$/.test(name));
  const { operations } = schemasOf(client);
  expect([...operations.keys()].map((name) => `${name}Command`).sort()).toEqual(commands.sort());
});

test('a module without schemas is refused', () => {
  expect(() => schemasOf({})).toThrow('the client exports no operation schemas');
});

test('a protocol that is not spoken is refused by name', () => {
  class OddClient {
    config = { protocol: { getShapeId: () => 'aws.protocols#ec2Query' } };
    send() {}
  }
  const Odd$ = [9, 'com.odd', 'Odd', 0, 'unit', 'unit'];
  expect(() => protocolOf({ OddClient, Odd$ })).toThrow('protocol aws.protocols#ec2Query is not spoken here');
});
