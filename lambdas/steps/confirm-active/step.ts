import * as z from 'zod';
import { restAfterDatabases } from '../../../lib/domain/database-rate';
import { namesOf } from '../../../lib/domain/names';
import { describingWriters } from '../../../lib/domain/permissions';
import { defineStep, type Permission, type Place } from '../../../lib/domain/step';
import {
  claimPartition,
  divergencePartition,
  fencePartition,
  onlyKeys,
  presencePartition,
} from '../../../lib/domain/table-items';
import { admitRun } from '../admit-run/step';

/** What this Region's own items say, and what every other Region tells of itself. */
const readingItems = ({ plan, region: here, names }: Place): Permission[] => [
  {
    actions: ['dynamodb:GetItem'],
    resources: [names.tableArn],
    conditions: onlyKeys(claimPartition(plan.name), divergencePartition(plan.name), fencePartition(plan.name)),
  },
  {
    actions: ['dynamodb:GetItem'],
    resources: plan.regions.filter((region) => region !== here).map((region) => namesOf(plan, region).tableArn),
    conditions: onlyKeys(claimPartition(plan.name), presencePartition(plan.name)),
  },
];

export const confirmActive = defineStep({
  name: 'ConfirmActive',
  purpose: 'Another Region is active, and stands as a planned run needs it: this Region may be made ready.',
  reads: [admitRun],
  output: z.strictObject({
    /** The Region that holds the writers and serves users. */
    activeRegion: z.string(),
    /** What was seen, one sentence each, for the evidence. */
    signals: z.array(z.string()),
  }),
  fenced: false,
  timeoutSeconds: 30,
  lookAgainSeconds: 3,
  restSeconds: restAfterDatabases(1),
  overdueSeconds: () => 120,
  permissions: (place) => [...describingWriters(place), ...readingItems(place)],
});
