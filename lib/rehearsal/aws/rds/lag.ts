import type { RdsOptions } from './options';
import { type Cluster, isWriter, type RdsState } from './state';

/**
 * Seconds between two data points.
 *
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.AuroraMonitoring.Metrics.html
 */
const PERIOD_SECONDS = 60;
const METRIC = 'AuroraGlobalDBReplicationLag';

/** Publishes how far each secondary is behind, in its own Region, while it receives from a living writer. */
export function publishLag(options: RdsOptions, state: RdsState): () => void {
  const { pace } = options;
  let cancel = () => {};
  const tick = () => {
    for (const cluster of state.clusters.values()) publish(options, cluster).catch(() => {});
    cancel = pace.clock.after(pace.scaledMilliseconds(PERIOD_SECONDS), tick);
  };
  tick();
  return () => cancel();
}

async function publish({ network, cloudwatch, postgres }: RdsOptions, cluster: Cluster): Promise<void> {
  const writer = cluster.global?.writer;
  const isReceiving = writer?.postgres?.isRunning() === true && !network.isCut(writer.region);
  if (!writer || isWriter(cluster) || !isReceiving || !cluster.isSynchronized || !cluster.postgres) return;
  // A server that dies while it is asked has no lag to publish.
  const seconds = await postgres.replicaLagSeconds(cluster.postgres);
  if (seconds === undefined) return;
  cloudwatch.putMetric({
    region: cluster.region,
    namespace: 'AWS/RDS',
    name: METRIC,
    dimensions: { DBClusterIdentifier: cluster.identifier, SourceRegion: writer.region },
    value: seconds * 1000,
  });
}
