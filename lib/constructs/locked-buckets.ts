import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectLockRetention, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { retentionDaysOf } from '../domain/release-retention';
import type { Place } from '../domain/step';

/** How long the records of a run cannot be altered or deleted. */
const EVIDENCE_DAYS = 365;

/**
 * Records of ended runs. Compliance mode: not even the account's root user can delete them early. They are a few
 * hundred kilobytes per run, so keeping them costs nothing.
 */
export const evidenceBucket = (scope: Construct, { names }: Place): Bucket =>
  lockedBucket(scope, {
    id: 'Evidence',
    bucketName: names.evidenceBucket,
    retention: ObjectLockRetention.compliance(Duration.days(EVIDENCE_DAYS)),
  });

/**
 * Staged releases. Governance mode: whoever may bypass it can clean up after a leaked secret in a template; a manifest
 * that was tampered with fails its signature anyway.
 */
export const releaseBucket = (scope: Construct, { plan, names }: Place): Bucket =>
  lockedBucket(scope, {
    id: 'Releases',
    bucketName: names.releaseBucket,
    retention: ObjectLockRetention.governance(Duration.days(retentionDaysOf(plan.release))),
  });

interface LockedBucket {
  readonly id: string;
  readonly bucketName: string;
  readonly retention: ObjectLockRetention;
}

const lockedBucket = (scope: Construct, { id, bucketName, retention }: LockedBucket): Bucket =>
  new Bucket(scope, id, {
    bucketName,
    versioned: true,
    objectLockEnabled: true,
    objectLockDefaultRetention: retention,
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
