import type { Pace } from '../../world/clock';
import type { Link } from '../../world/link';
import type { Network } from '../../world/network';
import type { Postgres, PrimaryOptions, ReplicaOptions } from '../../world/postgres';
import type { CloudWatch } from '../cloudwatch';
import type { Timing } from '../durations';
import type { Events } from '../events';

/** The real servers behind Aurora. */
export interface PostgresWorld {
  createPrimary(options: PrimaryOptions): Promise<Postgres>;
  createReplica(options: ReplicaOptions): Promise<Postgres>;
  replicaLagSeconds(replica: Postgres): Promise<number | undefined>;
  openLink(targetPort: () => number): Promise<Link>;
}

export interface RdsOptions {
  readonly account: string;
  readonly pace: Pace;
  readonly timing: Timing;
  readonly network: Pick<Network, 'allocate' | 'name' | 'expose' | 'isCut'>;
  readonly cloudwatch: Pick<CloudWatch, 'putMetric'>;
  readonly postgres: PostgresWorld;
  /** The buses on which RDS tells what happens. */
  readonly publish: Events['publish'];
  /** Where the servers keep their data, outside the repository. */
  readonly directory: string;
  /** Told when something failed that no caller waits for, e.g. building an old writer anew. */
  readonly onDefect: (error: unknown) => void;
}

/** Options, and the signal that the world is being closed, after which nothing may be started. */
export interface RunningRds extends RdsOptions {
  readonly closing: AbortSignal;
}
