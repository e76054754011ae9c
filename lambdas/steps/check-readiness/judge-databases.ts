import type { Database } from '../../../lib/domain/plan';
import type { InputOf } from '../../../lib/domain/step';
import type { Reading } from '../../edge/reading';
import { versionProblem } from './engine-version';
import { type Finding, holds, open, problem, together } from './finding';
import type { checkReadiness } from './step';

type Input = InputOf<typeof checkReadiness>;

/** A failover or switchover, and the ARN of the cluster that becomes the writer. */
interface Move {
  readonly status: string;
  readonly to: string;
}

/** A global database, as RDS describes it here. */
export interface SeenGlobal {
  readonly writerRegion: string | undefined;
  /** `undefined` when no member of it is here. */
  readonly memberHere: { readonly arn: string; readonly synchronization: string | undefined } | undefined;
  /** Empty unless a failover or switchover is scheduled or running. */
  readonly failover: Move | undefined;
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

/** Whether its writer is here already, by an earlier run or a person: nothing of it is left to promote or to lose. */
export const isPromoted = ({ global }: SeenDatabase, { region }: Input): boolean =>
  global.outcome === 'read' && global.value?.writerRegion === region;

/** Whether every global database can be promoted here, or has been. */
export const judgeDatabases = (seen: readonly SeenDatabase[], input: Input): Finding =>
  together(
    seen.flatMap((found) => [
      judged(found.global, found.database, (global) => judgeGlobal(global, found.database, input)),
      judged(found.cluster, found.database, (cluster) => judgeCluster(cluster, found, input)),
      isPromoted(found, input) ? holds() : judgeVersions(found),
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
    writerRegion === lostRegion || writerRegion === region
      ? holds()
      : problem(
          `the writer of ${globalCluster} is in ${writerRegion ?? 'no Region'}, ` +
            `but the outage was confirmed for ${lostRegion}`,
        ),
    failover ? moveNote(seen, failover, globalCluster) : holds(),
  ]);
}

/** A move that ends here is what a run would begin with: promote-database waits for it and sends none of its own. */
const moveNote = (seen: SeenGlobal, { status, to }: Move, globalCluster: string) =>
  isArriving(seen)
    ? holds(`${globalCluster} is being moved here already (${status})`)
    : problem(`${globalCluster} is being moved to ${to} (${status}); wait until that has ended`);

const isArriving = ({ failover, memberHere }: SeenGlobal) => failover !== undefined && failover.to === memberHere?.arn;

/** With its primary gone a member is not expected to be connected: this is told and never judged. */
const syncNote = (synchronization: string | undefined, globalCluster: string) =>
  synchronization === undefined ? holds() : holds(`${globalCluster}: the member here is ${synchronization}`);

function judgeCluster(seen: SeenCluster | undefined, found: SeenDatabase, input: Input): Finding {
  const { globalCluster, clusters } = found.database;
  const { region } = input;
  const cluster = clusters[region] ?? region;
  if (!seen) return problem(`${globalCluster}: there is no cluster ${cluster} here`);
  if (seen.instances === 0) {
    return problem(
      `${globalCluster}: ${cluster} is headless, it has no instance that could become the writer; add one`,
    );
  }
  if (seen.status === 'available') return holds();
  const because = `${globalCluster}: ${cluster} is ${seen.status}, not available`;
  return isUnderWay(found, input) ? holds(because) : open(because);
}

/** Once a promotion was sent, a cluster that is not available is part of it. */
const isUnderWay = (found: SeenDatabase, input: Input) =>
  isPromoted(found, input) ||
  (found.global.outcome === 'read' && found.global.value !== undefined && isArriving(found.global.value));

function judgeVersions({ database: { globalCluster, engine }, global, cluster }: SeenDatabase): Finding {
  if (global.outcome !== 'read' || cluster.outcome !== 'read' || !global.value || !cluster.value) return holds();
  const { engineVersion: primary } = global.value;
  const { engineVersion: here } = cluster.value;
  if (!primary || !here) return open(`${globalCluster}: RDS does not say its engine version`);
  const found = versionProblem({ engine, primary, here });
  return found ? problem(`${globalCluster}: engine versions differ, ${found}`) : holds();
}
