import * as z from 'zod';
import { restAfterDatabases } from '../../../lib/domain/database-rate';
import { CURRENT_MANIFEST_KEY, namesOf } from '../../../lib/domain/names';
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
import type { Plan } from '../../../lib/domain/plan';
import { defineStep, type Permission, type Place } from '../../../lib/domain/step';
import { onlyKeys, readinessPartition } from '../../../lib/domain/table-items';
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

/** Which release is current in the Region that a switchover replaces; a drill replaces none. */
const readingCurrentElsewhere = ({ plan, region: here, names, lane = 'live' }: Place): Permission[] =>
  lane === 'drill'
    ? []
    : [
        {
          actions: ['s3:GetObject'],
          resources: plan.regions
            .filter((region) => region !== here)
            .map(
              (region) => `arn:${names.partition}:s3:::${namesOf(plan, region).releaseBucket}/${CURRENT_MANIFEST_KEY}`,
            ),
        },
      ];

/** What the last check has verified, for a failover; a drill verifies all itself. */
const readingAttestation = ({ plan, names, lane = 'live' }: Place): Permission[] =>
  lane === 'drill'
    ? []
    : [
        {
          actions: ['dynamodb:GetItem'],
          resources: [names.tableArn],
          conditions: onlyKeys(readinessPartition(plan.name)),
        },
      ];

/**
 * How long stacks may be looked at until none is left. The template of one that stands is read at four a second, for
 * 10 s in each look, and 5 s lie between two looks: 2.7 a second, of which 2 are counted on. 120 stacks and fewer have
 * as long as everything else, 1,000 have 530 s. A failover leaves them before, see `leaving.ts`.
 */
export const stacksSeconds = ({ release: { stacks } }: Pick<Plan, 'release'>): number =>
  Math.max(90, 30 + Math.ceil(stacks.length / 2));

export const checkReadiness = defineStep({
  name: 'CheckReadiness',
  purpose: 'A takeover can work: members, versions, release, records and signal here are as they should be.',
  // A check has no run before it: what was confirmed is known in the other verbs alone.
  reads: [],
  mayRead: [confirmOutage, confirmActive],
  output: z.strictObject({
    lags: z.array(MeasuredLag),
    /**
     * The verified manifest: exactly this object version is deployed. `commit` is the one that it was made of, and
     * `sha256` that of the object's bytes.
     */
    release: z.strictObject({ id: z.string(), commit: z.string(), versionId: z.string(), sha256: z.string() }),
  }),
  fenced: false,
  timeoutSeconds: 60,
  lookAgainSeconds: 5,
  restSeconds: restAfterDatabases(2),
  overdueSeconds: (plan) => stacksSeconds(plan) + 30,
  perLane: true,
  permissions: (place) => [
    ...readingAttestation(place),
    ...describingWriters(place),
    ...describingMembers(place),
    ...(place.plan.databases.length > 0 ? [READING_METRICS] : []),
    readingReleases(place),
    ...readingCurrentElsewhere(place),
    listingReleases(place),
    // What other releases have left beside the one that is to be deployed.
    LISTING_STACKS,
    seeingStacks(releaseStacks(place)),
  ],
});
