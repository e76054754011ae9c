import type { EvidenceRecord } from '../../domain/evidence';
import type { Layout } from '../../domain/layout';
import type { RunPicture } from '../run-picture';

/** All moments are milliseconds since 1970. */
export interface Timed {
  readonly at: number;
}

/** A sentence, and whose it is: a state's name, or `World` for what happened to it. */
export interface Said extends Timed {
  readonly step: string;
  readonly because: string;
}

/** A call that changed something, or tried to. */
export interface Call extends Timed {
  /** State name. @default a function that is no step, or a person */
  readonly step?: string | undefined;
  /** `rds:FailoverGlobalCluster`, or a sentence where the call itself is not known. */
  readonly what: string;
  /** @default not known */
  readonly region?: string | undefined;
  /** ARN or name. @default not known */
  readonly resource?: string | undefined;
  /** Name of its error. @default it was done, or nobody knows */
  readonly error?: string | undefined;
}

/** What customers met in one span of time. */
export interface FeltSpan extends Timed {
  readonly ok: number;
  readonly failed: number;
  /** As {@link Felt.typical} says. @default not measured */
  readonly typicalMilliseconds?: number | undefined;
  /** @default not measured */
  readonly slowestMilliseconds?: number | undefined;
}

export interface Felt {
  /** Who asked, in words: `customers who place ten orders a second`. */
  readonly by: string;
  /** What is counted: `orders`, `probes`. */
  readonly unit: string;
  /** What stands for an ordinary answer of a span. */
  readonly typical: 'median' | 'mean';
  readonly spanSeconds: number;
  readonly spans: readonly FeltSpan[];
  /** The longest time without an answer around the event. @default nothing failed, or it never came back */
  readonly outageSeconds?: number | undefined;
}

/** What became of the orders of customers. */
export interface Orders {
  readonly placed: number;
  readonly acknowledged: number;
  /** Acknowledged, and not held by the new writer. */
  readonly lost: number;
}

/** How far a database was behind. */
export interface Lag {
  readonly name: string;
  readonly points: readonly (Timed & { readonly seconds: number })[];
}

/** What the public name led to, from a moment on. */
export interface Answered extends Timed {
  readonly address: string;
  /** The Region that has the address. @default not known */
  readonly region?: string | undefined;
}

/** A promise of the product, and whether this run kept it. */
export interface Kept {
  readonly id: string;
  readonly promise: string;
  /** Sentences on how it did not hold. */
  readonly broken: readonly string[];
}

export interface Digest {
  readonly name: string;
  readonly value: string;
  /** What it is the digest of, in a few words. */
  readonly of: string;
}

/** Where the run happened. */
export type Setting =
  | { readonly kind: 'aws' }
  | {
      readonly kind: 'rehearsal';
      readonly scenario: string;
      readonly story: string;
      readonly expected: string;
      readonly seed: number;
      /** How many times shorter the modelled durations of AWS are. */
      readonly scale: number;
    };

export interface KeptAs {
  /** `s3://bucket/key`. @default it was not archived */
  readonly location?: string | undefined;
  /** What is wrong with it. @default nothing */
  readonly problem?: string | undefined;
  readonly records: readonly EvidenceRecord[];
}

/** All that a report says. What was not measured is absent, and {@link unmeasured} says why. */
export interface RunReportData {
  readonly plan: string;
  readonly reason: string;
  readonly setting: Setting;
  readonly picture: RunPicture;
  readonly layout: Layout;
  /** What the run answers to; seconds count from it. @default they count from when the run began */
  readonly event?: (Timed & { readonly what: string }) | undefined;
  readonly said: readonly Said[];
  readonly calls: readonly Call[];
  readonly felt?: Felt | undefined;
  readonly orders?: Orders | undefined;
  readonly lags: readonly Lag[];
  readonly answers?: readonly Answered[] | undefined;
  readonly digests: readonly Digest[];
  readonly promises?: readonly Kept[] | undefined;
  readonly evidence: KeptAs;
  /** What is safe to do now, a line each; commands begin with two spaces. @default nothing needs to be done */
  readonly next?: readonly string[] | undefined;
  /** What this report does not know and why, one sentence each. */
  readonly unmeasured: readonly string[];
}

/** From when seconds count. */
export const zeroOf = ({ event, picture }: Pick<RunReportData, 'event' | 'picture'>): number =>
  event?.at ?? picture.beganAt ?? 0;
