import * as z from 'zod';
import { fencing } from '../../../lib/domain/fence-permissions';
import { invokingHooks } from '../../../lib/domain/hook';
import { ReadLedger } from '../../../lib/domain/ledger';
import { namesOf } from '../../../lib/domain/names';
import { describingWriters } from '../../../lib/domain/permissions';
import { defineStep, type Permission, type Place } from '../../../lib/domain/step';
import { claimPartition, onlyKeys } from '../../../lib/domain/table-items';
import { admitRun } from '../admit-run/step';
import { confirmActive } from '../confirm-active/step';

export const fenceRegion = defineStep({
  name: 'FenceRegion',
  purpose: 'The Region that is replaced takes no more writes, and what it acknowledged is where it will be needed.',
  reads: [admitRun],
  mayRead: [confirmActive],
  output: z.strictObject({
    /** The Region that was fenced: the active one in a switchover, this one when it stands down. */
    region: z.string(),
    /** Under which epoch, as its fence item says. */
    epoch: z.number().int(),
    /** What was stopped, one sentence each, at most 50; the fence item holds all of it. */
    stopped: z.array(z.string()),
    /**
     * What each database held once nothing wrote any more; in a switchover the same was read here. Empty where the plan
     * names no ledger.
     */
    ledgers: z.array(ReadLedger),
  }),
  fenced: true,
  timeoutSeconds: 60,
  // A switchover's users cannot write meanwhile, and its calls wait for their turn within a look.
  lookAgainSeconds: 1,
  overdueSeconds: ({ hooks }) => 900 + hooks.fence.reduce((sum, { timeoutSeconds }) => sum + timeoutSeconds, 0),
  permissions: (place) => [
    ...fencing(place),
    ...describingWriters(place),
    readingClaims(place),
    ...(place.plan.hooks.fence.length === 0 ? [] : [invokingHooks(place, place.plan.hooks.fence)]),
  ],
});

/** A Region that stands down finds out who has replaced it. */
const readingClaims = ({ plan }: Place): Permission => ({
  actions: ['dynamodb:GetItem'],
  resources: plan.regions.map((region) => namesOf(plan, region).tableArn),
  conditions: onlyKeys(claimPartition(plan.name)),
});
