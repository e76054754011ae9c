import {
  lastRunLeft,
  leftBecause,
  type OwnerEnded,
  type OwnItem,
  type RegionItem,
  type RegionSeen,
} from '../../../lib/domain/admission';
import type { Automation } from '../../../lib/domain/automation';
import { act, type Decision } from '../../../lib/domain/decision';
import type { Claimant, LastRun, Lock } from '../../../lib/domain/lock';
import type { InputOf, OutputOf } from '../../../lib/domain/step';
import type { StepSeconds } from '../../edge/timing-table';
import type { admitRun } from './step';

export interface Seen {
  readonly own: OwnItem;
  /** Read while the lock can be taken. */
  readonly automation?: Automation | undefined;
  /** What steps took in runs of this verb or the nearest; read once the run is admitted. @default nothing is known */
  readonly took?: StepSeconds;
  /** A failover reads them once its intent stands, or stood: before, it proves nothing. Of a planned run always. */
  readonly elsewhere?: Elsewhere;
}

export interface Elsewhere {
  /** Every Region of the plan but this one. */
  readonly others: readonly RegionSeen[];
  /** The same read again, where an item named a run of a third Region; read by planned runs. @default none did */
  readonly homes?: readonly RegionSeen[];
  /** This Region's own claim, 0 when it has never claimed. */
  readonly claimedEpoch: number;
  /** Highest epoch that the TXT records say, 0 when there is none. */
  readonly settledEpoch: number;
  /** TXT records that no server answered for, each with the reason. */
  readonly silent: readonly string[];
}

export type Act =
  /** Write this run's intent (of a run that asks nobody: its hold), if the lock is still the one that was seen. */
  | {
      readonly kind: 'take';
      readonly claimant: Claimant;
      readonly observed: Lock | undefined;
      /** Whose item. @default this Region's */
      readonly region?: string;
      /** Whether it is taken from a run of a Region that is not heard. @default false */
      readonly seizes?: true;
    }
  | {
      readonly kind: 'confirm';
      readonly claimant: Claimant;
      readonly observed: Lock;
      readonly highestSeen: number;
      /** Whose item. @default this Region's */
      readonly region?: string;
    }
  /** Give back what this run has taken, in this order. */
  | { readonly kind: 'withdraw'; readonly items: readonly { readonly region: string; readonly epoch: number }[] }
  /** Close the run that left its lock behind. */
  | { readonly kind: 'close'; readonly lock: Lock; readonly ended: OwnerEnded }
  /** Free an item that a planned run of another Region left behind, which has ended there. */
  | { readonly kind: 'free'; readonly region: string; readonly left: Lock; readonly lastRun?: LastRun | undefined };

export type Input = InputOf<typeof admitRun>;
export type Verdict = Decision<Act, OutputOf<typeof admitRun>>;

/**
 * Name servers that do not answer are asked again for so long; a Region too by a planned run, which is in no hurry, and
 * by a failover that would take the lock from a run there. Else a takeover does not wait for the lost one: a look asks
 * it twice.
 */
export const LISTEN_SECONDS = 2;
/** This run as one that wants the lock. */
export const claimantOf = ({ run, plan, region, now }: Input): Claimant => ({
  owner: run.id,
  verb: run.verb,
  rank: plan.regions.indexOf(region),
  startedAt: run.startedAt,
  now,
});

/** Its own Region remembers how it ended, and has told people. */
export const freeing = ({ lock, home, region }: { lock: Lock; home: RegionItem; region: string }): Verdict =>
  act(
    { kind: 'free', region, left: lock, lastRun: lastRunLeft(lock, home) },
    `${leftBecause(lock, home.region)} in ${region}; freeing it`,
  );
