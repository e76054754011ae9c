import * as z from 'zod';
import { namesOf } from '../../../lib/domain/names';
import { WRITING_METRICS } from '../../../lib/domain/permissions';
import { defineStep, type Permission, type Place } from '../../../lib/domain/step';
import { claimPartition, onlyKeys } from '../../../lib/domain/table-items';
import { recordPermissions } from '../../../lib/domain/traffic';
import { admitRun } from '../admit-run/step';
import { promoteDatabase } from '../promote-database/step';
import { runCanaries } from '../run-canaries/step';

export const shiftTraffic = defineStep({
  name: 'ShiftTraffic',
  purpose: 'This Region claims the traffic, and users follow by the strategy of the plan.',
  reads: [admitRun, promoteDatabase, runCanaries],
  output: z.strictObject({
    /** The epoch under which this Region claims to serve. */
    claimedEpoch: z.number().int(),
  }),
  fenced: true,
  // Five endpoints of an ARC cluster, asked one after the other, may each take ten seconds to say nothing.
  timeoutSeconds: 60,
  lookAgainSeconds: 1,
  overdueSeconds: () => 300,
  permissions: (place) => [ownClaim(place), ...BY_STRATEGY[place.plan.traffic.strategy](place)],
});

const ownClaim = ({ plan, names }: Place): Permission => ({
  actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
  resources: [names.tableArn],
  conditions: onlyKeys(claimPartition(plan.name)),
});

/** What each strategy may do beyond the claim, which the remembering checks follow by its metric. */
const BY_STRATEGY: Record<Place['plan']['traffic']['strategy'], (place: Place) => Permission[]> = {
  'health-signal': ({ plan, region }) => [
    WRITING_METRICS,
    {
      actions: ['dynamodb:GetItem'],
      resources: plan.regions.filter((other) => other !== region).map((other) => namesOf(plan, other).tableArn),
      conditions: onlyKeys(claimPartition(plan.name)),
    },
  ],
  'record-update': (place) => [WRITING_METRICS, ...recordPermissions(place)],
  'routing-control': ({ plan }) => [
    WRITING_METRICS,
    {
      actions: [
        'route53-recovery-cluster:GetRoutingControlState',
        'route53-recovery-cluster:UpdateRoutingControlStates',
      ],
      resources: Object.values(plan.traffic.routingControl?.controls ?? {}),
    },
  ],
};
