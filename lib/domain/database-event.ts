import * as z from 'zod';

/**
 * What RDS tells of global databases, by the id of its event. It tells them best effort: nothing waits for one.
 *
 * Sources: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_Events.Messages.html and
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/working-with-events.html
 */
export const DATABASE_EVENTS: Readonly<Record<string, string>> = {
  'RDS-EVENT-0181': 'a switchover has started',
  'RDS-EVENT-0182': 'the old primary was shut down for a switchover',
  'RDS-EVENT-0183': 'a switchover waits until all members are synchronized',
  'RDS-EVENT-0184': 'the new primary of a switchover was promoted',
  'RDS-EVENT-0185': 'a switchover has finished',
  'RDS-EVENT-0186': 'a switchover was cancelled',
  'RDS-EVENT-0187': 'a switchover has failed',
  'RDS-EVENT-0238': 'a failover has finished',
  'RDS-EVENT-0239': 'a failover has failed',
  'RDS-EVENT-0390': 'writes to the old primary were blocked',
  'RDS-EVENT-0391': 'writes to the old primary could not be blocked in time',
  'RDS-EVENT-0397': 'the global writer endpoint leads to the new primary',
  'RDS-EVENT-0423': 'a switchover waits until its target is synchronized',
  'RDS-EVENT-0424': 'a member runs a higher version than its global database',
};

/** RDS could not keep the old primary from taking writes while another one was made. */
export const FENCING_TIMED_OUT = 'RDS-EVENT-0391';

/** An event of RDS about a database of the plan in this Region. */
export const DatabaseEvent = z.object({
  /** Id that EventBridge gave to this delivery. */
  eventId: z.string(),
  /** What happened, such as `RDS-EVENT-0238`. */
  event: z.string(),
  /** Identifier of the cluster here. */
  cluster: z.string(),
  /** When RDS says it happened, ISO 8601 UTC. */
  at: z.string(),
  /** RDS's own words; one line. */
  message: z.string(),
});
export type DatabaseEvent = z.infer<typeof DatabaseEvent>;
