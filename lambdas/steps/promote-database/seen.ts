import type { DatabaseEvent } from '../../../lib/domain/database-event';
import type { ReadLedger } from '../../../lib/domain/ledger';
import type { InputOf } from '../../../lib/domain/step';
import type { Reading } from '../../edge/reading';
import type { Sent } from './sent';
import type { promoteDatabase } from './step';

export type Input = InputOf<typeof promoteDatabase>;

/** One global database as RDS describes it here and now. */
export interface SeenDatabase {
  readonly globalCluster: string;
  /** Region of the member with `IsWriter`; `undefined` when no member has it. */
  readonly writerRegion: string | undefined;
  /** ARN of the member here; `undefined` when this Region is not a member. */
  readonly memberHere: string | undefined;
  /** Empty unless a failover or switchover is scheduled or running. */
  readonly failover: { readonly status: string; readonly to: string } | undefined;
  /** `Status` of the cluster here. */
  readonly clusterStatus: string;
  /** Whether the cluster here itself names one of its instances as its writer: a secondary has readers only. */
  readonly hasWriterHere: boolean;
  /** Why Aurora would not move the writer between the engine versions of the members. @default it would */
  readonly versionProblem?: string | undefined;
  /** What the database here holds; looked at in a switchover, once the writer is here. @default not looked at */
  readonly ledger?: Reading<ReadLedger> | undefined;
  /** How long ago this run first saw the writer here and available. @default it has not recorded it */
  readonly hereForSeconds?: number | undefined;
  /** Whether this run has seen Aurora cancel a move of it. @default false */
  readonly wasCancelled?: boolean | undefined;
  /** What RDS has told here of its cluster since this run first sent the promotion. @default nothing */
  readonly told?: readonly DatabaseEvent[] | undefined;
  /** The promotion of this database that this run sent last; `undefined` when it has sent none. */
  readonly sent: Sent | undefined;
}

/**
 * Make the member here the writer. A failover accepts that rows not yet replicated are lost; a switchover loses none.
 */
export interface Promote {
  readonly globalCluster: string;
  readonly target: string;
  /** Region of the writer, where a switchover is called. @default it is a failover, called here */
  readonly switchoverIn?: string;
}

/** The Region that the run takes over from: it was confirmed lost, or confirmed active. */
export const confirmedRegion = ({ confirmOutage, confirmActive }: Input): string | undefined =>
  confirmOutage?.lostRegion ?? confirmActive?.activeRegion;

/** A planned run moves the writer without loss; only a lost Region is worth losing rows for. */
export const isSwitchover = ({ confirmOutage }: Input): boolean => confirmOutage === undefined;

/** The verb in the sentences of this step. */
export const verbOf = (input: Input): 'failover' | 'switchover' => (isSwitchover(input) ? 'switchover' : 'failover');
