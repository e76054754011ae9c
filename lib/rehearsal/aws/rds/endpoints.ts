import type { RdsOptions } from './options';
import { type Cluster, type GlobalCluster, isWriter } from './state';

/** Port of every endpoint. */
export const PORT = 5432;

/** The cluster's server, for who comes over the network: without an instance there is none. */
const serving = (cluster: Cluster | undefined): number | undefined => {
  const { postgres, instances = [] } = cluster ?? {};
  return instances.length > 0 && postgres?.isRunning() === true ? postgres.port : undefined;
};

/** Gives a cluster its two names. The writer's is inactive while the cluster is a secondary. */
export async function exposeCluster(options: RdsOptions, cluster: Cluster): Promise<void> {
  const { region, endpoint, readerEndpoint } = cluster;
  await expose(options, { region, host: endpoint }, () => (isWriter(cluster) ? serving(cluster) : undefined));
  await expose(options, { region, host: readerEndpoint }, () => serving(cluster));
}

export const exposeInstance = (options: RdsOptions, cluster: Cluster, host: string): Promise<void> =>
  expose(options, { region: cluster.region, host }, () => serving(cluster));

/** The global writer endpoint follows the writer into whichever Region it is. */
export const exposeGlobal = (options: RdsOptions, global: GlobalCluster): Promise<void> =>
  expose(options, { region: 'global', host: global.endpoint }, () =>
    global.writer && !options.network.isCut(global.writer.region) ? serving(global.writer) : undefined,
  );

async function expose(
  { network }: RdsOptions,
  { region, host }: { region: string; host: string },
  targetPort: () => number | undefined,
): Promise<void> {
  const address = network.allocate(region);
  network.name(host, address);
  await network.expose({ address, port: PORT }, targetPort);
}
