import * as cloudformation from '@aws-sdk/client-cloudformation';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as rds from '@aws-sdk/client-rds';
import * as route53 from '@aws-sdk/client-route-53';
import { AwsError, type Operations } from '../../lib/rehearsal/aws/service';
import { type EndpointInTest, openEndpoint, recordingService, refused } from './aws-endpoint';

const at = new Date('2026-11-21T01:02:03.000Z');
const open: EndpointInTest[] = [];
afterEach(async () => {
  for (const endpoint of open.splice(0)) {
    await endpoint.close();
    expect(endpoint.defects).toEqual([]);
  }
});

async function serving(signingName: string, client: object, operations: Operations) {
  const { service, inputs } = recordingService(signingName, client, operations);
  const endpoint = await openEndpoint([service]);
  open.push(endpoint);
  return { inputs, settings: endpoint.settings() };
}

describe('awsQuery carries RDS calls', () => {
  const serve = async (operations: Operations) => {
    const { settings, inputs } = await serving('rds', rds, operations);
    return { client: new rds.RDSClient(settings), inputs };
  };

  test('both ways: lists, dates, numbers, booleans and text that must be escaped', async () => {
    const cluster = {
      DBClusterIdentifier: 'orders-us-west-2',
      AllocatedStorage: 1,
      StorageEncrypted: true,
      ClusterCreateTime: at,
      TagList: [{ Key: 'team', Value: '<tea & "sugar">' }],
      DBClusterMembers: [{ DBInstanceIdentifier: 'one', IsClusterWriter: true }],
    };
    const { client, inputs } = await serve({ DescribeDBClusters: () => ({ DBClusters: [cluster] }) });
    const input = { DBClusterIdentifier: 'orders-us-west-2', Filters: [{ Name: 'engine', Values: ['a', 'b'] }] };
    const { DBClusters } = await client.send(new rds.DescribeDBClustersCommand(input));
    expect(DBClusters).toEqual([cluster]);
    expect(inputs).toEqual([input]);
  });

  test('with the promotion of a global database as it is asked for', async () => {
    const { client, inputs } = await serve({
      FailoverGlobalCluster: ({ GlobalClusterIdentifier, TargetDbClusterIdentifier, AllowDataLoss }) => ({
        GlobalCluster: {
          GlobalClusterIdentifier,
          GlobalClusterMembers: [{ DBClusterArn: 'arn:east', IsWriter: true, Readers: ['arn:west'] }],
          FailoverState: {
            Status: 'failing-over',
            ToDbClusterArn: TargetDbClusterIdentifier,
            IsDataLossAllowed: AllowDataLoss,
          },
        },
      }),
    });
    const input = { GlobalClusterIdentifier: 'orders', TargetDbClusterIdentifier: 'arn:west', AllowDataLoss: true };
    const { GlobalCluster } = await client.send(new rds.FailoverGlobalClusterCommand(input));
    expect(inputs).toEqual([input]);
    expect(GlobalCluster?.FailoverState).toEqual({
      Status: 'failing-over',
      ToDbClusterArn: 'arn:west',
      IsDataLossAllowed: true,
    });
    expect(GlobalCluster?.GlobalClusterMembers?.[0]?.Readers).toEqual(['arn:west']);
  });

  test('and refuses under the modelled error, with its status', async () => {
    const { client } = await serve({
      DescribeGlobalClusters: () => {
        throw new AwsError('GlobalClusterNotFoundFault', 'Global cluster <nope> not found');
      },
    });
    const error = await refused(client.send(new rds.DescribeGlobalClustersCommand({})));
    expect(error).toBeInstanceOf(rds.GlobalClusterNotFoundFault);
    expect(error).toMatchObject({ message: 'Global cluster <nope> not found', $metadata: { httpStatusCode: 404 } });
  });
});

describe('awsQuery carries CloudFormation calls', () => {
  const serve = async (operations: Operations) => {
    const { settings, inputs } = await serving('cloudformation', cloudformation, operations);
    return { client: new cloudformation.CloudFormationClient(settings), inputs };
  };

  test('with parameters, tags and capabilities in place', async () => {
    const { client, inputs } = await serve({ CreateStack: () => ({ StackId: 'arn:stack/1' }) });
    const input = {
      StackName: 'orders-web',
      TemplateURL: 'https://bucket.s3.us-west-2.amazonaws.com/a?versionId=1&x=2',
      Parameters: [{ ParameterKey: 'k', ParameterValue: 'v' }],
      Capabilities: ['CAPABILITY_IAM' as const],
      Tags: [{ Key: 'understudy:epoch', Value: '101' }],
      TimeoutInMinutes: 5,
      DisableRollback: true,
    };
    expect((await client.send(new cloudformation.CreateStackCommand(input))).StackId).toBe('arn:stack/1');
    expect(inputs).toEqual([input]);
  });

  test('and refuses with an error that is not modelled', async () => {
    const { client } = await serve({
      DescribeStacks: () => {
        throw new AwsError('ValidationError', 'Stack with id x does not exist');
      },
    });
    const error = await refused(client.send(new cloudformation.DescribeStacksCommand({ StackName: 'x' })));
    expect(error).toMatchObject({ name: 'ValidationError', message: 'Stack with id x does not exist' });
    expect(error.$metadata?.httpStatusCode).toBe(400);
  });

  test('with an empty list as an empty list', async () => {
    const { client, inputs } = await serve({ CreateStack: () => ({}) });
    await client.send(new cloudformation.CreateStackCommand({ StackName: 's', Tags: [] }));
    expect(inputs).toEqual([{ StackName: 's', Tags: [] }]);
  });
});

describe('restXml carries Route 53 calls', () => {
  const serve = async (operations: Operations) => {
    const { settings, inputs } = await serving('route53', route53, operations);
    return { client: new route53.Route53Client(settings), inputs };
  };
  const record = {
    Name: 'orders.example.com.',
    Type: 'A' as const,
    SetIdentifier: 'us-east-1',
    Failover: 'PRIMARY' as const,
    HealthCheckId: 'check-1',
    AliasTarget: { HostedZoneId: 'Z2', DNSName: 'us-east-1.orders.example.com.', EvaluateTargetHealth: true },
  };

  test('with alias records in and a change out', async () => {
    const change = { Id: '/change/C1', Status: 'PENDING' as const, SubmittedAt: at };
    const { client, inputs } = await serve({ ChangeResourceRecordSets: () => ({ ChangeInfo: change }) });
    const text = { Name: 'orders.example.com.', Type: 'TXT' as const, TTL: 60, ResourceRecords: [{ Value: '"101"' }] };
    const input = {
      HostedZoneId: 'Z1',
      ChangeBatch: {
        Comment: 'a & b',
        Changes: [
          { Action: 'DELETE' as const, ResourceRecordSet: record },
          { Action: 'CREATE' as const, ResourceRecordSet: text },
        ],
      },
    };
    const { ChangeInfo } = await client.send(new route53.ChangeResourceRecordSetsCommand(input));
    expect(ChangeInfo).toEqual(change);
    expect(inputs).toEqual([input]);
  });

  test('and says which changes of a batch were wrong', async () => {
    const messages = ['Tried to delete resource record set [name=a] but it was not found'];
    const { client } = await serve({
      ChangeResourceRecordSets: () => {
        throw new AwsError('InvalidChangeBatch', `[${messages[0]}]`, { extra: { messages } });
      },
    });
    const ChangeBatch = { Changes: [{ Action: 'DELETE' as const, ResourceRecordSet: record }] };
    const change = client.send(new route53.ChangeResourceRecordSetsCommand({ HostedZoneId: 'Z1', ChangeBatch }));
    const error = await refused(change);
    expect(error).toBeInstanceOf(route53.InvalidChangeBatch);
    expect(error).toMatchObject({ messages, $metadata: { httpStatusCode: 400 } });
  });

  test('with members in path and query', async () => {
    const list = { ResourceRecordSets: [record], IsTruncated: false, MaxItems: 300 };
    const { client, inputs } = await serve({ ListResourceRecordSets: () => list });
    const input = { HostedZoneId: 'Z1', StartRecordName: 'orders.', StartRecordType: 'A' as const, MaxItems: 5 };
    const { ResourceRecordSets, IsTruncated } = await client.send(new route53.ListResourceRecordSetsCommand(input));
    expect(ResourceRecordSets).toEqual([record]);
    expect(IsTruncated).toBe(false);
    expect(inputs).toEqual([input]);
  });

  test('with the update of a health check', async () => {
    const { client, inputs } = await serve({
      UpdateHealthCheck: ({ HealthCheckId, Inverted }) => ({
        HealthCheck: { Id: HealthCheckId, HealthCheckVersion: 2, HealthCheckConfig: { Type: 'CALCULATED', Inverted } },
      }),
    });
    const input = { HealthCheckId: 'check-1', Inverted: true, ChildHealthChecks: ['a', 'b'] };
    const { HealthCheck } = await client.send(new route53.UpdateHealthCheckCommand(input));
    expect(inputs).toEqual([input]);
    expect(HealthCheck?.HealthCheckConfig).toEqual({ Type: 'CALCULATED', Inverted: true });
  });

  test('with a modelled error of its own status', async () => {
    const { client } = await serve({
      GetHostedZone: () => {
        throw new AwsError('NoSuchHostedZone', 'No hosted zone found with ID: Z9');
      },
    });
    const error = await refused(client.send(new route53.GetHostedZoneCommand({ Id: 'Z9' })));
    expect(error).toBeInstanceOf(route53.NoSuchHostedZone);
    expect(error.$metadata?.httpStatusCode).toBe(404);
  });
});

describe('awsJson carries CloudWatch calls', () => {
  const serve = async (operations: Operations) => {
    const { settings, inputs } = await serving('monitoring', cloudwatch, operations);
    return { client: new cloudwatch.CloudWatchClient(settings), inputs };
  };

  test.each([1, 500])('with %i data, which the client compresses when they are many', async (many) => {
    const { client, inputs } = await serve({ PutMetricData: () => ({}) });
    const datum = { MetricName: 'RegionDown', Value: 1.5, Timestamp: at, Unit: 'None' as const };
    const MetricData = Array.from({ length: many }, () => datum);
    await client.send(new cloudwatch.PutMetricDataCommand({ Namespace: 'Understudy', MetricData }));
    expect(inputs).toEqual([{ Namespace: 'Understudy', MetricData }]);
  });

  test('with queries of metrics in and series out', async () => {
    const results = [{ Id: 'lag', Timestamps: [at], Values: [1.5, 2], StatusCode: 'Complete' as const }];
    const { client, inputs } = await serve({ GetMetricData: () => ({ MetricDataResults: results }) });
    const Metric = { Namespace: 'AWS/RDS', MetricName: 'lag', Dimensions: [{ Name: 'd', Value: 'v' }] };
    const MetricDataQueries = [{ Id: 'lag', MetricStat: { Metric, Period: 60, Stat: 'Maximum' } }];
    const input = { StartTime: at, EndTime: at, MetricDataQueries };
    const { MetricDataResults } = await client.send(new cloudwatch.GetMetricDataCommand(input));
    expect(MetricDataResults).toEqual(results);
    expect(inputs).toEqual([input]);
  });

  test('with alarms', async () => {
    const alarm = { AlarmName: 'down', StateValue: 'ALARM' as const, StateUpdatedTimestamp: at, Threshold: 1 };
    const { client } = await serve({ DescribeAlarms: () => ({ MetricAlarms: [alarm] }) });
    const { MetricAlarms } = await client.send(new cloudwatch.DescribeAlarmsCommand({ AlarmNames: ['down'] }));
    expect(MetricAlarms).toEqual([alarm]);
  });

  test('and refuses under the modelled error', async () => {
    const { client } = await serve({
      PutMetricData: () => {
        throw new AwsError('InvalidParameterValueException', 'The value NaN is not allowed');
      },
    });
    const error = await refused(client.send(new cloudwatch.PutMetricDataCommand({ Namespace: 'N', MetricData: [] })));
    expect(error).toBeInstanceOf(cloudwatch.InvalidParameterValueException);
    expect(error.message).toBe('The value NaN is not allowed');
  });
});
