import type {
  DeleteObjectCommandInput,
  GetObjectCommandInput,
  ListObjectsV2CommandInput,
  PutObjectCommandInput,
  PutObjectRetentionCommandInput,
} from '@aws-sdk/client-s3';
import { AwsError, type Operations } from '../service';
import type { Bucket, Retention, StoredVersion } from './bucket';

type Named = Pick<GetObjectCommandInput, 'Bucket' | 'Key' | 'VersionId'>;

/** Most keys in one page of a list; paging is not rehearsed. */
const PAGE_KEYS_MAX = 1000;

/** The object operations. `bucketOf` @throws NoSuchBucket */
export function s3Operations(bucketOf: (name: string | undefined) => Bucket): Operations {
  const stored = (input: Named, missing = 'NoSuchKey') => found(bucketOf(input.Bucket), input, missing);
  return {
    PutObject: (input: PutObjectCommandInput) => putObject(bucketOf(input.Bucket), input),
    GetObject: (input: Named) => ({ ...headersOf(stored(input)), Body: stored(input).body }),
    HeadObject: (input: Named) => headersOf(stored(input, 'NotFound')),
    HeadBucket: ({ Bucket }: Named) => ({ BucketRegion: bucketOf(Bucket).request.region }),
    DeleteObject: (input: DeleteObjectCommandInput) => deleteObject(bucketOf(input.Bucket), input),
    ListObjectsV2: (input: ListObjectsV2CommandInput) => {
      const current = bucketOf(input.Bucket).versions(input.Prefix).filter(isCurrentObject);
      const Contents = onePage(current, input.MaxKeys).map(entryOf);
      return { Name: input.Bucket, Prefix: input.Prefix, KeyCount: Contents.length, IsTruncated: false, Contents };
    },
    ListObjectVersions: (input: ListObjectsV2CommandInput) => {
      const versions = onePage(bucketOf(input.Bucket).versions(input.Prefix), input.MaxKeys);
      const entries = versions.map((version, index) => ({ version, entry: versionEntry(version, index, versions) }));
      return {
        Name: input.Bucket,
        IsTruncated: false,
        Versions: entries.filter(({ version }) => !version.deleteMarker).map(({ entry }) => entry),
        DeleteMarkers: entries.filter(({ version }) => version.deleteMarker).map(({ entry }) => entry),
      };
    },
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
  const { Key = '', Body, ContentType, Metadata, IfNoneMatch, ObjectLockMode, ObjectLockRetainUntilDate } = input;
  const current = bucket.find(Key);
  if (IfNoneMatch === '*' && current && !current.deleteMarker) {
    const message = 'At least one of the pre-conditions you specified did not hold';
    throw new AwsError('PreconditionFailed', message, { status: 412 });
  }
  const { eTag, versionId } = bucket.put({
    key: Key,
    body: Buffer.from(Body as Uint8Array),
    ...(ContentType && { contentType: ContentType }),
    ...(Metadata && { metadata: Metadata }),
    ...retentionOf(ObjectLockMode, ObjectLockRetainUntilDate),
  });
  return { ETag: eTag, ...versionOf(bucket, versionId) };
}

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

const headersOf = ({ body, eTag, at, versionId, contentType, metadata, retention }: StoredVersion) => ({
  ETag: eTag,
  ContentLength: body.length,
  ContentType: contentType,
  LastModified: new Date(at),
  Metadata: metadata,
  ...(versionId !== 'null' && { VersionId: versionId }),
  ...(retention && { ObjectLockMode: retention.mode, ObjectLockRetainUntilDate: retention.retainUntil }),
});

const entryOf = ({ key, eTag, body, at }: StoredVersion) => ({
  Key: key,
  ETag: eTag,
  Size: body.length,
  LastModified: new Date(at),
  StorageClass: 'STANDARD',
});

/** The newest version of a key comes first, so it is the one whose neighbour before has another key. */
const isLatest = (index: number, versions: readonly StoredVersion[]): boolean =>
  versions[index - 1]?.key !== versions[index]?.key;

const isCurrentObject = (version: StoredVersion, index: number, versions: readonly StoredVersion[]): boolean =>
  isLatest(index, versions) && !version.deleteMarker;

const versionEntry = (version: StoredVersion, index: number, versions: readonly StoredVersion[]) => ({
  ...entryOf(version),
  VersionId: version.versionId,
  IsLatest: isLatest(index, versions),
});

/** @throws NotImplemented when there is more than one page */
function onePage(versions: readonly StoredVersion[], most = PAGE_KEYS_MAX): readonly StoredVersion[] {
  if (versions.length <= Math.min(most, PAGE_KEYS_MAX)) return versions;
  throw new AwsError('NotImplemented', `a list of ${versions.length} in pages of ${most} is not rehearsed`, {
    status: 501,
  });
}
