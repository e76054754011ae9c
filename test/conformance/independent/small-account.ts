import { openEndpoint } from '../aws-endpoint';
import { awsWorld } from '../aws-world';

export const ACCOUNT = '111122223333';
export const ZONE = 'Z0123456789ABC';
export const MACHINE = `arn:aws:states:us-west-2:${ACCOUNT}:stateMachine:failover`;
export const TOPIC = `arn:aws:sns:us-west-2:${ACCOUNT}:operators`;

/** An account with one of each, behind the endpoint, for tools that know nothing of this project. */
export async function openSmallAccount() {
  const world = awsWorld();
  const { services } = world;
  await fill(services);
  const spoken = [services.rds, services.route53, services.dynamodb, services.states, services.cloudformation];
  const more = [services.s3, services.cloudwatch, services.sns, services.events, services.iamApi, services.ssm];
  const endpoint = await openEndpoint([...spoken, ...more].map(({ service }) => service));
  return {
    endpoint,
    world,
    async close() {
      await endpoint.close();
      await services.close();
    },
  };
}

export type SmallAccount = Awaited<ReturnType<typeof openSmallAccount>>;

async function fill({ rds, route53, dynamodb, s3, states, cloudwatch, sns }: AwsServices): Promise<void> {
  const engine = { engine: 'aurora-postgresql', engineVersion: '17.7' };
  await rds.createGlobalCluster({ identifier: 'orders', region: 'us-east-1', ...engine });
  const master = { masterUser: 'orders', masterPassword: 'secret', databaseName: 'orders' };
  const cluster = { identifier: 'orders-us-east-1', region: 'us-east-1', globalClusterIdentifier: 'orders', ...engine };
  await rds.createCluster({ ...cluster, ...master });
  route53.createZone({ id: ZONE, name: 'example.com', nameServers: ['ns-1.awsdns-01.com'] });
  await dynamodb.createTable('us-west-2', TABLE);
  await dynamodb.put({
    region: 'us-west-2',
    table: 'understudy',
    item: { pk: { S: 'lock#orders' }, sk: { S: 'lock' } },
  });
  s3.createBucket({ name: 'releases', region: 'us-west-2', versioned: true });
  const roleArn = `arn:aws:iam::${ACCOUNT}:role/machine`;
  states.create({ arn: MACHINE, name: 'failover', region: 'us-west-2', definition: PASS, roleArn });
  states.start({ arn: MACHINE, name: 'one', input: {}, by: { roleArn, about: 'test', region: 'us-west-2' } });
  sns.createTopic('us-west-2', { name: 'operators' });
  cloudwatch.putMetric({ region: 'us-west-2', namespace: 'Understudy', name: 'Serving', value: 1 });
}

type AwsServices = ReturnType<typeof awsWorld>['services'];

const PASS = { QueryLanguage: 'JSONata', StartAt: 'Serving', States: { Serving: { Type: 'Succeed' } } };

const TABLE = {
  TableName: 'understudy',
  BillingMode: 'PAY_PER_REQUEST' as const,
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' as const },
    { AttributeName: 'sk', AttributeType: 'S' as const },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' as const },
    { AttributeName: 'sk', KeyType: 'RANGE' as const },
  ],
};
