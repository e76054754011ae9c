import type {
  DeleteObjectCommandInput,
  GetObjectCommandInput,
  ListObjectsV2CommandInput,
  ListObjectVersionsCommandInput,
  PutObjectCommandInput,
  PutObjectRetentionCommandInput,
} from '@aws-sdk/client-s3';
import { AwsError, type Operations } from '../service';
import type { Bucket, Retention, StoredVersion } from './bucket';
import { describedChecksums, verifiedChecksums } from './checksums';
import { listObjects, listVersions } from './lists';

type Named = Pick<GetObjectCommandInput, 'Bucket' | 'Key' | 'VersionId' | 'ChecksumMode'>;

/** The object operations. `bucketOf` @throws NoSuchBucket */
export function s3Operations(bucketOf: (name: string | undefined) => Bucket): Operations {
  const stored = (input: Named, missing = 'NoSuchKey') => found(bucketOf(input.Bucket), input, missing);
  return {
    PutObject: (input: PutObjectCommandInput) => putObject(bucketOf(input.Bucket), input),
    GetObject: (input: Named) => ({ ...headersOf(stored(input), input), Body: stored(input).body }),
    HeadObject: (input: Named) => headersOf(stored(input, 'NotFound'), input),
    HeadBucket: ({ Bucket }: Named) => ({ BucketRegion: bucketOf(Bucket).request.region }),
    DeleteObject: (input: DeleteObjectCommandInput) => deleteObject(bucketOf(input.Bucket), input),
    ListObjectsV2: (input: ListObjectsV2CommandInput) => listObjects(bucketOf(input.Bucket), input),
    ListObjectVersions: (input: ListObjectVersionsCommandInput) => listVersions(bucketOf(input.Bucket), input),
    GetBucketVersioning: ({ Bucket }: Named) => (bucketOf(Bucket).request.versioned ? { Status: 'Enabled' } : {}),
    GetObjectLockConfiguration: ({ Bucket }: Named) => lockConfiguration(bucketOf(Bucket)),
    PutObjectRetention: (input: PutObjectRetentionCommandInput) => putRetention(bucketOf(input.Bucket), input),
    GetObjectRetention: (input: Named) => {
      const { retention } = stored(input);
      if (!retention) throw new AwsError('NoSuchObjectLockConfiguration', NO_RETENTION, { status: 404 });
      return { Retention: { Mode: retention.mode, RetainUntilDate: retention.retainUntil } };
    },
  };
}

const NO_RETENTION = 'The specified object does not have a ObjectLock configuration';

/** @throws NoSuchKey and NoSuchVersion, and MethodNotAllowed for a delete marker that is named */
function found(bucket: Bucket, { Key = '', VersionId }: Named, missing: string): StoredVersion {
  const version = bucket.find(Key, VersionId);
  if (version && !version.deleteMarker) return version;
  if (version && VersionId !== undefined) {
    throw new AwsError('MethodNotAllowed', 'The specified method is not allowed against this resource.', {
      status: 405,
    });
  }
  if (VersionId === undefined) throw new AwsError(missing, 'The specified key does not exist.', { status: 404 });
  throw new AwsError('NoSuchVersion', 'The specified version does not exist.', { status: 404 });
}

function putObject(bucket: Bucket, input: PutObjectCommandInput) {
  const { Key = '', Body, ContentType, Metadata, ObjectLockMode, ObjectLockRetainUntilDate } = input;
  refuseUnlessAsExpected(bucket.find(Key), input);
  const body = Buffer.from(Body as Uint8Array);
  const checksums = verifiedChecksums({ body, checksums: checksumsIn(input), algorithm: input.ChecksumAlgorithm });
  const { eTag, versionId } = bucket.put({
    key: Key,
    body,
    checksums,
    ...(ContentType && { contentType: ContentType }),
    ...(Metadata && { metadata: Metadata }),
    ...retentionOf(ObjectLockMode, ObjectLockRetainUntilDate),
  });
  return { ETag: eTag, ...describedChecksums(checksums, 'ENABLED'), ...versionOf(bucket, versionId) };
}

const checksumsIn = ({ ChecksumSHA256, ChecksumCRC32 }: PutObjectCommandInput) => ({
  ...(ChecksumSHA256 !== undefined && { ChecksumSHA256 }),
  ...(ChecksumCRC32 !== undefined && { ChecksumCRC32 }),
});

/**
 * @throws PreconditionFailed when there is an object and there should be none, or another one; NoSuchKey when there
 * should be one; NotImplemented for a condition that S3 does not know
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
function refuseUnlessAsExpected(version: StoredVersion | undefined, input: PutObjectCommandInput): void {
  const { IfMatch, IfNoneMatch } = input;
  const current = version?.deleteMarker ? undefined : version;
  if (IfNoneMatch !== undefined && IfNoneMatch !== '*') {
    const message = 'A header you provided implies functionality that is not implemented';
    throw new AwsError('NotImplemented', message, { status: 501 });
  }
  if (IfMatch !== undefined && !current) {
    throw new AwsError('NoSuchKey', 'The specified key does not exist.', { status: 404 });
  }
  const isOther = IfMatch !== undefined && unquoted(IfMatch) !== unquoted(current?.eTag ?? '');
  if (isOther || (IfNoneMatch === '*' && current)) {
    const message = 'At least one of the pre-conditions you specified did not hold';
    throw new AwsError('PreconditionFailed', message, { status: 412 });
  }
}

const unquoted = (eTag: string): string => eTag.replaceAll('"', '');

function retentionOf(mode: string | undefined, until: Date | undefined): { retention?: Retention } {
  if (mode === undefined && until === undefined) return {};
  if (mode !== undefined && until !== undefined) return { retention: { mode, retainUntil: new Date(until) } };
  const message = 'x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied';
  throw new AwsError('InvalidArgument', message, { status: 400 });
}

function deleteObject(bucket: Bucket, { Key = '', VersionId, BypassGovernanceRetention }: DeleteObjectCommandInput) {
  const removed =
    VersionId === undefined ? bucket.markDeleted(Key) : bucket.deleteVersion(Key, VersionId, BypassGovernanceRetention);
  return { ...(removed?.deleteMarker && { DeleteMarker: true }), ...(removed && versionOf(bucket, removed.versionId)) };
}

function putRetention(bucket: Bucket, input: PutObjectRetentionCommandInput) {
  const { retention } = retentionOf(input.Retention?.Mode, input.Retention?.RetainUntilDate);
  if (!retention) throw new AwsError('MalformedXML', 'Retention is missing', { status: 400 });
  bucket.retain(found(bucket, input, 'NoSuchKey'), retention, input.BypassGovernanceRetention);
  return {};
}

function lockConfiguration(bucket: Bucket) {
  const { objectLock } = bucket.request;
  if (!objectLock) {
    const message = 'Object Lock configuration does not exist for this bucket';
    throw new AwsError('ObjectLockConfigurationNotFoundError', message, { status: 404 });
  }
  const { defaultRetention } = objectLock;
  const rule = defaultRetention && { DefaultRetention: { Mode: defaultRetention.mode, Days: defaultRetention.days } };
  return { ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', ...(rule && { Rule: rule }) } };
}

const versionOf = (bucket: Bucket, versionId: string) => (bucket.request.versioned ? { VersionId: versionId } : {});

const headersOf = (
  { body, eTag, at, versionId, contentType, metadata, retention, checksums }: StoredVersion,
  { ChecksumMode }: Named,
) => ({
  ETag: eTag,
  ContentLength: body.length,
  ContentType: contentType,
  LastModified: new Date(at),
  Metadata: metadata,
  ...describedChecksums(checksums, ChecksumMode),
  ...(versionId !== 'null' && { VersionId: versionId }),
  ...(retention && { ObjectLockMode: retention.mode, ObjectLockRetainUntilDate: retention.retainUntil }),
});
