import type { IamRequest } from '../service';

/** The members of S3's inputs that decide what is asked of IAM. */
export interface S3Input {
  readonly Bucket?: string;
  readonly Key?: string;
  readonly VersionId?: string;
  readonly IfMatch?: string;
  readonly ObjectLockMode?: string;
  readonly ObjectLockRetainUntilDate?: Date;
  readonly Retention?: { readonly Mode?: string; readonly RetainUntilDate?: Date };
  readonly BypassGovernanceRetention?: boolean;
}

/** Actions that are not called like their operation. */
const ON_BUCKET: Readonly<Record<string, string>> = {
  GetBucketVersioning: 's3:GetBucketVersioning',
  GetObjectLockConfiguration: 's3:GetBucketObjectLockConfiguration',
  HeadBucket: 's3:ListBucket',
  ListObjectVersions: 's3:ListBucketVersions',
  ListObjectsV2: 's3:ListBucket',
};
const ON_VERSION: Readonly<Record<string, string>> = {
  DeleteObject: 's3:DeleteObjectVersion',
  GetObject: 's3:GetObjectVersion',
  HeadObject: 's3:GetObjectVersion',
};

export interface S3Place {
  readonly partition: string;
  /** Whether the object that is asked for exists. */
  readonly exists: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const DAY_MILLISECONDS = 86_400_000;

/**
 * What IAM is asked before S3 answers. Only who may list the bucket may learn that a key does not exist, and only who
 * may read an object may ask whether it is still the one of an ETag.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html and
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export function iamRequests(operation: string, input: S3Input, { partition, exists, now }: S3Place): IamRequest[] {
  const bucket = `arn:${partition}:s3:::${input.Bucket}`;
  const onBucket = ON_BUCKET[operation];
  if (onBucket) return [{ action: onBucket, resource: bucket }];
  const resource = `${bucket}/${input.Key}`;
  const isRead = operation === 'GetObject' || operation === 'HeadObject';
  const onLatest = isRead ? 's3:GetObject' : `s3:${operation}`;
  const action = input.VersionId === undefined ? onLatest : (ON_VERSION[operation] ?? onLatest);
  const context = lockContext(input, now);
  return [
    { action, resource, context },
    ...(operation === 'PutObject' && input.IfMatch !== undefined ? [{ action: 's3:GetObject', resource }] : []),
    ...(operation === 'PutObject' && input.ObjectLockMode
      ? [{ action: 's3:PutObjectRetention', resource, context }]
      : []),
    ...(input.BypassGovernanceRetention ? [{ action: 's3:BypassGovernanceRetention', resource }] : []),
    ...(isRead && !exists ? [{ action: 's3:ListBucket', resource: bucket }] : []),
  ];
}

/**
 * The lock that a request would set. S3 does not say how it rounds the days that remain: a day that has begun counts.
 *
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
function lockContext({ Retention = {}, ...input }: S3Input, now: number): Record<string, string> {
  const { Mode = input.ObjectLockMode, RetainUntilDate = input.ObjectLockRetainUntilDate } = Retention;
  return {
    ...(Mode && { 's3:object-lock-mode': Mode }),
    ...(RetainUntilDate && {
      's3:object-lock-remaining-retention-days': String(
        Math.ceil((RetainUntilDate.getTime() - now) / DAY_MILLISECONDS),
      ),
    }),
  };
}
