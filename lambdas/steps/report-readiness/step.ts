import * as z from 'zod';
import { describingWriters, listingReleases, readingReleases, WRITING_METRICS } from '../../../lib/domain/permissions';
import { defineStep } from '../../../lib/domain/step';
import { onlyKeys, readinessPartition } from '../../../lib/domain/table-items';

export const reportReadiness = defineStep({
  name: 'ReportReadiness',
  purpose: 'What the check found is written down here, and the alarm on it knows.',
  // Reached from any failure: what the checks found is read from the run itself.
  reads: [],
  output: z.strictObject({
    /** What would keep a failover from working, one sentence each. */
    problems: z.array(z.string()),
    /** ISO 8601 UTC. */
    at: z.string(),
  }),
  fenced: false,
  timeoutSeconds: 30,
  lookAgainSeconds: 2,
  overdueSeconds: () => 60,
  permissions: (place) => [
    {
      actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
      resources: [place.names.tableArn],
      conditions: onlyKeys(readinessPartition(place.plan.name)),
    },
    WRITING_METRICS,
    // For the calls that a failover would make: which release is staged here, and which Region it would replace.
    readingReleases(place),
    listingReleases(place),
    ...describingWriters(place),
  ],
});
