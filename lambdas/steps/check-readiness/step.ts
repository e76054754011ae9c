import * as z from 'zod';
import {
  describingMembers,
  describingWriters,
  LISTING_STACKS,
  listingReleases,
  READING_METRICS,
  readingReleases,
  releaseStacks,
  seeingStacks,
} from '../../../lib/domain/permissions';
import { defineStep } from '../../../lib/domain/step';
import { confirmActive } from '../confirm-active/step';
import { confirmOutage } from '../confirm-outage/step';

/**
 * Replication lag when the outage began, by Aurora's metric or the database's heartbeat here, whichever is larger.
 * Unknown is its own value and never zero.
 */
export const MeasuredLag = z.strictObject({
  globalCluster: z.string(),
  /** Seconds behind the writer at `at`; absent when neither metric nor heartbeat tells it. */
  lagSeconds: z.number().nonnegative().optional(),
  /** The moment of this lag, ISO 8601 UTC. */
  at: z.string().optional(),
  /** The writer was here already when it was looked at: nothing more can be lost. @default the writer is elsewhere */
  promoted: z.literal(true).optional(),
});
export type MeasuredLag = z.infer<typeof MeasuredLag>;

export const checkReadiness = defineStep({
  name: 'CheckReadiness',
  purpose: 'A takeover can work: members, versions, release, records and signal here are as they should be.',
  // A check has no run before it: what was confirmed is known in the other verbs alone.
  reads: [],
  mayRead: [confirmOutage, confirmActive],
  output: z.strictObject({
    lags: z.array(MeasuredLag),
    /** The verified manifest: exactly this object version is deployed. `sha256` is that of the object's bytes. */
    release: z.strictObject({ id: z.string(), versionId: z.string(), sha256: z.string() }),
  }),
  fenced: false,
  timeoutSeconds: 60,
  lookAgainSeconds: 5,
  overdueSeconds: () => 120,
  perLane: true,
  permissions: (place) => [
    ...describingWriters(place),
    ...describingMembers(place),
    ...(place.plan.databases.length > 0 ? [READING_METRICS] : []),
    readingReleases(place),
    listingReleases(place),
    // What other releases have left beside the one that is to be deployed.
    LISTING_STACKS,
    seeingStacks(releaseStacks(place)),
  ],
});
