import type { EvidenceRecord } from '../../../lib/domain/evidence';
import type { Fence } from '../../../lib/domain/fence';
import type { AskHook } from '../../../lib/domain/hook';
import type { ReadLedger } from '../../../lib/domain/ledger';
import type { KnownClaim } from '../../../lib/domain/settlement';
import type { InputOf } from '../../../lib/domain/step';
import type { FencedKind, Running } from '../../edge/fencing/region';
import type { Reading } from '../../edge/reading';
import type { Writer } from '../../edge/writers';
import type { fenceRegion } from './step';

export type Input = InputOf<typeof fenceRegion>;

/** What says that another Region has replaced this one. */
export interface SeenReplacement {
  /** Claims of every Region of the plan, this one too. */
  readonly claims: readonly KnownClaim[];
  /** Where the writers are, as RDS says here. */
  readonly writers: Reading<readonly Writer[]>;
}

/** What AWS has refused to stop in this invocation, and would again. */
export type NotStopped = Readonly<Partial<Record<FencedKind, string>>>;

export interface Seen {
  /** The Region to fence. */
  readonly target: string;
  /** Only of a Region that stands down. */
  readonly replacement?: SeenReplacement | undefined;
  /** What the item of the target's table says; `undefined` in it while it was never fenced. */
  readonly fence: Reading<Fence | undefined>;
  readonly running: Running;
  /** What this run has recorded: the hooks have left their answers there. */
  readonly records: readonly EvidenceRecord[];
  readonly notStopped: NotStopped;
  /** For how long the target, or a part of what the plan stops there, could not be read at a stretch. */
  readonly silentSeconds: number;
  /** The change before this look was throttled, or not answered. @default it was made */
  readonly pause?: string | undefined;
  /** What the databases hold in the target and here; only once all of the target is stopped. */
  readonly ledgers?: SeenLedgers | undefined;
}

export interface SeenLedgers {
  /** When they were asked for, ISO 8601 UTC. */
  readonly at: string;
  readonly there: Reading<readonly ReadLedger[]>;
  /** Only in a switchover. */
  readonly here?: Reading<readonly ReadLedger[]> | undefined;
}

export type Act =
  /** Write the item of the Region's table, if it is still the one that was looked at. */
  | {
      readonly kind: 'note';
      readonly region: string;
      readonly next: Fence;
      /** @default there was none */
      readonly observedVersion?: number | undefined;
    }
  | { readonly kind: 'stop'; readonly region: string; readonly what: FencedKind; readonly names: readonly string[] }
  | AskHook;

/** The Region to fence: the active one in a switchover; a Region that stands down fences itself. */
export const targetOf = ({ confirmActive, region }: Pick<Input, 'confirmActive' | 'region'>): string =>
  confirmActive?.activeRegion ?? region;
