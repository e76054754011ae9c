import * as z from 'zod';
import { restAfterDatabases } from '../../../lib/domain/database-rate';
import { describingWriters, LISTING_ALARMS, READING_METRICS, readingClaim } from '../../../lib/domain/permissions';
import { defineStep } from '../../../lib/domain/step';
import { admitRun } from '../admit-run/step';

/** Looking goes on this much longer than the plan says, so that the last look can still answer. */
const GRACE_SECONDS = 30;

/**
 * What the witness said about the lost Region. `alive`: only a person's run goes on against it. `none`: the plan names
 * no witness, or it was not asked because every writer is here.
 */
const WitnessWord = z.enum(['down', 'alive', 'unheard', 'none']);
export type WitnessWord = z.infer<typeof WitnessWord>;

export const confirmOutage = defineStep({
  name: 'ConfirmOutage',
  purpose:
    'The active Region is down by probes, alarm and witness, or its writers are here and only its users are not.',
  reads: [admitRun],
  output: z.strictObject({
    /** The Region that was confirmed lost: it holds the writers or, after an earlier promotion, only the users. */
    lostRegion: z.string(),
    witness: WitnessWord,
    /** What each signal said, for the evidence. */
    signals: z.array(z.string()),
  }),
  fenced: false,
  timeoutSeconds: 30,
  lookAgainSeconds: 1,
  restSeconds: restAfterDatabases(1),
  overdueSeconds: ({ watch }) => watch.confirmWithinSeconds + GRACE_SECONDS,
  permissions: (place) => [
    ...describingWriters(place),
    place.plan.databases.length > 0 ? READING_METRICS : readingClaim(place),
    // Here and in the witness's Region.
    LISTING_ALARMS,
  ],
});
