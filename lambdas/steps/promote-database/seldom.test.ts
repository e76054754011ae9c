import { DescribeGlobalClustersCommand } from '@aws-sdk/client-rds';
import { chained, type EvidenceRecord } from '../../../lib/domain/evidence';
import type { Database } from '../../../lib/domain/plan';
import { document, EPOCH, HERE, inputFor, LOST, NOW, plan, planWith, RUN_ID } from '../../../test/fixtures';
import type { Edge } from '../../edge/step-handler';
import { aurora } from './aurora';
import { decide } from './decide';
import { AT_EVERY_LOOK_MAX, MILLISECONDS_PER_DATABASE } from './seldom';
import { promoteDatabase } from './step';

const arnOf = (globalCluster: string, region: string) =>
  `arn:aws:rds:${region}:${plan.account}:cluster:${globalCluster}-${region}`;

/** So many global databases in the lost Region, looked at by one warm function. */
function many(count: number) {
  const [own] = plan.databases;
  if (!own) throw new Error('the plan has a database');
  const databases: Database[] = Array.from({ length: count }, (_, n) => ({ ...own, globalCluster: `db-${n}` }));
  const world = {
    now: Date.parse(NOW),
    writers: new Map(databases.map(({ globalCluster }) => [globalCluster, LOST])),
    described: [] as string[],
    records: [] as EvidenceRecord[],
    isThrottled: false,
  };
  const rds = {
    async send(command: { readonly input: { GlobalClusterIdentifier?: string } }) {
      if (!(command instanceof DescribeGlobalClustersCommand)) {
        return { DBClusters: [{ Status: 'available', EngineVersion: '16.4', DBClusterMembers: [] }] };
      }
      const { GlobalClusterIdentifier: name = '' } = command.input;
      if (world.isThrottled) throw Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
      world.described.push(name);
      const members = [LOST, HERE, 'sa-east-1'].map((region) => ({
        DBClusterArn: arnOf(name, region),
        IsWriter: world.writers.get(name) === region,
      }));
      return { GlobalClusters: [{ EngineVersion: '16.4', GlobalClusterMembers: members }] };
    },
  };
  const edge = {
    clock: { now: () => world.now },
    log: () => {},
    evidence: () => ({ read: async () => world.records, append: async () => {} }),
  } as unknown as Edge;
  const { look } = aurora({ dynamo: rds, rdsIn: () => rds, web: {} as never }, edge);
  const confirmed = { status: 'done', looks: 1, because: '', firstLookAt: NOW, lookAgainSeconds: 0, said: [] };
  const inputNow = () =>
    inputFor(promoteDatabase, {
      document: { ...document, confirmOutage: confirmed },
      ...{ plan: planWith({ databases }), now: new Date(world.now).toISOString() },
      confirmOutage: { lostRegion: LOST, witness: 'unheard', signals: [] },
      authorizePromotion: { by: 'plan', approvers: [], databases: databases.map((one) => one.globalCluster) },
    });
  return {
    world,
    /** Looks, so many milliseconds later. @returns what is decided by it, and which databases were described for it */
    async decided(milliseconds = 0) {
      world.now += milliseconds;
      world.described = [];
      const decision = decide(await look(inputNow()), inputNow());
      return {
        decision,
        sends: decision.kind === 'act' ? decision.act.globalCluster : decision.kind,
        described: world.described,
      };
    },
    /** This run writes down what it sends, and what Aurora made of it. */
    sent(globalCluster: string, answer?: 'throttled' | 'unanswered') {
      const at = new Date(world.now).toISOString();
      const entry = { at, runId: RUN_ID, epoch: EPOCH, step: 'PromoteDatabase', because: '' };
      const act = { globalCluster, target: arnOf(globalCluster, HERE) };
      const add = (kind: 'called' | 'failed', data: object) =>
        world.records.push(chained(world.records.at(-1), { ...entry, kind, data: { act, ...data } }));
      add('called', {});
      if (answer) add('failed', { answer });
    },
  };
}

const MANY = AT_EVERY_LOOK_MAX + 1;
const FRESH = MANY * MILLISECONDS_PER_DATABASE;

test('Ten databases are looked at each time', async () => {
  const { decided } = many(AT_EVERY_LOOK_MAX);
  await decided();
  expect((await decided(1)).described).toHaveLength(AT_EVERY_LOOK_MAX);
});

describe('Of more than ten', () => {
  test('only the one that is sent next is looked at again, until the others are as old as their number allows', async () => {
    const { decided, sent } = many(MANY);
    expect(await decided()).toMatchObject({ sends: 'db-0', described: { length: MANY } });
    sent('db-0');
    expect(await decided(FRESH - 1)).toMatchObject({ sends: 'db-1', described: ['db-1'] });
    const { described } = await decided(1);
    expect(described).toHaveLength(MANY);
    expect(described.at(-1)).toBe('db-1');
  });

  test('none is sent by what was remembered: the writer of the next one has moved meanwhile', async () => {
    const { world, decided, sent } = many(MANY);
    await decided();
    sent('db-0');
    world.writers.set('db-1', 'sa-east-1');
    // What is on its way has no way back, so the others follow: the one behind it is looked at anew as well.
    expect(await decided(1000)).toMatchObject({ sends: 'db-2', described: ['db-1', 'db-2'] });
  });

  test('one that is sent again is looked at first, because it may have moved all the same', async () => {
    const { world, decided, sent } = many(MANY);
    for (const globalCluster of world.writers.keys()) sent(globalCluster, 'throttled');
    expect(await decided(4000)).toMatchObject({ sends: 'wait', described: { length: MANY } });
    world.writers.set('db-0', 'sa-east-1');
    expect(await decided(1000)).toMatchObject({ sends: 'refuse', described: ['db-0', 'db-1'] });
  });

  test('what could not be seen is asked for again', async () => {
    const { world, decided } = many(MANY);
    world.isThrottled = true;
    await expect(decided()).rejects.toThrow('slow down');
    world.isThrottled = false;
    expect((await decided()).described).toHaveLength(MANY);
  });
});
