import { WORLD_FAULTS, type WorldFault } from './world-faults';

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
/** Faults of the world itself. */
export const WORLD_FAULT_KINDS = Object.keys(WORLD_FAULTS) as WorldFault[];

export type CallFault = (typeof CALL_FAULTS)[number];
export type RunFault = (typeof RUN_FAULTS)[number];

/** Where in a run something goes wrong. */
export interface Place {
  /** State of a run (`PromoteDatabase`), or a trigger's function in the same spelling (`WatchRegion`). */
  readonly step: string;
  /** `rds:FailoverGlobalCluster`, by signing name; for a fault of a call. */
  readonly operation?: string;
  /** Which of them, from 1. @default 1 */
  readonly nth?: number;
}

/** What goes wrong, and where or when. */
export type Fault =
  | { readonly at: Place; readonly fault: CallFault | RunFault }
  /** Seconds from the beginning of the story. */
  | { readonly at: { readonly seconds: number }; readonly fault: WorldFault };

/** A fault of a call or a run. */
export type PlacedFault = Extract<Fault, { at: Place }>;

export const isPlaced = (fault: Fault): fault is PlacedFault => 'step' in fault.at;

/** How many calls in a row meet the fault: throttling passes, a permission that is missing stays missing. */
export const timesOf = (kind: Fault['fault']): number =>
  kind === 'throttle' ? 3 : kind === 'denied' ? Number.POSITIVE_INFINITY : 1;

/** A fault as people read it. */
export function shown({ at, fault }: Fault): string {
  if ('seconds' in at) return `${fault} after ${at.seconds} s`;
  const { step, operation, nth = 1 } = at;
  return [fault, 'at', step, ...(operation ? [operation] : []), ...(nth > 1 ? [`the ${nth}.`] : [])].join(' ');
}
