import { arnIn } from '../arn';
import type { RdsOptions } from './options';
import type { Cluster } from './state';

/**
 * What RDS tells of a move, best effort.
 *
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_Events.Messages.html
 */
const CLUSTER_EVENTS = {
  '0181': 'Global switchover to DB cluster started.',
  '0184': 'Global switchover: the new primary DB cluster was promoted.',
  '0185': 'Global switchover to DB cluster finished.',
  '0186': 'Global switchover to DB cluster was cancelled.',
  '0238': 'Global failover to DB cluster completed.',
  '0239': 'Global failover to DB cluster failed.',
  '0397': 'Aurora finished changing the global writer endpoint.',
} as const;
const INSTANCE_EVENTS = {
  '0390': 'Aurora successfully blocked writes to the previous primary.',
  '0391': 'Aurora timed out while it tried to block writes to the previous primary.',
} as const;

/** Tells of a cluster on the bus of its Region. */
export const tellOf = (
  { publish, pace }: Pick<RdsOptions, 'publish' | 'pace'>,
  { region, arn, identifier }: Cluster,
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
      Message: CLUSTER_EVENTS[id],
      EventID: `RDS-EVENT-${id}`,
    },
  });

/** Tells of the fence around an old writer, on the bus of the cluster it can tell it of. */
export function tellOfFence(
  { publish, pace, account }: Pick<RdsOptions, 'publish' | 'pace' | 'account'>,
  { region, instances }: Cluster,
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
      Message: INSTANCE_EVENTS[id],
      EventID: `RDS-EVENT-${id}`,
    },
  });
}
