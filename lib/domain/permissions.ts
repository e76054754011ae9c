import { DRILL_PREFIX, inRegion, METRIC_NAMESPACE, namesOf, STACK_TAGS, stackNameOf } from './names';
import { covering } from './patterns';
import type { Permission, Place } from './step';
import { automationPartition, claimPartition, lockPartition, onlyKeys, runPartition } from './table-items';
import { standingOfVerb, VERBS } from './verbs';

/** Records of runs are read and added; none is ever altered or deleted. */
export const recordingRuns = (place: Pick<Place, 'names'>): Permission => ({
  ...readingRuns(place),
  actions: ['dynamodb:PutItem', 'dynamodb:Query'],
});

/** Records of runs are read. */
export const readingRuns = ({ names }: Pick<Place, 'names'>): Permission => ({
  actions: ['dynamodb:Query'],
  resources: [names.tableArn],
  conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [runPartition('*')] } },
});

/** The evidence of a run is kept where nobody can change it. */
export const archivingRuns = ({ names }: Pick<Place, 'names'>): Permission => ({
  actions: ['s3:PutObject'],
  resources: [`arn:${names.partition}:s3:::${names.evidenceBucket}/*`],
});

/** The operators and the plan's own topics are told. */
export const telling = ({ plan, region, names }: Place): Permission => ({
  actions: ['sns:Publish'],
  resources: [names.topicArn, ...plan.notify.map((topic) => inRegion(topic, region))],
});

/** The lock here is seen: whether a run is under way. */
export const readingLock = ({ plan, names }: Place): Permission => ({
  actions: ['dynamodb:GetItem'],
  resources: [names.tableArn],
  conditions: onlyKeys(lockPartition(plan.name)),
});

/** The lock is seen, and given back. */
export const freeingLock = ({ plan, names }: Place): Permission => ({
  actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
  resources: [names.tableArn],
  conditions: onlyKeys(lockPartition(plan.name)),
});

/** The lock of every other Region is taken, or given back; a planned run holds them all. @param actions of DynamoDB */
export const lockingElsewhere = ({ plan, region: here }: Place, actions: readonly string[]): Permission => ({
  actions,
  resources: plan.regions.filter((region) => region !== here).map((region) => namesOf(plan, region).tableArn),
  conditions: onlyKeys(lockPartition(plan.name)),
});

/** Runs of the others hold no lock that could be left behind. */
const LOCKING_VERBS = VERBS.filter((verb) => standingOfVerb(verb).takes !== 'none');

/**
 * What closing a run in the place of its machine needs: to see that the execution has ended, to record and archive
 * that, to tell people, and to give the lock back.
 */
export const closingRuns = (place: Place): Permission[] => [
  { actions: ['states:DescribeExecution'], resources: LOCKING_VERBS.map((verb) => place.names.executionsArn(verb)) },
  freeingLock(place),
  recordingRuns(place),
  archivingRuns(place),
  telling(place),
];

/** Whether this Region claims the traffic. */
export const readingClaim = ({ plan, names }: Place): Permission => ({
  actions: ['dynamodb:GetItem'],
  resources: [names.tableArn],
  conditions: onlyKeys(claimPartition(plan.name)),
});

/** What the items of this Region and of the others say: who claims, who holds the lock, what persons have switched. */
export const readingRegions = ({ plan, region: here, names }: Place): Permission[] => [
  {
    actions: ['dynamodb:GetItem'],
    resources: [names.tableArn],
    conditions: onlyKeys(claimPartition(plan.name), automationPartition(plan.name)),
  },
  {
    actions: ['dynamodb:GetItem'],
    resources: plan.regions.filter((region) => region !== here).map((region) => namesOf(plan, region).tableArn),
    conditions: onlyKeys(claimPartition(plan.name), lockPartition(plan.name), automationPartition(plan.name)),
  },
];

/** Which epochs the locks and claims of the plan hold, here and elsewhere. */
export const readingEpochs = ({ plan }: Pick<Place, 'plan'>): Permission => ({
  actions: ['dynamodb:GetItem'],
  resources: plan.regions.map((region) => namesOf(plan, region).tableArn),
  conditions: onlyKeys(lockPartition(plan.name), claimPartition(plan.name)),
});

/** Where the writer of each database is; a plan without databases asks nobody. */
export const describingWriters = ({ plan, names }: Place): Permission[] =>
  plan.databases.length === 0
    ? []
    : [
        {
          actions: ['rds:DescribeGlobalClusters'],
          resources: plan.databases.map(({ globalCluster }) => names.globalClusterArn(globalCluster)),
        },
      ];

/** The member of each database here; a plan without databases has none. */
export const describingMembers = ({ plan, region, names }: Place): Permission[] =>
  plan.databases.length === 0
    ? []
    : [
        {
          actions: ['rds:DescribeDBClusters'],
          resources: plan.databases.map(({ clusters }) => names.clusterArn(region, clusters[region] ?? '')),
        },
      ];

/** Staged releases are read, each object in the version that was signed. */
export const readingReleases = ({ names }: Pick<Place, 'names'>): Permission => ({
  actions: ['s3:GetObject', 's3:GetObjectVersion'],
  resources: [`arn:${names.partition}:s3:::${names.releaseBucket}/*`],
});

/**
 * What stood in the place of a staged release before is seen. Whoever may not list gets 403 for a key that is missing,
 * and nobody could tell the two apart.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export const listingReleases = ({ names }: Pick<Place, 'names'>): Permission => ({
  actions: ['s3:ListBucket', 's3:ListBucketVersions'],
  resources: [`arn:${names.partition}:s3:::${names.releaseBucket}`],
});

/**
 * Whether the control plane and the pilot light here still look like their templates. CloudFormation looks at each
 * resource with the rights of whoever asks, which are not part of this.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html
 */
export const detectingDrift = ({ plan, region, names }: Place): Permission => ({
  actions: [
    'cloudformation:DetectStackDrift',
    'cloudformation:DetectStackResourceDrift',
    'cloudformation:DescribeStackResourceDrifts',
  ],
  resources: [names.stack, ...(names.pilotLight === undefined ? [] : [names.pilotLight])].map(
    (name) => `arn:${names.partition}:cloudformation:${region}:${plan.account}:stack/${name}/*`,
  ),
});

/**
 * ARNs of the stacks of any release of the plan here, in the lane of the place, for a policy. Those of drills need one
 * alone, because no other stack of a plan is called so. Of more live ones than policies take, those with the longest
 * common beginnings share a pattern; what it matches beside them lacks the tags and the role that the rights ask for.
 */
export function releaseStacks({ plan, region, names, lane = 'live' }: Place): string[] {
  const arnOf = (name: string) => `arn:${names.partition}:cloudformation:${region}:${plan.account}:stack/${name}/*`;
  if (lane === 'drill') return [arnOf(`${DRILL_PREFIX}*`)];
  return stackPatterns(plan).map((stack) =>
    arnOf(stackNameOf(plan.release.stackName, { stack, release: 'r-*', lane })),
  );
}

/** Four times so many patterns of the longest names fit into what IAM takes of a role, with all else in it. */
const STACK_PATTERNS_MAX = 100;

/** Names of the plan's stacks in a release, as policies hold them. */
export const stackPatterns = ({ release }: Place['plan']): readonly string[] =>
  covering(release.stacks, STACK_PATTERNS_MAX);

/**
 * The stacks of this Region are listed with their tags: IAM cannot limit a call that names no stack.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
 */
export const LISTING_STACKS: Permission = { actions: ['cloudformation:DescribeStacks'], resources: ['*'] };

/** A drill's functions create and delete what carries the tag of its lane, and nothing else, whatever its name is. */
const onlyInDrill = ({ lane }: Place, tag: 'aws:RequestTag' | 'aws:ResourceTag') =>
  lane === 'drill' ? { [`${tag}/${STACK_TAGS.lane}`]: lane } : {};

/** Stacks of releases are seen, down to the template that each was made from. */
export const seeingStacks = (resources: readonly string[]): Permission => ({
  actions: ['cloudformation:DescribeStacks', 'cloudformation:DescribeStackEvents', 'cloudformation:GetTemplate'],
  resources,
});

/**
 * Stacks are deleted with the role for releases alone, and only what carries the plan's tag.
 *
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html
 */
export const deletingStacks = (place: Place, resources: readonly string[]): Permission => ({
  actions: ['cloudformation:DeleteStack'],
  resources,
  conditions: {
    StringEquals: {
      'cloudformation:RoleArn': place.names.releaseRoleArn,
      [`aws:ResourceTag/${STACK_TAGS.plan}`]: place.plan.name,
      ...onlyInDrill(place, 'aws:ResourceTag'),
    },
  },
});

/** Stacks are created with the role for releases alone, from templates of the release bucket, under the plan's tag. */
export const creatingStacks = (place: Place, resources: readonly string[]): Permission => ({
  actions: ['cloudformation:CreateStack'],
  resources,
  conditions: {
    StringEquals: {
      'cloudformation:RoleArn': place.names.releaseRoleArn,
      [`aws:RequestTag/${STACK_TAGS.plan}`]: place.plan.name,
      ...onlyInDrill(place, 'aws:RequestTag'),
    },
    StringLike: { 'cloudformation:TemplateUrl': `${place.names.templateUrlPrefix}*` },
  },
});

/** CloudFormation, and nobody else, is handed the role for releases. */
export const passingReleaseRole = ({ names }: Place): Permission => ({
  actions: ['iam:PassRole'],
  resources: [names.releaseRoleArn],
  conditions: { StringEquals: { 'iam:PassedToService': 'cloudformation.amazonaws.com' } },
});

/**
 * Metrics have no ARN.
 *
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
 */
export const READING_METRICS: Permission = { actions: ['cloudwatch:GetMetricData'], resources: ['*'] };

/**
 * Metrics have no ARN; the namespace is what limits the right.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-namespace.html
 */
export const WRITING_METRICS: Permission = {
  actions: ['cloudwatch:PutMetricData'],
  resources: ['*'],
  conditions: { StringEquals: { 'cloudwatch:namespace': METRIC_NAMESPACE } },
};

/**
 * The call lists alarms, so CloudWatch wants the scope `*`; with a narrower one it leaves composite alarms out.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
 */
export const LISTING_ALARMS: Permission = { actions: ['cloudwatch:DescribeAlarms'], resources: ['*'] };
