import { z } from 'zod';
import type { AwsWorld, PaperPostgres } from '../aws-world';
import { move } from './move';

const region = z.string();
const course = z.strictObject({
  pendingSeconds: z.number().optional(),
  moveSeconds: z.number().optional(),
  sqlLateSeconds: z.number().optional(),
  isFenceLost: z.boolean().optional(),
});
const ENGINE = 'aurora-postgresql';

export const rdsMoves = {
  /** Makes a global database `orders` with a cluster `orders-<region>` in each Region; the first is the writer. */
  'create-global-database': move(
    {
      /** Engine version by Region, the writer's first. */
      members: z.record(z.string(), z.string()).default({ 'us-east-1': '17.7', 'us-west-2': '17.7' }),
      /** Regions whose cluster has no instance. */
      headless: z.array(z.string()).default([]),
    },
    async ({ services: { rds } }, { members, headless }) => {
      const [[home = '', engineVersion = ''] = []] = Object.entries(members);
      await rds.createGlobalCluster({ identifier: 'orders', region: home, engine: ENGINE, engineVersion });
      for (const [at, version] of Object.entries(members)) {
        const master = at === home && { masterUser: 'orders', masterPassword: 'secret', databaseName: 'orders' };
        const place = { region: at, engine: ENGINE };
        const cluster = { identifier: `orders-${at}`, engineVersion: version, globalClusterIdentifier: 'orders' };
        await rds.createCluster({ ...place, ...cluster, ...master });
        if (headless.includes(at)) continue;
        const instance = { clusterIdentifier: cluster.identifier, instanceClass: 'db.r6g.large' };
        await rds.createInstance({ identifier: `${cluster.identifier}-1`, ...place, ...instance });
      }
    },
  ),
  /** Kills the servers of a Region, and takes it off the network. */
  'lose-region': move({ region }, async ({ services, network }, { region: lost }) => {
    network.cut(lost);
    await services.rds.lose(lost);
  }),
  /** Takes a Region off the network; its servers go on. */
  'isolate-region': move({ region }, ({ services, network }, { region: cut }) => {
    network.cut(cut);
    services.rds.isolate(cut);
  }),
  'bring-region-back': move({ region }, async ({ services, network }, { region: back }) => {
    network.heal(back);
    await services.rds.recover(back);
  }),
  'add-instance': move({ region }, ({ services: { rds } }, { region: at }) =>
    rds.createInstance({
      ...{ identifier: `orders-${at}-1`, region: at, clusterIdentifier: `orders-${at}` },
      ...{ engine: ENGINE, instanceClass: 'db.r6g.large' },
    }),
  ),
  'delete-instance': move({ region, identifier: z.string() }, ({ services }, { region: at, identifier }) =>
    services.rds.deleteInstance(at, identifier),
  ),
  /** What the next move of a global database suffers. */
  'disturb-next-move': move(
    { fault: z.union([z.enum(['stuck', 'cancelled', 'failed']), course]) },
    ({ services }, { fault }) => services.rds.disturbNextMove(fault),
  ),
  'lose-rds-events': move({}, ({ services }) => services.rds.loseEvents(true)),
  /** DescribeGlobalClusters goes on answering what it answers now. */
  'describe-is-stale': move({ forSeconds: z.number() }, ({ services }, { forSeconds }) =>
    services.rds.describeIsStale(forSeconds),
  ),
  /** Shows a global database, or a cluster of a Region, in another status. */
  occupy: move(
    { region: region.optional(), identifier: z.string(), status: z.string().optional() },
    ({ services }, occupied) => services.rds.occupy(occupied),
  ),
  /** Look: the values of the lag that stand in a Region's CloudWatch, milliseconds. */
  'read-lag': move({ region, from: z.string() }, ({ services }, { region: at, from }) => ({
    values: services.cloudwatch.valuesOf(
      {
        region: at,
        namespace: 'AWS/RDS',
        name: 'AuroraGlobalDBReplicationLag',
        dimensions: { DBClusterIdentifier: `orders-${at}`, SourceRegion: from },
      },
      0,
    ),
  })),
  /** Look: which Region's server answers at a name on the network; null where nobody does. */
  'who-answers': move({ region: region.optional(), host: z.string() }, ({ services, network }, { host }) => {
    const port = network.portAt(host, 5432);
    const regions = ['us-east-1', 'us-west-2'].filter((at) => isAt(services, at, port));
    return { region: regions[0] ?? null };
  }),
  /** Look: whether the server of a Region was told to take no more writes. */
  'ask-whether-writes-are-blocked': move({ region }, ({ services }, { region: at }) => {
    const { statements } = services.rds.databaseOf(at, `orders-${at}`) as PaperPostgres;
    return { areBlocked: statements.some((sql) => sql.includes('default_transaction_read_only = on')) };
  }),
  /** Look: what SQL says of the cluster of a Region, whatever the API says. */
  'ask-sql': move({ region }, async (world, { region: at }) => ({ isInRecovery: await databaseOf(world, at) })),
};

const databaseOf = ({ services }: AwsWorld, region: string): Promise<boolean> =>
  services.rds.databaseOf(region, `orders-${region}`).inRecovery();

const isAt = ({ rds }: AwsWorld['services'], region: string, port: number | undefined): boolean =>
  port !== undefined && rds.databaseOf(region, `orders-${region}`).port === port;
