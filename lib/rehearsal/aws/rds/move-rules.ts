import type { FailoverGlobalClusterMessage } from '@aws-sdk/client-rds';
import { AwsError, type Call } from '../service';
import { type Cluster, type GlobalCluster, globalNamed, isWriter, type RdsState } from './state';

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
  if (global.move || !from) {
    throw new AwsError(
      'InvalidGlobalClusterStateFault',
      `Global cluster ${global.identifier} is in the state ${global.move?.status}`,
    );
  }
  const problem = problemOfTarget(from, to);
  if (problem) throw new AwsError('InvalidDBClusterStateFault', problem);
  return { global, from, to };
}

function problemOfTarget(from: Cluster, to: Cluster): string | undefined {
  if (isWriter(to)) return `DBCluster ${to.arn} is already the writer of the global cluster`;
  if (to.status !== 'available' || !to.postgres?.isRunning()) return `DBCluster ${to.arn} is not available`;
  if (to.instances.length === 0) return `DBCluster ${to.arn} has no DB instance: add one first`;
  if (to.engineVersion !== from.engineVersion) {
    return `DBCluster ${to.arn} runs ${to.engineVersion}, the writer runs ${from.engineVersion}`;
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
