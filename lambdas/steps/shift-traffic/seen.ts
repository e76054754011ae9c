import type { KnownClaim, Settlement } from '../../../lib/domain/settlement';
import type { ListedRecord, RecordChange } from '../../../lib/domain/traffic';
import type { Claim } from '../../edge/claim-table';
import type { Reading } from '../../edge/reading';

/** What this Region claims, and once it claims for this run, the way on which users follow. */
export interface Seen {
  /** `undefined` when it never claimed anything. */
  readonly claim: Claim | undefined;
  /** Looked at after the claim was written. */
  readonly way?: SeenSignals | SeenRecords | SeenControls | undefined;
}

/** Strategy `health-signal`: health checks read the claim. */
export interface SeenSignals {
  readonly strategy: 'health-signal';
  /** By the TXT record, over plain DNS; `undefined` while nobody can say. */
  readonly settlement: Settlement | undefined;
  /** Of the other Regions. */
  readonly claims: readonly KnownClaim[];
}

/** Strategy `record-update`: the team's own failover records. */
export interface SeenRecords {
  readonly strategy: 'record-update';
  readonly records: Reading<readonly ListedRecord[]>;
  /** Why the change that was asked for last was not made. */
  readonly answer?: string | undefined;
}

/** Strategy `routing-control`: the controls of an ARC cluster. */
export interface SeenControls {
  readonly strategy: 'routing-control';
  /** Region → whether its control is on. */
  readonly isOn: Reading<Readonly<Record<string, boolean>>>;
  readonly answer?: string | undefined;
}

/** One change on the way of users to this Region. */
export type Shift =
  | { readonly kind: 'claim'; readonly epoch: number }
  | { readonly kind: 'swap-records'; readonly changes: readonly RecordChange[] }
  | { readonly kind: 'switch-controls'; readonly entries: readonly ControlEntry[] };

export interface ControlEntry {
  readonly RoutingControlArn: string;
  readonly RoutingControlState: 'On' | 'Off';
}
