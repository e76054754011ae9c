import * as z from 'zod';

/** What the last check of a Region has found, as its item holds it. */
export const Readiness = z.object({
  /** When it was found, ISO 8601 UTC. */
  at: z.string(),
  /** Execution ARN of the check. */
  runId: z.string(),
  /** What would keep a failover from working, one sentence each. */
  problems: z.array(z.string()),
  /** Digest of the plan that was checked. */
  planSha256: z.string(),
  /** The Region that holds the writer; it is the one a failover replaces. @default nobody could say */
  activeRegion: z.string().optional(),
  /** The release that a failover would deploy. @default none could be read */
  release: z
    .object({
      id: z.string(),
      stacks: z.array(z.object({ name: z.string(), templateKey: z.string() })),
    })
    .optional(),
  /** The release that was verified to its last object. @default none was */
  verified: z
    .object({
      /** When, ISO 8601 UTC. */
      at: z.string(),
      /** Of the manifest's object. */
      versionId: z.string(),
      /** Of the manifest's bytes. */
      sha256: z.string(),
    })
    .optional(),
});
export type Readiness = z.infer<typeof Readiness>;

/** A check is made every hour: one that is older says nothing, and two were missed. */
export const READINESS_AGE_MINUTES_MAX = 120;

/** Clocks of two hosts differ by far less than this; a result from later than that was not made by a check. */
const CLOCK_SKEW_MILLISECONDS_MAX = 60_000;

/** A release that a check has verified to its last object. */
export type Attested = NonNullable<Readiness['verified']>;

/**
 * What of a check still holds for a manifest: it is the same object, byte for byte, and the check is fresh. Versions of
 * objects never change, so only one that was deleted since is missed.
 *
 * @param now ISO 8601 UTC
 */
export const attests = (
  attested: Attested | undefined,
  manifest: Pick<Attested, 'versionId' | 'sha256'>,
  now: string,
): Attested | undefined =>
  attested?.versionId === manifest.versionId &&
  attested.sha256 === manifest.sha256 &&
  staleness(attested, now) === undefined
    ? attested
    : undefined;

/**
 * Whether a moment is one that a result does not tell of, as far as two clocks can say.
 *
 * @param moment ISO 8601 UTC
 */
export const isSince = (moment: string, { at }: Pick<Readiness, 'at'>): boolean =>
  !(Date.parse(moment) < Date.parse(at) - CLOCK_SKEW_MILLISECONDS_MAX);

/** Why a result says nothing any more; `undefined` while it is fresh. @param now ISO 8601 UTC */
export function staleness({ at }: Pick<Readiness, 'at'>, now: string): string | undefined {
  if (Date.parse(at) - Date.parse(now) > CLOCK_SKEW_MILLISECONDS_MAX) {
    return `the last check is dated ${JSON.stringify(at)}, after now: start one, and find out who wrote that`;
  }
  const ageMinutes = Math.floor((Date.parse(now) - Date.parse(at)) / 60_000);
  if (ageMinutes <= READINESS_AGE_MINUTES_MAX) return undefined;
  const age = Number.isFinite(ageMinutes) ? `${ageMinutes} min old` : `from ${JSON.stringify(at)}`;
  return `the last check is ${age}, older than ${READINESS_AGE_MINUTES_MAX} min: start one, and see why none was made`;
}
