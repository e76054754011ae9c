import type { Writer } from '../../../lib/domain/active-region';
import type { EvidenceRecord } from '../../../lib/domain/evidence';
import type { Fence } from '../../../lib/domain/fence';
import type { AskHook } from '../../../lib/domain/hook';
import type { KnownClaim } from '../../../lib/domain/settlement';
import type { InputOf } from '../../../lib/domain/step';
import type { FencedKind } from '../../edge/fencing/region';
import type { Standing } from '../../edge/fencing/restored';
import type { Reading } from '../../edge/reading';
import type { Place } from './place';
import type { unfenceRegion } from './step';

export type Input = InputOf<typeof unfenceRegion>;

/** Kinds that are started again; an execution that was stopped is not. */
export type RestoredKind = Exclude<FencedKind, 'executions'>;

/** What AWS has refused to start again in this invocation, and would again. */
export type NotRestored = Readonly<Partial<Record<RestoredKind, string>>>;

/** The item of one Region's table that holds its fence. */
export interface FenceSeen {
  readonly region: string;
  readonly fence: Reading<Fence | undefined>;
}

/** Where the writer of a database is, and what moves it. */
export interface SeenWriter extends Writer {
  /** `FailoverState`. @default nothing is under way */
  readonly move?: { readonly status: string; readonly to: string };
}

export interface Seen {
  /** Fence of this Region, whoever made it. */
  readonly own: FenceSeen;
  /** Fence of the Region that this run came to fence; not read where the writers are here. @default it came to none */
  readonly other?: FenceSeen | undefined;
  /** Asked of RDS here. @default a plan without databases, or no fence that this run might lift */
  readonly writers?: Reading<readonly SeenWriter[]> | undefined;
  /**
   * The epoch that this Region claims to serve under, 0 when it has never claimed; read without databases, and in
   * upkeep where a fence stands.
   */
  readonly claimedEpoch: number;
  /** Claims of every Region. Read in upkeep without databases, where a fence stands. */
  readonly claims?: readonly KnownClaim[] | undefined;
  /** How what the fence has stopped stands now; only where one stands that is this run's to lift. */
  readonly standing?: Standing | undefined;
  /** What this run has recorded: the hooks have left their answers there. */
  readonly records: readonly EvidenceRecord[];
  readonly notRestored: NotRestored;
  /** For how long the Region whose fence is to be lifted could not be read at a stretch. */
  readonly silentSeconds: number;
  /** The change before this look was throttled, or not answered. @default it was made */
  readonly pause?: string | undefined;
}

export type Act =
  /** Write down where the writers were seen: the evidence says when that was. */
  | { readonly kind: 'note'; readonly at: Place['at'] }
  | {
      readonly kind: 'scale';
      readonly region: string;
      readonly services: readonly { arn: string; desiredCount: number }[];
    }
  | {
      readonly kind: 'enable';
      readonly region: string;
      readonly what: 'rules' | 'schedules';
      readonly names: readonly string[];
    }
  /** Write that the fence is lifted, if the item is still the one that was looked at. */
  | { readonly kind: 'lift'; readonly region: string; readonly next: Fence; readonly observedVersion: number }
  | AskHook;
