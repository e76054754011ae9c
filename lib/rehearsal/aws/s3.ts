import * as client from '@aws-sdk/client-s3';
import { partitionOf } from '../../domain/region';
import type { Clock } from '../world/clock';
import { iamRequests, type S3Input } from './s3/authorization';
import { Bucket, type BucketRequest, type StoredVersion } from './s3/bucket';
import { renewedChecksums } from './s3/checksums';
import { refuseUnread } from './s3/members';
import { s3Operations } from './s3/operations';
import { AwsError, type Call, type Operations, type Service } from './service';

export type { BucketRequest, DefaultRetention, StoredVersion } from './s3/bucket';

/** S3: versioned buckets with Object Lock and checksums, in memory. */
export interface S3 {
  readonly service: Service;
  createBucket(bucket: BucketRequest): { arn: string };
  /** @throws NoSuchBucket, and BucketNotEmpty while it holds any version */
  deleteBucket(name: string): void;
  hasBucket(name: string): boolean;
  /** By the world's own hand. @throws NoSuchBucket */
  putObject(object: { bucket: string; key: string; body: Buffer | string; contentType?: string }): {
    versionId: string;
  };
  /** By the world's own hand; the latest version unless one is named. Undefined for none and for a delete marker. */
  getObject(object: { bucket: string; key: string; versionId?: string }): StoredVersion | undefined;
  /**
   * Changes the bytes of a version in place, which S3 never does: version id and ETag stay as they were. So do its
   * checksums, which the SDK compares with what it reads; renewed, they are those of the new bytes.
   *
   * @throws NoSuchVersion
   */
  tamper(version: VersionReference & { readonly checksums?: 'kept' | 'renewed' }, body: Buffer | string): void;
  /** Takes a version out although it may be retained, which S3 never does. @throws NoSuchVersion */
  removeVersion(version: VersionReference): void;
  /** Every version of a bucket, sorted by key, the newest first for each. @throws NoSuchBucket */
  versionsIn(bucket: string): StoredVersion[];
}

export interface VersionReference {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
}

const WRITES = ['DeleteObject', 'PutObject', 'PutObjectRetention'];

export function createS3({ clock }: { clock: Clock }): S3 {
  const buckets = new Map<string, Bucket>();
  const bucketOf = (name: string | undefined): Bucket => {
    const bucket = buckets.get(name ?? '');
    if (!bucket) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', { status: 404 });
    return bucket;
  };
  const current = ({ bucket, key, versionId }: { bucket: string; key: string; versionId?: string | undefined }) => {
    const version = buckets.get(bucket)?.find(key, versionId);
    return version?.deleteMarker ? undefined : version;
  };
  return {
    service: s3Service(bucketOf, {
      find: ({ Bucket = '', Key = '', VersionId }) => current({ bucket: Bucket, key: Key, versionId: VersionId }),
      clock,
    }),
    createBucket(request) {
      if (buckets.has(request.name)) {
        throw new AwsError('BucketAlreadyOwnedByYou', `bucket ${request.name} exists already`, { status: 409 });
      }
      buckets.set(request.name, new Bucket(request, () => clock.now()));
      return { arn: `arn:${partitionOf(request.region)}:s3:::${request.name}` };
    },
    deleteBucket(name) {
      if (bucketOf(name).versions().length > 0) {
        const message = 'The bucket you tried to delete is not empty. You must delete all versions in the bucket.';
        throw new AwsError('BucketNotEmpty', message, { status: 409 });
      }
      buckets.delete(name);
    },
    hasBucket: (name) => buckets.has(name),
    putObject({ bucket, key, body, contentType }) {
      const { versionId } = bucketOf(bucket).put({ key, body: Buffer.from(body), ...(contentType && { contentType }) });
      return { versionId };
    },
    getObject: current,
    tamper({ bucket, checksums = 'kept', ...reference }, body) {
      const tampered = versionIn(bucketOf(bucket), reference);
      const bytes = Buffer.from(body);
      bucketOf(bucket).tamper(tampered, {
        body: bytes,
        checksums: checksums === 'kept' ? tampered.checksums : renewedChecksums(tampered.checksums, bytes),
      });
    },
    removeVersion({ bucket, ...reference }) {
      const { key, versionId } = versionIn(bucketOf(bucket), reference);
      bucketOf(bucket).takeOut(key, versionId);
    },
    versionsIn: (bucket) => bucketOf(bucket).versions(),
  };
}

function versionIn(bucket: Bucket, { key, versionId }: Omit<VersionReference, 'bucket'>): StoredVersion {
  const version = bucket.find(key, versionId);
  if (!version) throw new AwsError('NoSuchVersion', `${key} has no version ${versionId}`, { status: 404 });
  return version;
}

interface Seeing {
  find(input: S3Input): StoredVersion | undefined;
  readonly clock: Pick<Clock, 'now'>;
}

function s3Service(bucketOf: (name?: string) => Bucket, { find, clock }: Seeing): Service {
  return {
    signingName: 's3',
    client,
    operations: inOwnRegion(s3Operations(bucketOf), bucketOf),
    changes: (operation) => WRITES.includes(operation),
    authorization: (operation, input: S3Input, { region }: Call) =>
      iamRequests(operation, input, {
        partition: partitionOf(region),
        exists: find(input) !== undefined,
        now: clock.now(),
      }),
  };
}

/** A bucket answers only to requests that are signed for its Region. */
function inOwnRegion(operations: Operations, bucketOf: (name?: string) => Bucket): Operations {
  const guarded = Object.entries(operations).map(([name, operation]) => [
    name,
    (input: S3Input, call: Call) => {
      const { region } = bucketOf(input.Bucket).request;
      if (region !== call.region) throw wrongRegion(call.region, region);
      refuseUnread(name, input);
      return operation(input, call);
    },
  ]);
  return Object.fromEntries(guarded);
}

const wrongRegion = (got: string, expected: string) =>
  new AwsError(
    'AuthorizationHeaderMalformed',
    `The authorization header is malformed; the region '${got}' is wrong; expecting '${expected}'`,
    { status: 400 },
  );
