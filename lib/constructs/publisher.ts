import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { assetKeyOf, CURRENT_MANIFEST_KEY, manifestKeyOf, type Names, templateKeyOf } from '../domain/names';
import { readingReleases } from '../domain/permissions';
import { retentionDaysOf } from '../domain/release-retention';
import type { Permission, Place } from '../domain/step';
import { policyOf } from './permissions';

/**
 * What whoever publishes releases to this Region may do. It is attached to nobody: which pipeline publishes is the
 * account's own matter. Nothing of it deletes a version, shortens a lock or locks for longer than a release is kept.
 * The key that signs is not part of it: a bucket that is written to without that key holds nothing that a takeover
 * deploys.
 */
export function publisherPolicy(scope: Construct, place: Place): ManagedPolicy {
  const { plan, region, names } = place;
  return new ManagedPolicy(scope, 'Publisher', {
    managedPolicyName: names.publisherPolicy,
    description: `Understudy of ${plan.name} in ${region}: what a publisher of releases may do`,
    document: policyOf([checking(names), readingReleases(place), adding(names), locking(place), readingStacks(place)]),
  });
}

const bucketArn = ({ partition, releaseBucket }: Names): string => `arn:${partition}:s3:::${releaseBucket}`;

/** Whether the bucket is one that releases may be put into, and what stands there. */
const checking = (names: Names): Permission => ({
  actions: ['s3:GetBucketObjectLockConfiguration', 's3:GetBucketVersioning', 's3:ListBucket', 's3:ListBucketVersions'],
  resources: [bucketArn(names)],
});

/** Manifests, templates and assets under their own names; the bucket takes no others. */
const objectArns = (names: Names): string[] =>
  [CURRENT_MANIFEST_KEY, manifestKeyOf('*'), templateKeyOf('*'), assetKeyOf('*', '')].map(
    (key) => `${bucketArn(names)}/${key}`,
  );

/** Objects are added, and it is seen how long they are kept. */
const adding = (names: Names): Permission => ({
  actions: ['s3:PutObject', 's3:GetObjectRetention'],
  resources: objectArns(names),
});

/** How S3 rounds the days that a lock has left is not documented. */
const ROUNDING_DAYS = 1;

/**
 * What a new release shares with an older one is kept as long as the new one needs it. Without the right to bypass
 * governance a lock can only be made longer: one in compliance mode, or for years, could be taken back by nobody.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html and
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
const locking = ({ plan, names }: Place): Permission => ({
  actions: ['s3:PutObjectRetention'],
  resources: objectArns(names),
  conditions: {
    StringEquals: { 's3:object-lock-mode': 'GOVERNANCE' },
    NumericLessThanEquals: {
      's3:object-lock-remaining-retention-days': String(retentionDaysOf(plan.release) + ROUNDING_DAYS),
    },
  },
});

/**
 * What the control plane tells of the plan it was deployed with; the outputs of the pilot light become values of
 * parameters.
 */
const readingStacks = ({ plan, region, names: { partition, stack, pilotLight } }: Place): Permission => ({
  actions: ['cloudformation:DescribeStacks'],
  resources: [stack, ...(pilotLight === undefined ? [] : [pilotLight])].map(
    (name) => `arn:${partition}:cloudformation:${region}:${plan.account}:stack/${name}/*`,
  ),
});
