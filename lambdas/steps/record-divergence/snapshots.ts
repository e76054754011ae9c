import { sha256 } from '../../../lib/domain/canonical-json';
import type { Input, SeenDatabase, Snapshot } from './seen';
import { copiesOf, unplannedFailoverOf } from './step';
import type { Takeover } from './takeover';

/** Aurora takes the snapshot as soon as the old Region has recovered, or not at all. */
export const SNAPSHOT_PATIENCE_SECONDS = 1800;
/** A copy that was asked for shows within seconds. */
const ASK_AGAIN_SECONDS = 60;
/** Source: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CopyDBClusterSnapshot.html */
const NAME_CHARACTERS_MAX = 63;
const DIGEST_CHARACTERS = 12;

/** What the copy of a database's snapshot is called. The same for every run: none is copied twice. */
export function copyName(plan: string, cluster: string, epoch: number): string {
  const name = `${copiesOf(plan)}${cluster}-${epoch}`;
  return name.length <= NAME_CHARACTERS_MAX
    ? name
    : `${copiesOf(plan)}${sha256(name).slice(0, DIGEST_CHARACTERS)}-${epoch}`;
}

/** How it stands with the snapshot of one old volume. */
export type Keeping =
  | { readonly kind: 'kept'; readonly snapshot: string }
  | { readonly kind: 'copy'; readonly source: string; readonly target: string }
  | { readonly kind: 'wait'; readonly because: string }
  /** Nothing more can be done by itself. */
  | { readonly kind: 'task'; readonly task: string };

export function keepingOf(database: SeenDatabase, takeover: Takeover, input: Input): Keeping {
  const { globalCluster, cluster, snapshots, askedSecondsAgo, refused } = database;
  if (snapshots.outcome === 'failed') {
    return {
      kind: 'task',
      task: `the snapshots of ${cluster} cannot be seen (${snapshots.because}); ${look(cluster, input)}`,
    };
  }
  if (snapshots.outcome === 'unknown') return wait(`the snapshots of ${cluster} are unknown: ${snapshots.because}`);
  const target = copyName(input.plan.name, cluster, takeover.epoch);
  const copy = snapshots.value.find(({ name }) => name === target);
  if (copy?.status === 'available') return { kind: 'kept', snapshot: target };
  if (copy?.status === 'failed')
    return { kind: 'task', task: `RDS could not make the copy ${target}; ${look(cluster, input)}` };
  if (copy) return wait(`the copy ${target} is ${copy.status}`);
  const taken = takenOf(snapshots.value, cluster, takeover);
  if (!taken) {
    const missing = `Aurora has taken no snapshot ${unplannedFailoverOf(cluster)}… of the old ${globalCluster}`;
    return input.elapsedSeconds < SNAPSHOT_PATIENCE_SECONDS
      ? wait(`${missing} yet`)
      : { kind: 'task', task: `${missing} within ${SNAPSHOT_PATIENCE_SECONDS} s; ${look(cluster, input)}` };
  }
  if (refused !== undefined) {
    return {
      kind: 'task',
      task: `copying ${taken.name} was refused: ${refused}; ${copying(taken.name, target, input)}`,
    };
  }
  if (taken.status !== 'available') return wait(`the snapshot ${taken.name} is ${taken.status}`);
  if (askedSecondsAgo !== undefined && askedSecondsAgo < ASK_AGAIN_SECONDS) {
    return wait(`the copy ${target} was asked for ${Math.round(askedSecondsAgo)} s ago, RDS does not show it yet`);
  }
  return { kind: 'copy', source: taken.name, target };
}

const wait = (because: string): Keeping => ({ kind: 'wait', because });
const copying = (source: string, target: string, { region }: Input): string =>
  `aws rds copy-db-cluster-snapshot --region ${region} --source-db-cluster-snapshot-identifier ${source} ` +
  `--target-db-cluster-snapshot-identifier ${target}`;
const look = (cluster: string, { region }: Input): string =>
  `aws rds describe-db-cluster-snapshots --region ${region} --db-cluster-identifier ${cluster}`;

/** The newest that Aurora took of the volume about the takeover or since: an older one is of an earlier failover. */
function takenOf(snapshots: readonly Snapshot[], cluster: string, { from, since }: Takeover): Snapshot | undefined {
  const timeOf = ({ createdAt }: Snapshot): number => Date.parse(createdAt ?? since);
  return snapshots
    .filter((one) => one.cluster === cluster && one.name.startsWith(unplannedFailoverOf(cluster)))
    .filter((one) => timeOf(one) >= Date.parse(from))
    .toSorted((one, other) => timeOf(other) - timeOf(one))[0];
}
