import * as z from 'zod';
import { announcingIn } from '../../../lib/domain/announcement';
import { readingEpochs } from '../../../lib/domain/permissions';
import { defineStep } from '../../../lib/domain/step';
import { admitRun } from '../admit-run/step';
import { confirmActive } from '../confirm-active/step';
import { confirmOutage } from '../confirm-outage/step';
import { shiftTraffic } from '../shift-traffic/step';

export const announceRegion = defineStep({
  name: 'AnnounceRegion',
  purpose:
    'Pipelines can know which Region is active: its name stands in SSM, and an event says so, wherever it can be said.',
  reads: [admitRun, shiftTraffic],
  // The one in a failover, the other in a switchover: who was active before.
  mayRead: [confirmOutage, confirmActive],
  output: z.strictObject({
    /** Regions that were told. */
    told: z.array(z.string()),
    /** Regions that could not be; their own watch catches up once they are back. */
    untold: z.array(z.strictObject({ region: z.string(), because: z.string() })),
  }),
  fenced: true,
  timeoutSeconds: 30,
  lookAgainSeconds: 1,
  overdueSeconds: () => 120,
  permissions: (place) => [...announcingIn(place, place.plan.regions), readingEpochs(place)],
});
