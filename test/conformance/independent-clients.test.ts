import { readFileSync, writeFileSync } from 'node:fs';
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
    ['stepfunctions', ['list-executions', '--state-machine-arn', MACHINE], { executions: [{ name: 'one' }] }],
    ['cloudformation', ['describe-stacks'], { Stacks: [] }],
    ['cloudwatch', ['describe-alarms'], { MetricAlarms: [] }],
    [
      'sns',
      ['publish', '--topic-arn', TOPIC, '--subject', 'a + b', '--message', '{"a":1}'],
      { MessageId: expect.any(String) },
    ],
  ])('%s %j', async (service, words, expected) => {
    const { code, stdout, stderr } = await aws([service, ...words]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject(expected);
  });

  testWithCli('s3api puts an object and gets it again', async () => {
    const directory = temporaryDirectory('cli');
    const [from, to] = [join(directory, 'from'), join(directory, 'to')];
    writeFileSync(from, 'a template');
    const where = ['--bucket', 'releases', '--key', 'r-1/web.json'];
    expect(await aws(['s3api', 'put-object', ...where, '--body', from])).toMatchObject({ code: 0, stderr: '' });
    const got = await aws(['s3api', 'get-object', ...where, to]);
    expect(JSON.parse(got.stdout)).toMatchObject({ ContentLength: 10 });
    expect(readFileSync(to, 'utf8')).toBe('a template');
  });

  testWithCli.each<[string, string[], string]>([
    [
      'an error of an awsQuery service',
      ['rds', 'describe-global-clusters', '--global-cluster-identifier', 'other'],
      '(GlobalClusterNotFoundFault) when calling the DescribeGlobalClusters operation',
    ],
    [
      'an error of a JSON service',
      ['stepfunctions', 'describe-execution', '--execution-arn', `${MACHINE.replace('stateMachine', 'execution')}:no`],
      '(ExecutionDoesNotExist) when calling the DescribeExecution operation',
    ],
    [
      'an error of S3',
      ['s3api', 'get-object', '--bucket', 'releases', '--key', 'absent', '/dev/null'],
      '(NoSuchKey) when calling the GetObject operation: The specified key does not exist.',
    ],
    [
      'an operation that is not rehearsed',
      ['cloudwatch', 'list-metrics'],
      '(NotImplemented) when calling the ListMetrics operation: monitoring:ListMetrics is not rehearsed',
    ],
  ])('shows %s', async (_, words, told) => {
    const { code, stderr } = await aws(words);
    expect(code).not.toBe(0);
    expect(stderr).toContain(told);
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
      [['cloudwatch', 'describe_alarms', {}], { output: { MetricAlarms: [] } }],
      [
        ['events', 'put_events', { Entries: [{ Source: 'mine', DetailType: 'Told', Detail: '{}' }] }],
        { output: { FailedEntryCount: 0 } },
      ],
    ];
    const answers = await calls(asked.map(([call]) => call));
    expect(answers).toMatchObject(asked.map(([, expected]) => expected));
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
