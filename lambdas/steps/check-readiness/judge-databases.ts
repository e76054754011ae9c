import type { Database } from '../../../lib/domain/plan';
import type { InputOf } from '../../../lib/domain/step';
import type { Reading } from '../../edge/reading';
import { versionProblem } from './engine-version';
import { type Finding, holds, open, problem, together } from './finding';
import type { checkReadiness } from './step';

type Input = InputOf<typeof checkReadiness>;

/** A global database, as RDS describes it here. */
export interface SeenGlobal {
  readonly writerRegion: string | undefined;
  /** `undefined` when no member of it is here. */
  readonly memberHere: { readonly arn: string; readonly synchronization: string | undefined } | undefined;
  /** Empty unless a failover or switchover is scheduled or running. */
  readonly failover: { readonly status: string; readonly to: string } | undefined;
  readonly engineVersion: string | undefined;
}

/** The cluster of this Region. */
export interface SeenCluster {
  readonly status: string;
  readonly engineVersion: string | undefined;
  /** How many instances it has; without one it is headless, storage only. */
  readonly instances: number;
}

export interface SeenDatabase {
  readonly database: Database;
  readonly global: Reading<SeenGlobal | undefined>;
  readonly cluster: Reading<SeenCluster | undefined>;
}

/** Whether every global database can be promoted here. */
export const judgeDatabases = (seen: readonly SeenDatabase[], input: Input): Finding =>
  together(
    seen.flatMap(({ database, global, cluster }) => [
      judged(global, database, (found) => judgeGlobal(found, database, input)),
      judged(cluster, database, (found) => judgeCluster(found, database, input)),
      judgeVersions(database, global, cluster),
    ]),
  );

function judged<Value>(read: Reading<Value>, { globalCluster }: Database, judge: (value: Value) => Finding): Finding {
  if (read.outcome === 'read') return judge(read.value);
  const because = `${globalCluster}: ${read.because}`;
  return read.outcome === 'failed' ? problem(because) : open(because);
}

function judgeGlobal(
  seen: SeenGlobal | undefined,
  { globalCluster }: Database,
  { region, confirmOutage }: Input,
): Finding {
  if (!seen) return problem(`${globalCluster}: there is no such global cluster`);
  const { writerRegion, memberHere, failover } = seen;
  const { lostRegion } = confirmOutage;
  return together([
    memberHere
      ? syncNote(memberHere.synchronization, globalCluster)
      : problem(`${globalCluster} has no member in ${region}`),
    writerRegion === lostRegion
      ? holds()
      : problem(
          `the writer of ${globalCluster} is in ${writerRegion ?? 'no Region'}, ` +
            `but the outage was confirmed for ${lostRegion}`,
        ),
    failover
      ? problem(`${globalCluster} is being moved to ${failover.to} (${failover.status}); wait until that has ended`)
      : holds(),
  ]);
}

/** With its primary gone a member is not expected to be connected: this is told and never judged. */
const syncNote = (synchronization: string | undefined, globalCluster: string) =>
  synchronization === undefined ? holds() : holds(`${globalCluster}: the member here is ${synchronization}`);

function judgeCluster(
  seen: SeenCluster | undefined,
  { globalCluster, clusters }: Database,
  { region }: Input,
): Finding {
  const cluster = clusters[region] ?? region;
  if (!seen) return problem(`${globalCluster}: there is no cluster ${cluster} here`);
  if (seen.instances === 0) {
    return problem(
      `${globalCluster}: ${cluster} is headless, it has no instance that could become the writer; add one`,
    );
  }
  return seen.status === 'available' ? holds() : open(`${globalCluster}: ${cluster} is ${seen.status}, not available`);
}

function judgeVersions(
  { globalCluster, engine }: Database,
  global: SeenDatabase['global'],
  cluster: SeenDatabase['cluster'],
): Finding {
  if (global.outcome !== 'read' || cluster.outcome !== 'read' || !global.value || !cluster.value) return holds();
  const { engineVersion: primary } = global.value;
  const { engineVersion: here } = cluster.value;
  if (!primary || !here) return open(`${globalCluster}: RDS does not say its engine version`);
  const found = versionProblem({ engine, primary, here });
  return found ? problem(`${globalCluster}: engine versions differ, ${found}`) : holds();
}
