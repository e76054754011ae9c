import { DescribeDBInstancesCommand } from '@aws-sdk/client-rds';
import { DATABASE_EVENTS } from '../../../lib/domain/database-event';
import { namesOf } from '../../../lib/domain/names';
import { databaseEventKey } from '../../../lib/domain/table-items';
import { HERE, plan } from '../../../test/fixtures';
import { smallTable } from '../../../test/small-table';
import { awsError } from '../../../test/standby';
import { databaseEvents } from '../../edge/database-events';
import { createHandler } from './handler';
import { DATABASE_EVENT_PATTERN } from './trigger';

const place = { plan, region: HERE, names: namesOf(plan, HERE) };
const CLUSTER = plan.databases[0]?.clusters[HERE] ?? '';
const arnOf = (kind: string, name: string) => `arn:aws:rds:${HERE}:${plan.account}:${kind}:${name}`;

const eventOf = (detail: object, more: object = {}) => ({
  id: 'event-1',
  source: 'aws.rds',
  'detail-type': 'RDS DB Cluster Event',
  account: plan.account,
  region: HERE,
  time: '2026-11-21T12:00:00Z',
  detail: {
    EventCategories: ['global-failover'],
    SourceType: 'CLUSTER',
    SourceIdentifier: CLUSTER,
    SourceArn: arnOf('cluster', CLUSTER),
    Date: '2026-11-21T12:00:00.123Z',
    Message: 'Global failover to DB cluster\norders completed.',
    EventID: 'RDS-EVENT-0238',
    ...detail,
  },
  ...more,
});
const instance = (name: string) => ({
  SourceIdentifier: name,
  SourceArn: arnOf('db', name),
  EventID: 'RDS-EVENT-0391',
});
const ofInstance = { 'detail-type': 'RDS DB Instance Event' };

function smallWorld({ members = {} as Record<string, string>, error = undefined as Error | undefined } = {}) {
  const table = smallTable();
  const lines: object[] = [];
  const rds = {
    async send(command: unknown) {
      if (error) throw error;
      const { DBInstanceIdentifier = '' } = (command as DescribeDBInstancesCommand).input;
      expect(command).toBeInstanceOf(DescribeDBInstancesCommand);
      return { DBInstances: [{ DBClusterIdentifier: members[DBInstanceIdentifier] }] };
    },
  };
  const tell = createHandler({ dynamo: table, rds, log: (line) => lines.push(line) }, place);
  const kept = () => databaseEvents(table, { plan: plan.name, names: place.names }).read();
  return { table, tell, kept, lines };
}

describe('RecordDatabaseEvent', () => {
  test('keeps what RDS tells of a cluster of the plan here, in one line of its own words', async () => {
    const { tell, kept, lines } = smallWorld();
    const because = `${CLUSTER}: a failover has finished (RDS-EVENT-0238 at 2026-11-21T12:00:00.123Z)`;
    expect(await tell(eventOf({}))).toEqual({ kept: true, because });
    expect(await kept()).toEqual([
      {
        eventId: 'event-1',
        event: 'RDS-EVENT-0238',
        cluster: CLUSTER,
        at: '2026-11-21T12:00:00.123Z',
        message: 'Global failover to DB cluster orders completed.',
      },
    ]);
    expect(lines).toEqual([{ trigger: 'RecordDatabaseEvent', kind: 'keep', because }]);
  });

  test('keeps an event that is delivered twice once', async () => {
    const { table, tell } = smallWorld();
    await tell(eventOf({}));
    expect(await tell(eventOf({}))).toMatchObject({ kept: false });
    expect(table.item(databaseEventKey(plan.name, 'event-1'))).toBeDefined();
  });

  test('keeps what is told of an instance whose cluster is of the plan', async () => {
    const { tell, kept } = smallWorld({ members: { one: CLUSTER } });
    await tell(eventOf(instance('one'), ofInstance));
    expect(await kept()).toMatchObject([{ event: 'RDS-EVENT-0391', cluster: CLUSTER }]);
  });

  // F-45
  test.each(Object.keys(DATABASE_EVENTS))('keeps %s, which its rule lets through', async (EventID) => {
    const { tell } = smallWorld();
    expect(DATABASE_EVENT_PATTERN.detail.EventID).toContain(EventID);
    expect(await tell(eventOf({ EventID }))).toMatchObject({ kept: true });
  });

  test.each<[string, object, string]>([
    ['that is none', { detail: {} }, 'not an event of a database'],
    ['of another cluster', eventOf({ SourceIdentifier: 'x', SourceArn: arnOf('cluster', 'x') }), 'x is no database of'],
    ['of another account', eventOf({}, { account: '999988887777' }), 'is of account 999988887777'],
    ['of another Region', eventOf({}, { region: 'us-east-1' }), 'is not arn:aws:rds:us-west-2'],
    ['whose ARN is not of what it names', eventOf({ SourceArn: arnOf('cluster', 'x') }), 'cluster:x is not'],
    ['that says nothing of a global database', eventOf({ EventID: 'RDS-EVENT-0001' }), 'says nothing of a global'],
    ['of an instance of another cluster', eventOf(instance('two'), ofInstance), 'other is no database of'],
    ['of an instance of no cluster', eventOf(instance('three'), ofInstance), 'an instance without a cluster is no'],
  ])('ignores an event %s', async (_, event, because) => {
    const { tell, kept } = smallWorld({ members: { two: 'other' } });
    expect(await tell(event)).toEqual({ kept: false, because: expect.stringContaining(because) });
    expect(await kept()).toEqual([]);
  });

  test('ignores an instance that is gone', async () => {
    const { tell } = smallWorld({ error: awsError('DBInstanceNotFoundFault', 404) });
    expect(await tell(eventOf(instance('one'), ofInstance))).toMatchObject({ kept: false });
  });

  test('throws while RDS cannot say, so that the event comes again', async () => {
    const { tell } = smallWorld({ error: awsError('Throttling', 400) });
    await expect(tell(eventOf(instance('one'), ofInstance))).rejects.toThrow('Throttling');
  });
});
