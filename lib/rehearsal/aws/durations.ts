import type { Pace } from '../world/clock';

/** One thing that AWS did, and how long it took. */
export interface Span {
  readonly kind:
    | 'promotion'
    | 'stackCreation'
    | 'stackDeletion'
    /** From the beginning of the data that an alarm's new state rests on to that state. */
    | 'alarm'
    /** From a check's last result of before to the change of its status: the world changed in between. */
    | 'healthCheck'
    /** From a check's creation to its first status in CloudWatch that says healthy: nobody can know sooner. */
    | 'checkObserved'
    | 'recordChange'
    /** From what happened to the moment in which a rule hands it to its targets; no ticks of a schedule. */
    | 'event'
    | 'snapshot'
    | 'rebuild'
    | 'driftDetection';
  /** What it was done to: the name of a cluster, stack, alarm or record, a check's id, a rule's ARN. */
  readonly subject: string;
  /** Of a record and of a health check: `global`. */
  readonly region: string;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
}

/** A stack that CloudFormation creates or deletes. */
export interface StackWork {
  readonly name: string;
  readonly region: string;
  /** Types of its resources, in the order of its template, e.g. `AWS::ECS::Service`. */
  readonly resources: readonly string[];
}

/**
 * How long AWS takes, in its own seconds. Each is asked when something begins, once for each time; what a resource is
 * waited for beside it, a task that starts for example, comes to pass by itself.
 */
export interface Durations {
  /** From the call to the moment in which the cluster is shown as writer, available again and without a state. */
  promotionSeconds(kind: 'failover' | 'switchover'): number;
  /** Of an old writer, once its Region can be reached. */
  rebuildSeconds(): number;
  snapshotSeconds(): number;
  /** At least: its resources may take longer. */
  stackCreationSeconds(stack: StackWork): number;
  /** After its resources are gone. */
  stackDeletionSeconds(stack: StackWork): number;
  driftDetectionSeconds(): number;
  /** From the call until all name servers answer with a change. */
  recordChangeSeconds(): number;
  /** From one result of a health check to its next request. @param interval as the check is set, seconds */
  healthCheckSeconds(interval: number): number;
  /** From the end of an alarm's period to its evaluation. Less than half a period: a longer one would skip it. */
  alarmSeconds(): number;
  /** From what happens to the moment in which a rule hands it to its target. */
  eventSeconds(): number;
}

/** The middle of what is published, or the least that keeps an order of events: the same each time. */
export const USUAL: Durations = {
  /**
   * "Within a few minutes".
   *
   * Source: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-disaster-recovery.html
   */
  promotionSeconds: () => 120,
  /** "A few minutes to several hours", on the same page. */
  rebuildSeconds: () => 180,
  /** Assumed; of a large volume it takes far longer. */
  snapshotSeconds: () => 60,
  stackCreationSeconds: () => 60,
  stackDeletionSeconds: () => 30,
  driftDetectionSeconds: () => 60,
  /** "Generally within 60 seconds". Source: https://docs.aws.amazon.com/Route53/latest/APIReference/API_GetChange.html */
  recordChangeSeconds: () => 30,
  healthCheckSeconds: (interval) => interval,
  alarmSeconds: () => 0,
  eventSeconds: () => 0,
};

/** How long everything takes in a world, and who hears what took how long. */
export interface Timing {
  readonly durations: Durations;
  readonly onSpan: (span: Span) => void;
}

/** Begins a span. @returns ends it, and tells of it */
export function beginSpan(
  { clock }: Pick<Pace, 'clock'>,
  { onSpan }: Pick<Timing, 'onSpan'>,
  about: Pick<Span, 'kind' | 'subject' | 'region'>,
): () => void {
  const from = clock.now();
  return () => onSpan({ ...about, from, to: clock.now() });
}
