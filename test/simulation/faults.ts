/** Faults of one call, at the moment it is made. */
export const CALL_FAULTS = [
  'errorBefore',
  'errorAfter',
  'timeoutAfter',
  'throttle',
  'slow',
  'malformed',
  'denied',
  'killLambda',
] as const;
/** Faults of a run, while it is in a state. */
export const RUN_FAULTS = ['abort', 'timeout', 'redrive'] as const;

export type CallFault = (typeof CALL_FAULTS)[number];
export type RunFault = (typeof RUN_FAULTS)[number];
export type FaultKind = CallFault | RunFault;

/** Where and what goes wrong. */
export interface Fault {
  readonly at: {
    /** State of a run (`PromoteDatabase`), or a trigger's function in the same spelling (`WatchRegion`). */
    readonly step: string;
    /** `rds:FailoverGlobalCluster`, by signing name; for a fault of a call. */
    readonly operation?: string;
    /** Which of them, from 1. @default 1 */
    readonly nth?: number;
  };
  readonly fault: FaultKind;
}

/** How many calls in a row meet the fault: throttling passes, a permission that is missing stays missing. */
export const timesOf = (kind: FaultKind): number =>
  kind === 'throttle' ? 3 : kind === 'denied' ? Number.POSITIVE_INFINITY : 1;

/** A fault as people read it, and as a line of its own in a report. */
export const shown = ({ at: { step, operation, nth = 1 }, fault }: Fault): string =>
  [fault, 'at', step, ...(operation ? [operation] : []), ...(nth > 1 ? [`the ${nth}.`] : [])].join(' ');
