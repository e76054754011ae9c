import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '../temporary';
import { MACHINE, openSmallAccount, type SmallAccount, TOPIC, ZONE } from './independent/small-account';
import { environmentOf, run, versionOf } from './independent/tools';

/** Tools that this project does not own work against the world's endpoint, just as they come. */

/** A tool takes a second to start, and many on a busy machine. */
jest.setTimeout(60_000);

const CLI = versionOf('aws', ['--version']);
const BOTO3 = versionOf('python3', ['-c', 'import boto3; print("boto3", boto3.__version__)']);
const shown = (version: string | undefined) => version ?? 'absent from this machine: its tests are skipped';

let account: SmallAccount;
beforeAll(async () => {
  account = await openSmallAccount();
});
afterAll(async () => {
  expect(account.endpoint.defects).toEqual([]);
  await account.close();
});

const KEY = { pk: { S: 'lock#orders' }, sk: { S: 'lock' } };
const FAILOVER_ARGUMENTS = ['--global-cluster-identifier', 'orders', '--target-db-cluster-identifier', 'x'];
const nobody = () => account.endpoint.as({ name: 'nobody' });

describe(`the AWS CLI (${shown(CLI)})`, () => {
  const testWithCli = CLI === undefined ? test.skip : test;
  const aws = (words: readonly string[], settings = account.endpoint.settings()) =>
    run('aws', [...words, '--output', 'json'], environmentOf(settings));

  // One call in each protocol, and one error: a start of the tool takes a second. The others are asked with boto3.
  testWithCli.each<[string, string[], object]>([
    [
      'rds',
      ['describe-global-clusters', '--global-cluster-identifier', 'orders'],
      { GlobalClusters: [{ GlobalClusterIdentifier: 'orders', GlobalClusterMembers: [{ IsWriter: true }] }] },
    ],
    [
      'route53',
      ['list-resource-record-sets', '--hosted-zone-id', ZONE, '--max-items', '1'],
      { ResourceRecordSets: [{ Name: 'example.com.', Type: 'NS' }] },
    ],
    ['dynamodb', ['get-item', '--table-name', 'understudy', '--key', JSON.stringify(KEY)], { Item: KEY }],
  ])('%s %j', async (service, words, expected) => {
    const { code, stdout, stderr } = await aws([service, ...words]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject(expected);
  });

  testWithCli('s3api puts an object, streamed and with a checksum', async () => {
    const from = join(temporaryDirectory('cli'), 'from');
    writeFileSync(from, 'a template');
    const where = ['--bucket', 'releases', '--key', 'r-1/web.json'];
    expect(await aws(['s3api', 'put-object', ...where, '--body', from])).toMatchObject({ code: 0, stderr: '' });
    const stored = account.world.services.s3.getObject({ bucket: 'releases', key: 'r-1/web.json' });
    expect(stored?.body.toString()).toBe('a template');
  });

  testWithCli('shows an error, as the service says it', async () => {
    const { code, stderr } = await aws(['s3api', 'get-object', '--bucket', 'releases', '--key', 'absent', '/dev/null']);
    expect(code).not.toBe(0);
    expect(stderr).toContain('(NoSuchKey) when calling the GetObject operation: The specified key does not exist.');
  });

  testWithCli('shows whom IAM denies what, on which resource', async () => {
    const { code, stderr } = await aws(['rds', 'failover-global-cluster', ...FAILOVER_ARGUMENTS], nobody());
    expect(code).not.toBe(0);
    expect(stderr).toContain('(AccessDenied) when calling the FailoverGlobalCluster operation: User: arn:aws:sts::');
    expect(stderr).toContain('assumed-role/nobody/nobody is not authorized to perform: rds:FailoverGlobalCluster');
  });
});

describe(`boto3 (${shown(BOTO3)})`, () => {
  const testWithBoto3 = BOTO3 === undefined ? test.skip : test;
  const calls = async (list: readonly unknown[], settings = account.endpoint.settings()) => {
    const program = join(__dirname, 'independent', 'calls.py');
    const { code, stdout, stderr } = await run('python3', [program, JSON.stringify(list)], environmentOf(settings));
    if (code !== 0) throw new Error(stderr);
    return JSON.parse(stdout);
  };

  testWithBoto3('reads and writes, and reads errors with their status', async () => {
    const record = { Name: 'b.example.com', Type: 'TXT', TTL: 60, ResourceRecords: [{ Value: '"<&>"' }] };
    const asked: [call: unknown[], expected: object][] = [
      [['rds', 'describe_global_clusters', {}], { output: { GlobalClusters: [{ Engine: 'aurora-postgresql' }] } }],
      [
        [
          'route53',
          'change_resource_record_sets',
          { HostedZoneId: ZONE, ChangeBatch: { Changes: [{ Action: 'UPSERT', ResourceRecordSet: record }] } },
        ],
        { output: { ChangeInfo: { Status: 'PENDING' } } },
      ],
      [
        [
          'route53',
          'list_resource_record_sets',
          { HostedZoneId: ZONE, StartRecordName: 'b.example.com', StartRecordType: 'TXT' },
        ],
        { output: { ResourceRecordSets: [{ ...record, Name: 'b.example.com.' }] } },
      ],
      [
        ['dynamodb', 'get_item', { TableName: 'understudy', Key: KEY, ConsistentRead: true }],
        { output: { Item: KEY } },
      ],
      [
        [
          'dynamodb',
          'put_item',
          { TableName: 'understudy', Item: KEY, ConditionExpression: 'attribute_not_exists(pk)' },
        ],
        { error: { Code: 'ConditionalCheckFailedException' }, status: 400 },
      ],
      [
        ['stepfunctions', 'list_executions', { stateMachineArn: MACHINE }],
        { output: { executions: [{ name: 'one' }] } },
      ],
      [['stepfunctions', 'start_execution', { stateMachineArn: MACHINE, name: 'two', input: '{}' }], { output: {} }],
      [['s3', 'put_object', { Bucket: 'releases', Key: 'a b/c', Body: 'text', IfNoneMatch: '*' }], { output: {} }],
      [['s3', 'get_object', { Bucket: 'releases', Key: 'a b/c' }], { output: { Body: 'text' } }],
      [
        ['s3', 'put_object', { Bucket: 'releases', Key: 'a b/c', Body: 'text', IfNoneMatch: '*' }],
        { error: { Code: 'PreconditionFailed' }, status: 412 },
      ],
      [
        ['cloudformation', 'describe_stacks', { StackName: 'web' }],
        { error: { Code: 'ValidationError', Message: 'Stack with id web does not exist' }, status: 400 },
      ],
      [['cloudformation', 'describe_stacks', {}], { output: { Stacks: [] } }],
      [['cloudwatch', 'describe_alarms', {}], { output: { MetricAlarms: [] } }],
      // Sent as a form, in which a space is a plus.
      [
        ['sns', 'publish', { TopicArn: TOPIC, Subject: 'a + b', Message: '{"a":1}' }],
        { output: { MessageId: expect.any(String) } },
      ],
      [
        ['events', 'put_events', { Entries: [{ Source: 'mine', DetailType: 'Told', Detail: '{}' }] }],
        { output: { FailedEntryCount: 0 } },
      ],
    ];
    const answers = await calls(asked.map(([call]) => call));
    expect(answers).toMatchObject(asked.map(([, expected]) => expected));
  });

  testWithBoto3('reads an error, in every protocol', async () => {
    const executionArn = `${MACHINE.replace('stateMachine', 'execution')}:no`;
    const answers = await calls([
      ['rds', 'describe_global_clusters', { GlobalClusterIdentifier: 'other' }],
      ['stepfunctions', 'describe_execution', { executionArn }],
      ['s3', 'get_object', { Bucket: 'releases', Key: 'absent' }],
      ['cloudwatch', 'list_metrics', {}],
    ]);
    expect(answers).toMatchObject([
      { error: { Code: 'GlobalClusterNotFoundFault' }, status: 404 },
      { error: { Code: 'ExecutionDoesNotExist' }, status: 400 },
      { error: { Code: 'NoSuchKey', Message: 'The specified key does not exist.' }, status: 404 },
      { error: { Code: 'NotImplemented', Message: expect.stringContaining('ListMetrics is not rehearsed') } },
    ]);
  });

  testWithBoto3('reads a denial, in every protocol', async () => {
    const answers = await calls(
      [
        ['rds', 'describe_global_clusters', {}],
        ['route53', 'get_hosted_zone', { Id: ZONE }],
        ['dynamodb', 'get_item', { TableName: 'understudy', Key: KEY }],
        ['s3', 'get_object', { Bucket: 'releases', Key: 'a b/c' }],
      ],
      nobody(),
    );
    expect(answers).toMatchObject([
      { error: { Code: 'AccessDenied' }, status: 403 },
      { error: { Code: 'AccessDenied' }, status: 403 },
      { error: { Code: 'AccessDeniedException' }, status: 400 },
      { error: { Code: 'AccessDenied' }, status: 403 },
    ]);
  });
});
