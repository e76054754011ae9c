import * as z from 'zod';

/**
 * What the database of a Region holds, as its service counts it: the rows that matter, and a digest of them. Two
 * Regions with the same rows and digest hold the same.
 */
export const Ledger = z.object({
  rows: z.number().int().nonnegative(),
  /** Any text that is the same for the same rows, such as a SHA-256 over their ids. */
  digest: z.string().min(1).max(200),
  /** Position in the write-ahead log, as the engine writes it. @default not told */
  lsn: z.string().max(60).optional(),
  /** Grows with every promotion of PostgreSQL. @default not told */
  timeline: z.number().int().optional(),
  /** Rows written at or after the time that was asked for with `?since=`. @default not told */
  rowsSince: z.number().int().nonnegative().optional(),
});
export type Ledger = z.infer<typeof Ledger>;

/** A ledger, of which database, and when it was read. */
export const ReadLedger = Ledger.extend({
  globalCluster: z.string(),
  /** ISO 8601 UTC. */
  at: z.string(),
});
export type ReadLedger = z.infer<typeof ReadLedger>;

/** Whether both hold the same rows. */
export const isSameLedger = (one: Ledger, other: Ledger): boolean =>
  one.rows === other.rows && one.digest === other.digest;
