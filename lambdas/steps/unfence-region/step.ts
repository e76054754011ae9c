import * as z from 'zod';
import { restAfterDatabases } from '../../../lib/domain/database-rate';
import { fencesAnything } from '../../../lib/domain/fence';
import { unfencing } from '../../../lib/domain/fence-permissions';
import { invokingHooks } from '../../../lib/domain/hook';
import { namesOf } from '../../../lib/domain/names';
import { describingWriters } from '../../../lib/domain/permissions';
import { defineStep, type Permission, type Place } from '../../../lib/domain/step';
import { claimPartition, onlyKeys } from '../../../lib/domain/table-items';

export const unfenceRegion = defineStep({
  name: 'UnfenceRegion',
  purpose: 'The Region that serves is not fenced: what this run stopped in vain, or an earlier one here, runs again.',
  // Reached from any failure: nothing that an earlier step would have left can be relied on.
  reads: [],
  output: z.strictObject({
    /** The Region whose fence was lifted. @default there was none to lift */
    region: z.string().optional(),
    /** What runs again, one sentence each. */
    restored: z.array(z.string()),
  }),
  fenced: true,
  timeoutSeconds: 60,
  lookAgainSeconds: 3,
  restSeconds: restAfterDatabases(1),
  overdueSeconds: ({ hooks }) => 600 + hooks.unfence.reduce((sum, { timeoutSeconds }) => sum + timeoutSeconds, 0),
  isNeeded: fencesAnything,
  permissions: (place) => [
    ...unfencing(place),
    // Where the writers are says whose fence is lifted; without databases, where users were sent.
    ...describingWriters(place),
    readingClaims(place),
    ...(place.plan.hooks.unfence.length === 0 ? [] : [invokingHooks(place, place.plan.hooks.unfence)]),
  ],
});

/** This Region's own says whether it was taken over since it was fenced; without databases, all of them who serves. */
const readingClaims = ({ plan, names }: Place): Permission => ({
  actions: ['dynamodb:GetItem'],
  resources:
    plan.databases.length > 0 ? [names.tableArn] : plan.regions.map((region) => namesOf(plan, region).tableArn),
  conditions: onlyKeys(claimPartition(plan.name)),
});
