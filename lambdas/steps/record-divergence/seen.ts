import type { DatabaseEvent } from '../../../lib/domain/database-event';
import type { Divergence } from '../../../lib/domain/divergence';
import type { ReadLedger } from '../../../lib/domain/ledger';
import type { InputOf } from '../../../lib/domain/step';
import type { Claim } from '../../edge/claim-table';
import type { Reading } from '../../edge/reading';
import type { recordDivergence } from './step';

export type Input = InputOf<typeof recordDivergence>;

/** What another Region claims. */
export interface SeenClaim {
  readonly region: string;
  readonly claim: Reading<Claim | undefined>;
}

/** A snapshot of a cluster here. */
export interface Snapshot {
  readonly name: string;
  /** Identifier of the cluster that it was taken of; other clusters' names may begin alike. */
  readonly cluster: string | undefined;
  /** As RDS says: creating, copying, available, failed. */
  readonly status: string;
  /** ISO 8601 UTC. @default RDS does not say */
  readonly createdAt?: string | undefined;
}

export interface SeenDatabase {
  readonly globalCluster: string;
  /** Identifier of the cluster here. */
  readonly cluster: string;
  /** What it holds here and where the active Region is; read until it is recorded. @default the plan counts no rows */
  readonly ledgers?: { readonly here: Reading<ReadLedger>; readonly there: Reading<ReadLedger> } | undefined;
  /** Every snapshot of the cluster here, of RDS and of persons. */
  readonly snapshots: Reading<readonly Snapshot[]>;
  /** When this run asked for the copy last. @default it did not */
  readonly askedSecondsAgo?: number | undefined;
  /** RDS's own words where it refused the copy. @default it did not */
  readonly refused?: string | undefined;
}

export interface Seen {
  /** Of this Region. */
  readonly own: Claim | undefined;
  readonly others: readonly SeenClaim[];
  readonly recorded: Divergence | undefined;
  /** What RDS has told of the databases here. */
  readonly events: readonly DatabaseEvent[];
  /** Empty while nothing says that any was left behind. */
  readonly databases: readonly SeenDatabase[];
}

export type Act =
  | { readonly kind: 'record'; readonly next: Divergence; readonly observed: Divergence | undefined }
  | {
      readonly kind: 'copy';
      readonly globalCluster: string;
      /** Of the failover that left the volume behind. */
      readonly epoch: number;
      readonly source: string;
      readonly target: string;
    };
