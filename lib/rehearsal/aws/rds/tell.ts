import { arnIn } from '../arn';
import type { RdsOptions } from './options';
import type { Cluster } from './state';

/**
 * What RDS tells of a move, best effort.
 *
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_Events.Messages.html
 */
const CLUSTER_EVENTS = {
  '0181': (cluster) => `Global switchover to DB cluster ${cluster} started.`,
  '0182': (cluster) => `Old primary DB cluster ${cluster} successfully shut down.`,
  '0184': (cluster) => `New primary DB cluster ${cluster} was successfully promoted.`,
  '0185': (cluster) => `Global switchover to DB cluster ${cluster} finished.`,
  '0186': (cluster) => `Global switchover to DB cluster ${cluster} is cancelled.`,
  '0187': (cluster) => `Global switchover to DB cluster ${cluster} failed.`,
  '0238': (cluster) => `Global failover to DB cluster ${cluster} completed.`,
  '0239': (cluster) => `Global failover to DB cluster ${cluster} failed.`,
  '0240': (cluster) => `Started resynchronizing members of DB cluster ${cluster} after global failover.`,
  '0241': (cluster) => `Finished resynchronizing members of DB cluster ${cluster} after global failover.`,
  '0397': () => 'Aurora finished changing the DNS name that the global writer endpoint resolves to.',
} as const satisfies Record<string, (cluster: string) => string>;
const INSTANCE_EVENTS = {
  '0390': (cluster) => `Attempt to block writes for DB cluster ${cluster} succeeded.`,
  '0391': (cluster) => `Attempt to block writes for DB cluster ${cluster} timed out.`,
} as const satisfies Record<string, (cluster: string) => string>;

const nameOf = ({ identifier, region }: Cluster): string => `${identifier} in Region ${region}`;

export interface Told {
  /** On whose bus, and as whose event. */
  readonly at: Cluster;
  /** Whom the message names. */
  readonly of: Cluster;
}

/** Tells of a move on the bus of a cluster's Region. */
export const tellOf = (
  { publish, pace }: Pick<RdsOptions, 'publish' | 'pace'>,
  { at: { region, arn, identifier }, of }: Told,
  id: keyof typeof CLUSTER_EVENTS,
): void =>
  void publish({
    region,
    source: 'aws.rds',
    detailType: 'RDS DB Cluster Event',
    resources: [arn],
    detail: {
      EventCategories: ['global-failover'],
      SourceType: 'CLUSTER',
      SourceArn: arn,
      SourceIdentifier: identifier,
      Date: pace.clock.iso(),
      Message: CLUSTER_EVENTS[id](nameOf(of)),
      EventID: `RDS-EVENT-${id}`,
    },
  });

/** Tells of the fence around an old writer, on the bus of the cluster it can tell it of. */
export function tellOfFence(
  { publish, pace, account }: Pick<RdsOptions, 'publish' | 'pace' | 'account'>,
  { at: { region, instances }, of }: Told,
  id: keyof typeof INSTANCE_EVENTS,
): void {
  const { identifier = '' } = instances[0] ?? {};
  const arn = arnIn({ region, account }, 'rds', `db:${identifier}`);
  publish({
    region,
    source: 'aws.rds',
    detailType: 'RDS DB Instance Event',
    resources: [arn],
    detail: {
      EventCategories: ['notification', 'global database'],
      SourceType: 'DB_INSTANCE',
      SourceArn: arn,
      SourceIdentifier: identifier,
      Date: pace.clock.iso(),
      Message: INSTANCE_EVENTS[id](nameOf(of)),
      EventID: `RDS-EVENT-${id}`,
    },
  });
}
