import * as z from 'zod';
import { divergenceKey, type Item } from './table-items';

const LeftBehindDatabase = z.object({
  globalCluster: z.string(),
  /** What is known of the difference, in a sentence. */
  because: z.string(),
  /** Name of the copy of the snapshot that Aurora took of the old volume. @default there is none */
  snapshot: z.string().optional(),
});
/** One database that another Region was made the writer of while the one here may have gone on taking rows. */
export type LeftBehindDatabase = z.infer<typeof LeftBehindDatabase>;

const Acknowledged = z.object({
  /** ARN of the person. */
  by: z.string(),
  because: z.string(),
  /** ISO 8601 UTC. */
  at: z.string(),
});

const Recorded = z.object({
  /** The epoch under which the other Region took over. */
  epoch: z.number().int().nonnegative(),
  /** The Region that took over. */
  activeRegion: z.string(),
  /** Execution ARN of the run that recorded it. */
  runId: z.string(),
  /** When it was recorded, ISO 8601 UTC. */
  at: z.string(),
  databases: z.array(LeftBehindDatabase).min(1),
  /** The person who has looked at it. @default nobody has */
  acknowledged: Acknowledged.optional(),
});

/** What the databases of a Region may hold that no other Region has, since another one took over from it. */
export type Divergence = z.infer<typeof Recorded> & {
  /** Grows with every write; what the next one is conditional on. */
  readonly version: number;
};

/** Whether a failback would lose rows that nobody has looked at. */
export const isOpenDivergence = (divergence: Divergence | undefined): divergence is Divergence =>
  divergence !== undefined && divergence.acknowledged === undefined;

/** Whether what a Region may hold alone since a failover elsewhere is recorded. */
export const isRecordedUnder = (divergence: Divergence | undefined, epoch: number): divergence is Divergence =>
  divergence !== undefined && divergence.epoch >= epoch;

/** A divergence as its item. @param plan its name */
export const divergenceItem = (plan: string, { version, ...recorded }: Divergence) => ({
  ...divergenceKey(plan),
  divergence: { S: JSON.stringify(recorded) },
  epoch: { N: String(recorded.epoch) },
  version: { N: String(version) },
});

/** The divergence that an item holds. @throws when it holds none: nobody may take that for "nothing has diverged" */
export function divergenceFrom(item: Item): Divergence {
  return { ...Recorded.parse(JSON.parse(item.divergence?.S ?? 'null')), version: Number(item.version?.N ?? 0) };
}
