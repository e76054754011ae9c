import type { FailoverGlobalClusterMessage } from '@aws-sdk/client-rds';
import { AwsError, type Call } from '../service';
import { type Cluster, type GlobalCluster, globalNamed, isWriter, type RdsState } from './state';
import { canMoveBetween } from './versions';

export interface MoveRequest {
  readonly global: GlobalCluster;
  readonly from: Cluster;
  readonly to: Cluster;
}

type Input = Pick<FailoverGlobalClusterMessage, 'GlobalClusterIdentifier' | 'TargetDbClusterIdentifier'>;

/**
 * What a call asks for, once it is known to be possible.
 *
 * @throws the faults that FailoverGlobalCluster and SwitchoverGlobalCluster share
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_FailoverGlobalCluster.html
 */
export function moveRequest(state: RdsState, input: Input): MoveRequest {
  const global = globalNamed(state, input.GlobalClusterIdentifier);
  const to = global.members.find(({ arn }) => arn === input.TargetDbClusterIdentifier);
  const { writer: from } = global;
  if (!to) {
    throw new AwsError(
      'DBClusterNotFoundFault',
      `DBCluster ${input.TargetDbClusterIdentifier} is not a member of ${global.identifier}`,
    );
  }
  const occupation = global.move?.status ?? global.occupation;
  if (occupation !== undefined || !from) {
    throw new AwsError(
      'InvalidGlobalClusterStateFault',
      `Global cluster ${global.identifier} is in the state ${occupation ?? 'without a writer'}`,
    );
  }
  const problem = problemOfTarget(from, to);
  if (problem) throw new AwsError('InvalidDBClusterStateFault', problem);
  return { global, from, to };
}

/** The words about versions are AWS's: https://repost.aws/knowledge-center/aurora-postgresql-global-mismatch */
function problemOfTarget(from: Cluster, to: Cluster): string | undefined {
  if (isWriter(to)) return `DBCluster ${to.arn} is already the writer of the global cluster`;
  if (to.status !== 'available') return `DBCluster ${to.arn} is in the state ${to.status}`;
  if (!to.postgres?.isRunning()) return `DBCluster ${to.arn} is not available`;
  if (to.instances.length === 0) return `DBCluster ${to.arn} has no DB instance: add one first`;
  if (!canMoveBetween(to.engine, [from.engineVersion, to.engineVersion])) {
    return `The target cluster ${to.identifier} must have the same engine version as the current primary cluster`;
  }
  return undefined;
}

/** A failover is called where the new writer will be, a switchover where the writer is. */
export function refuseElsewhere({ region }: Call, expected: Cluster): void {
  if (region === expected.region) return;
  throw new AwsError(
    'InvalidGlobalClusterStateFault',
    `The operation must be called in ${expected.region}, not in ${region}`,
  );
}

/**
 * Whether FailoverGlobalCluster asks for a failover; if not, for a switchover.
 *
 * @throws InvalidParameterCombination for both members at once, whatever they say
 */
export function isFailover({ AllowDataLoss, Switchover }: FailoverGlobalClusterMessage): boolean {
  if (AllowDataLoss !== undefined && Switchover !== undefined) {
    throw new AwsError('InvalidParameterCombination', 'AllowDataLoss and Switchover are mutually exclusive');
  }
  return AllowDataLoss === true;
}
