import { CloudFormationClient, ListStacksCommand } from '@aws-sdk/client-cloudformation';
import * as rds from '@aws-sdk/client-rds';
import * as route53 from '@aws-sdk/client-route-53';
import * as sfn from '@aws-sdk/client-sfn';
import { ConnectionLost } from '../../lib/rehearsal/aws/connection-lost';
import { AwsError, type Service } from '../../lib/rehearsal/aws/service';
import { plan } from '../fixtures';
import { type EndpointInTest, openEndpoint, refused } from './aws-endpoint';

const GLOBAL = 'arn:aws:rds::111122223333:global-cluster:orders';
const MEMBER = 'arn:aws:rds:us-west-2:111122223333:cluster:orders-us-west-2';

/** Promotes nothing, but needs both permissions that RDS needs for it. */
const promoting = (promote: () => unknown = () => ({})): Service => ({
  signingName: 'rds',
  client: rds,
  operations: { FailoverGlobalCluster: promote, DescribeGlobalClusters: () => ({ GlobalClusters: [] }) },
  changes: (operation) => operation === 'FailoverGlobalCluster',
  authorization: (operation) => [GLOBAL, MEMBER].map((resource) => ({ action: `rds:${operation}`, resource })),
});
const zones = {
  client: route53,
  operations: { ListHostedZones: () => ({ HostedZones: [], IsTruncated: false, MaxItems: 100 }) },
};
const routing: Service = { signingName: 'route53', ...zones, changes: () => false, authorization: () => [] };
const states: Service = {
  signingName: 'states',
  client: sfn,
  operations: { StopExecution: () => ({}) },
  changes: () => true,
  authorization: (operation, { executionArn }) => [{ action: `states:${operation}`, resource: executionArn }],
};
const promotion = () =>
  new rds.FailoverGlobalClusterCommand({ GlobalClusterIdentifier: 'orders', TargetDbClusterIdentifier: MEMBER });
const everything = [{ Effect: 'Allow' as const, Action: '*', Resource: '*' }];

let endpoint: EndpointInTest;
const opened = async (...parameters: Parameters<typeof openEndpoint>) => (endpoint = await openEndpoint(...parameters));
afterEach(() => endpoint.close());

describe('an operation that is not rehearsed', () => {
  test('is answered 501, named and reported', async () => {
    await opened([promoting()]);
    const client = new rds.RDSClient(endpoint.settings());
    const error = await refused(client.send(new rds.RebootDBInstanceCommand({ DBInstanceIdentifier: 'one' })));
    expect(error).toMatchObject({ name: 'NotImplemented', message: 'rds:RebootDBInstance is not rehearsed' });
    expect(error.$metadata?.httpStatusCode).toBe(501);
    expect(endpoint.unimplemented).toEqual([
      { service: 'rds', operation: 'RebootDBInstance', region: 'us-west-2', about: 'world' },
    ]);
  });

  test('is answered 501 when its whole service is missing', async () => {
    await opened([promoting()]);
    const error = await refused(new CloudFormationClient(endpoint.settings()).send(new ListStacksCommand({})));
    expect(error.$metadata?.httpStatusCode).toBe(501);
    expect(endpoint.unimplemented).toMatchObject([{ service: 'cloudformation' }]);
  });
});

describe('a role', () => {
  test('that may call is let through', async () => {
    await opened([promoting()]);
    const client = new rds.RDSClient(endpoint.as({ name: 'promote', statements: everything }));
    await client.send(promotion());
    expect(endpoint.lines).toMatchObject([{ ok: true, error: null }]);
  });

  test('that may not reach one of the resources is denied, naming role, action and resource', async () => {
    await opened([promoting()]);
    const statements = [{ Effect: 'Allow' as const, Action: 'rds:*', Resource: GLOBAL }];
    const client = new rds.RDSClient(endpoint.as({ name: 'promote', statements }));
    const error = await refused(client.send(promotion()));
    expect(error).toMatchObject({ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
    expect(error.message).toBe(
      'User: arn:aws:sts::111122223333:assumed-role/promote/promote is not authorized to perform: ' +
        `rds:FailoverGlobalCluster on resource: ${MEMBER} ` +
        'because no identity-based policy allows the rds:FailoverGlobalCluster action',
    );
    expect(endpoint.lines).toMatchObject([{ ok: false, error: 'AccessDenied' }]);
  });

  test('is denied as AccessDeniedException where JSON is spoken', async () => {
    await opened([states]);
    const client = new sfn.SFNClient(endpoint.as({ name: 'nobody' }));
    const error = await refused(client.send(new sfn.StopExecutionCommand({ executionArn: 'arn:e' })));
    expect(error).toMatchObject({ name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } });
    expect(error.message).toContain('states:StopExecution on resource: arn:e');
  });

  test('can be held to a Region', async () => {
    await opened([promoting()]);
    const Condition = { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } };
    const statements = everything.map((statement) => ({ ...statement, Condition }));
    const west = endpoint.as({ name: 'promote', statements });
    expect((await refused(new rds.RDSClient(west).send(promotion()))).name).toBe('AccessDenied');
    await new rds.RDSClient({ ...west, region: 'us-east-1' }).send(promotion());
  });
});

test.each([
  ['rds', 'InvalidClientTokenId'],
  ['states', 'UnrecognizedClientException'],
])('an access key nobody issued is refused by %s as %s', async (service, name) => {
  await opened([promoting(), states]);
  const settings = { ...endpoint.settings(), credentials: { accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'x' } };
  const call =
    service === 'rds'
      ? new rds.RDSClient(settings).send(promotion())
      : new sfn.SFNClient(settings).send(new sfn.StopExecutionCommand({ executionArn: 'arn:e' }));
  expect(await refused(call)).toMatchObject({ name, $metadata: { httpStatusCode: 403 } });
});

describe('a Region that is cut', () => {
  const describing = (region: string) =>
    new rds.RDSClient(endpoint.settings(undefined, region)).send(new rds.DescribeGlobalClustersCommand({}));

  test('does not answer, while another does', async () => {
    await opened([promoting()]);
    endpoint.cut.add('us-east-1');
    expect((await refused(describing('us-east-1'))).message).toMatch(/socket hang up|ECONNRESET/);
    await describing('us-west-2');
  });

  test('cannot be called from', async () => {
    await opened([promoting()]);
    const settings = endpoint.as({ name: 'promote', region: 'us-east-1', statements: everything });
    endpoint.cut.add('us-east-1');
    const call = new rds.RDSClient({ ...settings, region: 'us-west-2' }).send(promotion());
    expect((await refused(call)).message).toMatch(/socket hang up|ECONNRESET/);
    expect(endpoint.lines).toEqual([]);
  });

  test('does not hold the hand of the world, which stands outside', async () => {
    await opened([promoting()]);
    const world = { roleArn: 'world', about: 'world', region: 'us-east-1' };
    endpoint.cut.add('us-east-1');
    await new rds.RDSClient(endpoint.settings(world)).send(promotion());
  });

  test('takes Route 53 with it when it is us-east-1', async () => {
    await opened([routing]);
    const list = () => new route53.Route53Client(endpoint.settings()).send(new route53.ListHostedZonesCommand({}));
    await list();
    endpoint.cut.add('us-east-1');
    await refused(list());
    endpoint.cut.delete('us-east-1');
    await list();
  });

  test('does not tell the outcome of a call that was under way', async () => {
    await opened([promoting(() => void endpoint.cut.add('us-west-2'))]);
    const client = new rds.RDSClient(endpoint.settings());
    expect((await refused(client.send(promotion()))).message).toMatch(/socket hang up|ECONNRESET/);
    expect(endpoint.lines).toMatchObject([{ operation: 'FailoverGlobalCluster', ok: true }]);
  });
});

test('a service that is down does not answer, while its Region does', async () => {
  let isDown = true;
  await opened([promoting(), { ...routing, isDown: () => isDown }]);
  const list = () => new route53.Route53Client(endpoint.settings()).send(new route53.ListHostedZonesCommand({}));
  expect((await refused(list())).message).toMatch(/socket hang up|ECONNRESET/);
  await new rds.RDSClient(endpoint.settings(undefined, 'us-east-1')).send(new rds.DescribeGlobalClustersCommand({}));
  isDown = false;
  await list();
});

describe('history', () => {
  const run = { id: 'arn:aws:states:us-west-2:111122223333:execution:understudy-orders-failover:one' };
  const PROMOTE = 'understudy-orders-promote-database';
  const invokedWith = (event: object) => ({
    name: PROMOTE,
    statements: everything,
    invocation: { event },
  });

  test('says which run, epoch, step and look a change belongs to', async () => {
    await opened([promoting()]);
    const event = { run, plan, admitRun: { output: { epoch: 101 } }, promoteDatabase: { looks: 4 } };
    await new rds.RDSClient(endpoint.as(invokedWith(event))).send(promotion());
    expect(endpoint.lines).toEqual([
      {
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        runId: run.id,
        epoch: 101,
        owner: run.id,
        step: 'PromoteDatabase',
        look: 5,
        service: 'rds',
        operation: 'FailoverGlobalCluster',
        region: 'us-west-2',
        resource: GLOBAL,
        ok: true,
        error: null,
      },
    ]);
  });

  test('knows a run that is not admitted yet, and a caller outside any run', async () => {
    await opened([promoting()]);
    await new rds.RDSClient(endpoint.as(invokedWith({ run, plan }))).send(promotion());
    await new rds.RDSClient(endpoint.as(invokedWith({ source: 'aws.cloudwatch' }))).send(promotion());
    await new rds.RDSClient(endpoint.settings()).send(promotion());
    expect(endpoint.lines).toMatchObject([
      { runId: run.id, epoch: null, step: 'PromoteDatabase', look: 1 },
      { runId: null, owner: PROMOTE, step: PROMOTE, look: null },
      { runId: null, owner: 'world', step: null },
    ]);
  });

  test('does not take another key of the run for a step', async () => {
    await opened([promoting()]);
    const event = { run: { ...run, verb: 'failover' }, plan, admitRun: { looks: 2 } };
    const admitRun = { ...invokedWith(event), name: 'understudy-orders-admit-run' };
    await new rds.RDSClient(endpoint.as(admitRun)).send(promotion());
    expect(endpoint.lines).toMatchObject([{ epoch: null, step: 'AdmitRun', look: 3 }]);
  });

  test('leaves a function of somebody else its own name, also within a run', async () => {
    await opened([promoting()]);
    const guest = { ...invokedWith({ run, plan, admitRun: { looks: 2 } }), name: 'other-admit-run' };
    await new rds.RDSClient(endpoint.as(guest)).send(promotion());
    expect(endpoint.lines).toMatchObject([{ runId: run.id, step: 'other-admit-run', look: 1 }]);
  });

  test('leaves out what only reads, and keeps what failed', async () => {
    const fail = () => {
      throw new AwsError('InvalidGlobalClusterStateFault', 'busy');
    };
    await opened([promoting(fail)]);
    const client = new rds.RDSClient(endpoint.settings());
    await client.send(new rds.DescribeGlobalClustersCommand({}));
    await refused(client.send(promotion()));
    expect(endpoint.lines).toMatchObject([{ ok: false, error: 'InvalidGlobalClusterStateFault' }]);
  });
});

describe('what stands around a call', () => {
  test('can lose the answer after the change was made', async () => {
    await opened([promoting()], {
      around: async (_, carryOut) => {
        await carryOut();
        throw new ConnectionLost('after');
      },
    });
    await refused(new rds.RDSClient(endpoint.settings()).send(promotion()));
    expect(endpoint.lines).toMatchObject([{ ok: true }]);
  });

  test('can refuse before it is made', async () => {
    await opened([promoting()], {
      around: async ({ service, operation }) => {
        throw new AwsError('ThrottlingException', `${service}:${operation}`, { status: 400 });
      },
    });
    const error = await refused(new rds.RDSClient(endpoint.settings()).send(promotion()));
    expect(error.message).toBe('rds:FailoverGlobalCluster');
    expect(endpoint.lines).toEqual([]);
  });
});

test('a defect of a service is answered 500 and reported', async () => {
  const defect = new TypeError('undefined is not a function');
  await opened([
    promoting(() => {
      throw defect;
    }),
  ]);
  const error = await refused(new rds.RDSClient(endpoint.settings()).send(promotion()));
  expect(error).toMatchObject({ name: 'InternalFailure', $metadata: { httpStatusCode: 500 } });
  expect(endpoint.defects).toEqual([defect]);
});
