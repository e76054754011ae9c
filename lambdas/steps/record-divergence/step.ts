import * as z from 'zod';
import { restAfterDatabases } from '../../../lib/domain/database-rate';
import { namesOf } from '../../../lib/domain/names';
import { defineStep, type Permission, type Place } from '../../../lib/domain/step';
import { claimPartition, databaseEventPartition, divergencePartition, onlyKeys } from '../../../lib/domain/table-items';
import { admitRun } from '../admit-run/step';
import { fenceRegion } from '../fence-region/step';

export const recordDivergence = defineStep({
  name: 'RecordDivergence',
  purpose:
    'What only the databases left behind here may hold is kept and told; a failback waits until it is acknowledged.',
  reads: [admitRun, fenceRegion],
  output: z.strictObject({
    /** One for each database that a failover left behind here. */
    databases: z.array(
      z.strictObject({
        globalCluster: z.string(),
        /** What is known of the difference, in a sentence. */
        because: z.string(),
        /** The copy of the snapshot that Aurora took of the old volume. @default there is none */
        snapshot: z.string().optional(),
      }),
    ),
    /** What a person has to do, such as copying a snapshot that could not be copied. */
    tasks: z.array(z.string()),
  }),
  fenced: true,
  timeoutSeconds: 60,
  lookAgainSeconds: 15,
  restSeconds: restAfterDatabases(1),
  // Aurora takes the snapshot once the Region has recovered, and a copy of a large volume takes its time.
  overdueSeconds: () => 14_400,
  isNeeded: ({ databases }) => databases.length > 0,
  permissions: (place) => [readingClaims(place), ...keepingDivergence(place), ...copyingSnapshots(place)],
});

/** Who has taken over since this Region claimed last, and by which verb. */
const readingClaims = ({ plan }: Place): Permission => ({
  actions: ['dynamodb:GetItem'],
  resources: plan.regions.map((region) => namesOf(plan, region).tableArn),
  conditions: onlyKeys(claimPartition(plan.name)),
});

const keepingDivergence = ({ plan, names }: Place): Permission[] => [
  {
    actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
    resources: [names.tableArn],
    conditions: onlyKeys(divergencePartition(plan.name)),
  },
  {
    actions: ['dynamodb:Query'],
    resources: [names.tableArn],
    conditions: onlyKeys(databaseEventPartition(plan.name)),
  },
];

/**
 * The snapshot that Aurora took of the old volume is copied under a name of the plan, and nothing else is.
 *
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html
 */
function copyingSnapshots({ plan, region, names }: Place): Permission[] {
  if (plan.databases.length === 0) return [];
  const clusters = plan.databases.map(({ clusters }) => clusters[region] ?? '');
  const snapshot = (name: string) => `arn:${names.partition}:rds:${region}:${plan.account}:cluster-snapshot:${name}`;
  const copies = snapshot(`${copiesOf(plan.name)}*`);
  return [
    {
      actions: ['rds:DescribeDBClusterSnapshots'],
      resources: [...clusters.map((cluster) => names.clusterArn(region, cluster)), snapshot('*')],
    },
    {
      actions: ['rds:CopyDBClusterSnapshot'],
      resources: [...clusters.map((cluster) => snapshot(`${unplannedFailoverOf(cluster)}*`)), copies],
    },
    { actions: ['rds:AddTagsToResource'], resources: [copies] },
  ];
}

/** What the names of a plan's copies begin with: RDS takes no two hyphens in a row. */
export const copiesOf = (plan: string): string => `understudy-${plan}-`.replaceAll(/-+/g, '-');

/**
 * What the name of the snapshot begins with that Aurora tries to take of a volume that a failover left behind.
 *
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-disaster-recovery.html
 */
export const unplannedFailoverOf = (cluster: string): string => `rds:unplanned-global-failover-${cluster}-`;
