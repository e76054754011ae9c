import { namesOf } from '../../../lib/domain/names';
import {
  describingWriters,
  detectingDrift,
  LISTING_STACKS,
  listingReleases,
  readingClaim,
  readingLock,
  readingReleases,
  releaseStacks,
  stackPatterns,
  WRITING_METRICS,
} from '../../../lib/domain/permissions';
import type { Permission, Place } from '../../../lib/domain/step';
import { driftPartition, onlyKeys } from '../../../lib/domain/table-items';
import { defineTrigger } from '../../../lib/domain/trigger';

/**
 * Nobody waits for it, and it waits for others: five templates at one time are the most that it holds beside its 60 MB,
 * and what CPU they need (of 0.145) is little beside a dark Region's silence.
 */
const MEMORY_MEGABYTES = 256;

export const checkDrift = defineTrigger({
  name: 'CheckDrift',
  purpose: 'Every hour it is known whether what runs, what is staged and what stands here is what was released.',
  // A dark Region takes 12 s for each of four calls in a row; a thousand templates, four in a second, 250 s.
  timeoutSeconds: 360,
  memoryMegabytes: MEMORY_MEGABYTES,
  permissions: (place) => [
    ...readingEveryRelease(place),
    ...seeingWhatRuns(place),
    ...detecting(place),
    ...telling(place),
    readingLock(place),
  ],
  // CloudFormation looks at the resources of a stack with the rights of whoever starts a drift detection, and what a
  // team puts into its pilot light is not known here. SecurityAudit reads how resources are configured, and neither
  // what they store nor any secret.
  awsManagedPolicies: ['SecurityAudit'],
});

/** The current manifest of every Region, the versions before it, and the staged templates. */
const readingEveryRelease = ({ plan }: Place): Permission[] => {
  const places = plan.regions.map((region) => ({ names: namesOf(plan, region) }));
  return [...places.map(readingReleases), ...places.map(listingReleases)];
};

/** Which Region is active, which stacks there are, and the templates that those of the release were made from. */
const seeingWhatRuns = (place: Place): Permission[] => [
  ...(place.plan.databases.length > 0 ? describingWriters(place) : [readingClaim(place)]),
  LISTING_STACKS,
  {
    actions: ['cloudformation:GetTemplate'],
    // One ARN for all Regions, which the condition names: a hundred stacks in five Regions fit into no role.
    resources: runningStacks({ ...place, region: '*' }),
    conditions: { StringEquals: { 'aws:RequestedRegion': place.plan.regions } },
  },
];

/** The stacks of any release, and those that the team's own pipeline calls as the release does. */
const runningStacks = (place: Place): string[] => {
  const own = stackPatterns(place.plan).map((stack) => stackArn(place, stack));
  return [...new Set([...releaseStacks(place), ...own])];
};

const stackArn = ({ plan, region, names }: Place, stack: string): string =>
  `arn:${names.partition}:cloudformation:${region}:${plan.account}:stack/${stack}/*`;

/**
 * The drift of the pilot light and the control plane here. SecurityAudit lacks what CloudFormation reads of a function
 * and of a state machine; it is allowed for those of this control plane alone.
 */
const detecting = (place: Place): Permission[] => {
  const { names, region, plan } = place;
  return [
    detectingDrift(place),
    {
      actions: ['lambda:GetFunction', 'lambda:GetFunctionCodeSigningConfig', 'lambda:GetFunctionUrlConfig'],
      resources: [`arn:${names.partition}:lambda:${region}:${plan.account}:function:${names.lambda('*')}`],
    },
    {
      actions: ['states:DescribeStateMachine', 'states:ListTagsForResource'],
      resources: [names.machineArn('*')],
    },
  ];
};

/** What was found: as metrics, as the last check's item, and as evidence where it has changed. */
const telling = ({ plan, region, names }: Place): Permission[] => [
  WRITING_METRICS,
  {
    actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
    resources: [names.tableArn],
    conditions: onlyKeys(driftPartition(plan.name)),
  },
  { actions: ['s3:PutObject'], resources: [`arn:${names.partition}:s3:::${names.evidenceBucket}/drift/${region}/*`] },
];
