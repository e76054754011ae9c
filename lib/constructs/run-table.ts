import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import type { Names } from '../domain/names';

/**
 * The lock, the claim and the records of runs under way. In this Region only: two replicas of a global table could both
 * accept a conditional write, and then two runs would hold the lock. Its stream is what the events of runs are made of.
 */
export const runTable = (scope: Construct, { table }: Names): Table =>
  new Table(scope, 'Runs', {
    tableName: table,
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    sortKey: { name: 'sk', type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    stream: StreamViewType.NEW_IMAGE,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
