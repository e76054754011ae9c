import type { RunPicture } from '../../report/run-picture';
import type { Second } from './order-seconds';

/** Everything that the page shows at one moment: JSON, so that a browser gets what a test can build. */
export interface Snapshot {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly phase: Phase;
  /** @default no world stands */
  readonly world?: WorldSnapshot;
}

/** Where the world itself stands. */
export interface Phase {
  readonly name: 'opening' | 'open' | 'closing' | 'broken';
  /** What was done so far to open it, the oldest first. */
  readonly told: readonly string[];
  /** Why there is none. @default it is well */
  readonly trouble?: string;
}

export interface WorldSnapshot {
  readonly plan: string;
  readonly publicName: string;
  /** How many times shorter AWS's own durations are here. */
  readonly scale: number;
  /** What a confirmed outage does by the plan. */
  readonly automation: 'notify' | 'prepare' | 'full';
  /** Whether runs start by themselves. */
  readonly automaticRuns: 'on' | 'off';
  /** Region of the writer. @default there is none */
  readonly active?: string;
  /** Region whose address the public name is answered with, or the address itself. @default no answer */
  readonly answered?: string;
  /** Whom the records name for good. @default nobody can tell */
  readonly settled?: { readonly region: string; readonly epoch: number };
  readonly isRoute53Down: boolean;
  readonly regions: readonly RegionSnapshot[];
  readonly clients: ClientsSnapshot;
  /** The newest run that moves something, or the newest. @default none yet */
  readonly run?: ShownRun;
  /** The newest first. */
  readonly runs: readonly RunLine[];
  /** The newest first. */
  readonly sentences: readonly Sentence[];
  readonly facts: Facts;
  readonly offers: readonly Offer[];
  readonly tour: readonly TourMove[];
}

export interface RegionSnapshot {
  readonly region: string;
  readonly isHome: boolean;
  readonly isLost: boolean;
  readonly isSick: boolean;
  /** Whether users are sent here. */
  readonly isAnswered: boolean;
  readonly database: {
    readonly role: 'writer' | 'reader' | 'down' | 'rebuilding';
    /** What RDS does with it while it moves. @default nothing */
    readonly move?: string;
    /** Behind the writer. @default not known, or it is the writer */
    readonly lagSeconds?: number;
    readonly isLinkCut: boolean;
  };
  readonly stacks: readonly { readonly name: string; readonly status: string }[];
  readonly alarm: string;
  /** Who may change the world from here. */
  readonly lock: { readonly state: 'free' | 'intent' | 'held'; readonly verb?: string; readonly epoch: number };
  readonly claimedEpoch: number;
  /** Rows may be here that nobody else has, and no person has looked. */
  readonly hasOpenDivergence: boolean;
}

export interface ClientsSnapshot {
  readonly acknowledgedPerSecond: number;
  readonly failedPerSecond: number;
  readonly seconds: readonly Second[];
}

export interface ShownRun extends RunPicture {
  /** Short name of the execution. */
  readonly name: string;
  /** What a person is asked. @default nothing */
  readonly asks?: { readonly because: string; readonly expiresAt: string };
}

export interface RunLine {
  readonly run: string;
  readonly verb: string;
  readonly region: string;
  /** The last state, or `running`. */
  readonly outcome: string;
  readonly startedAt: number;
}

export interface Sentence {
  readonly at: number;
  readonly step: string;
  readonly because: string;
  /** Verb and Region of the run that said it. @default the world, or a person */
  readonly by?: string;
}

/** What a verdict would say so far; seconds of the wall, from the last fault on. */
export interface Facts {
  readonly faultAt?: number;
  /** @default nothing was found out yet */
  readonly detectedSeconds?: number;
  /** How long users could not order. @default they could all the time */
  readonly outageSeconds?: number;
  readonly haveOrdersRecovered: boolean;
  readonly acknowledged: number;
  /** @default nobody has counted */
  readonly lost?: number;
}

/** Something that a person can do now, or why not. */
export interface Offer {
  readonly id: string;
  /** Region, run, or both; empty for the world as a whole. */
  readonly target: string;
  readonly group: 'break' | 'mend' | 'start' | 'answer' | 'world';
  readonly label: string;
  /** What it does and what to expect, in one or two sentences. */
  readonly sentence: string;
  /** What a person presses after it to have it done. @default it is done at once */
  readonly confirm?: string;
  /** @default it can be done now */
  readonly refusedBecause?: string;
}

/** One move of the first tour. */
export interface TourMove {
  readonly title: string;
  readonly sentence: string;
  readonly state: 'done' | 'now' | 'later';
  /** What to press. @default nothing: watch */
  readonly press?: { readonly id: string; readonly target: string };
}
