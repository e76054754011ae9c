import type { Database } from '../../../lib/domain/plan';
import type { InputOf } from '../../../lib/domain/step';
import { oneLine } from '../../../lib/domain/text';
import { versionProblem } from '../../edge/engine-version';
import { type Finding, holds, open, problem, together } from '../../edge/finding';
import type { Reading } from '../../edge/reading';
import { type About, isCheck, isSwitchover } from './about';
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
  readonly memberHere:
    | {
        readonly arn: string;
        readonly synchronization: string | undefined;
        /** Whether it hands writes on to the writer; `disabled` where it does not. @default RDS does not say */
        readonly writeForwarding?: string | undefined;
      }
    | undefined;
  /** Empty unless a failover or switchover is scheduled or running. */
  readonly failover: Move | undefined;
  readonly engineVersion: string | undefined;
}

/** The cluster of this Region. */
export interface SeenCluster {
  readonly status: string;
  /** How far RDS is with what it does to the cluster, percent; absent where it does not say. */
  readonly percentProgress?: string | undefined;
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
export const judgeDatabases = (seen: readonly SeenDatabase[], input: About): Finding =>
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

function judgeGlobal(seen: SeenGlobal | undefined, { globalCluster }: Database, about: About): Finding {
  const { region, replaced } = about;
  if (!seen) return problem(`${globalCluster}: there is no such global cluster`);
  const { writerRegion, memberHere, failover } = seen;
  return together([
    memberHere ? judgeSync(seen, globalCluster, about) : problem(`${globalCluster} has no member in ${region}`),
    writerRegion !== undefined && [replaced, region].includes(writerRegion)
      ? holds()
      : strayWriter(`the writer of ${globalCluster} is in ${writerRegion ?? 'no Region'}`, about),
    failover ? moveNote(seen, failover, globalCluster) : holds(),
  ]);
}

/** A check sees moves come and go; any other run knows where the writer has to be. */
function strayWriter(sentence: string, about: About): Finding {
  const { replaced, confirmOutage } = about;
  if (isCheck(about)) return open(`${sentence}; expected every writer in the same Region of the plan`);
  return problem(
    confirmOutage
      ? `${sentence}, but the outage was confirmed for ${replaced}`
      : `${sentence}, but ${replaced} was confirmed as the active Region`,
  );
}

/** A move that ends here is what a run would begin with: promote-database waits for it and sends none of its own. */
const moveNote = (seen: SeenGlobal, { status, to }: Move, globalCluster: string) =>
  isArriving(seen)
    ? holds(`${globalCluster} is being moved here already (${status})`)
    : problem(`${globalCluster} is being moved to ${to} (${status}); wait until that has ended`);

const isArriving = ({ failover, memberHere }: SeenGlobal) => failover !== undefined && failover.to === memberHere?.arn;

/**
 * With its primary gone a member is not expected to be connected, so it is told. While the primary works, one that is
 * not lags behind or is being built again, which takes from minutes to hours.
 *
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_GlobalClusterMember.html
 */
function judgeSync(seen: SeenGlobal, globalCluster: string, about: About): Finding {
  const { writerRegion, memberHere } = seen;
  const synchronization = memberHere?.synchronization;
  const follows = (isSwitchover(about) || isCheck(about)) && writerRegion !== about.region && !isArriving(seen);
  if (follows && synchronization !== 'connected') {
    const what = synchronization === undefined ? 'RDS does not say whether it is' : `it is ${synchronization}, not`;
    return open(`${globalCluster}: the member here does not follow the writer yet: ${what} connected`);
  }
  return synchronization === undefined ? holds() : holds(`${globalCluster}: the member here is ${synchronization}`);
}

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
  const progress = seen.percentProgress ? ` (${oneLine(seen.percentProgress, 10)} %)` : '';
  const because = `${globalCluster}: ${cluster} is ${seen.status}${progress}, not available`;
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
