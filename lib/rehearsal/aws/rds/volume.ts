import { join } from 'node:path';
import type { RdsOptions } from './options';
import type { Cluster } from './state';

/** Port of a server that does not run: nothing listens there. */
const NO_PORT = 1;

/** The first writer of a global database, or a cluster of its own. */
export async function createWriterVolume(
  { postgres, directory }: RdsOptions,
  cluster: Cluster,
  master: { user: string; password: string; database: string },
): Promise<void> {
  const name = nextVolume(cluster);
  cluster.postgres = await postgres.createPrimary({ name, directory: join(directory, name), ...master });
}

/** A volume that follows `writer` through a line of its own; what the cluster had before is gone, as in Aurora. */
export async function createFollowerVolume(
  { postgres, directory }: RdsOptions,
  cluster: Cluster,
  writer: Cluster,
): Promise<void> {
  const of = writer.postgres;
  if (!of) throw new Error(`${cluster.identifier} cannot follow ${writer.identifier}, which has no server`);
  const former = cluster.postgres;
  cluster.postgres = undefined;
  await former?.stop();
  await cluster.link?.close();
  cluster.link = await postgres.openLink(() => writer.postgres?.port ?? NO_PORT);
  const name = nextVolume(cluster);
  cluster.postgres = await postgres.createReplica({
    of,
    name,
    directory: join(directory, name),
    through: cluster.link.port,
  });
  cluster.isSynchronized = true;
}

function nextVolume(cluster: Cluster): string {
  cluster.volumes += 1;
  return `${cluster.identifier}-${cluster.volumes}`;
}
