import * as z from 'zod';
import { restAfterDatabases } from '../../../lib/domain/database-rate';
import { describingMembers, describingWriters } from '../../../lib/domain/permissions';
import { defineStep, type Permission, type Place } from '../../../lib/domain/step';
import { databaseEventPartition, onlyKeys } from '../../../lib/domain/table-items';
import { admitRun } from '../admit-run/step';
import { authorizePromotion } from '../authorize-promotion/step';
import { confirmActive } from '../confirm-active/step';
import { confirmOutage } from '../confirm-outage/step';
import { fenceRegion } from '../fence-region/step';

export const promoteDatabase = defineStep({
  name: 'PromoteDatabase',
  purpose: 'The writer of every global database is here.',
  reads: [admitRun, authorizePromotion],
  // The one in a failover, the others in a switchover.
  mayRead: [confirmOutage, confirmActive, fenceRegion],
  output: z.strictObject({
    /** The Region whose clusters accept writes now. */
    writerRegion: z.string(),
    /** What a switchover could not prove of the rows here, a sentence each. @default all that has a ledger is proven */
    unproven: z.array(z.string()).optional(),
    /**
     * Whether RDS could keep the old primaries from taking writes; one that timed out may hold rows of its own.
     *
     * @default RDS has not told of all of them
     */
    fencing: z.enum(['blocked', 'timedOut']).optional(),
  }),
  fenced: true,
  // Aurora does not show a promotion at once: until then only the record tells the next look that it was sent.
  mustRecord: true,
  timeoutSeconds: 60,
  lookAgainSeconds: 1,
  // The global cluster and the cluster here are described.
  restSeconds: restAfterDatabases(2),
  // Aurora: "typically within a few minutes", without an SLA; 30 min leaves room for the slow ones that were reported.
  overdueSeconds: () => 1800,
  permissions: (place) => [
    ...describingWriters(place),
    ...promoting(place),
    ...describingMembers(place),
    ...readingEvents(place),
  ],
});

/**
 * A failover is called here, a switchover in the Region of the writer; both are authorised on the global cluster and on
 * every member.
 *
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html
 */
const promoting = ({ plan, names }: Place): Permission[] =>
  plan.databases.map(({ globalCluster, clusters }) => ({
    actions: ['rds:FailoverGlobalCluster', 'rds:SwitchoverGlobalCluster'],
    resources: [
      names.globalClusterArn(globalCluster),
      ...Object.entries(clusters).map(([at, cluster]) => names.clusterArn(at, cluster)),
    ],
  }));

/** What RDS has told of the databases here. */
const readingEvents = ({ plan, names }: Place): Permission[] =>
  plan.databases.length === 0
    ? []
    : [
        {
          actions: ['dynamodb:Query'],
          resources: [names.tableArn],
          conditions: onlyKeys(databaseEventPartition(plan.name)),
        },
      ];
