import { AwsError } from '../service';
import { CHECKSUM_MEMBERS } from './checksums';

/** What the client adds by itself, and what changes nothing that can be observed here. */
const INERT = [
  ...['ChecksumAlgorithm', 'ContentMD5', 'ContentEncoding', 'ContentLength', 'ExpectedBucketOwner'],
  ...['ServerSideEncryption', 'SSEKMSKeyId', 'Tagging'],
];

/** What each operation reads. */
const READ: Readonly<Record<string, readonly string[]>> = {
  DeleteObject: ['Bucket', 'Key', 'VersionId', 'BypassGovernanceRetention'],
  GetBucketVersioning: ['Bucket'],
  GetObject: ['Bucket', 'Key', 'VersionId', 'ChecksumMode'],
  GetObjectLockConfiguration: ['Bucket'],
  GetObjectRetention: ['Bucket', 'Key', 'VersionId'],
  HeadBucket: ['Bucket'],
  HeadObject: ['Bucket', 'Key', 'VersionId', 'ChecksumMode'],
  ListObjectVersions: ['Bucket', 'Prefix', 'MaxKeys', 'KeyMarker', 'VersionIdMarker'],
  ListObjectsV2: ['Bucket', 'Prefix', 'MaxKeys', 'ContinuationToken', 'StartAfter'],
  PutObject: [
    ...['Bucket', 'Key', 'Body', 'ContentType', 'Metadata', 'IfMatch', 'IfNoneMatch', ...CHECKSUM_MEMBERS],
    ...['ObjectLockMode', 'ObjectLockRetainUntilDate'],
  ],
  PutObjectRetention: ['Bucket', 'Key', 'VersionId', 'Retention', 'BypassGovernanceRetention'],
};

/** @throws NotImplemented for an input member that this world would ignore */
export function refuseUnread(operation: string, input: object): void {
  const read = [...(READ[operation] ?? []), ...INERT];
  const unread = Object.entries(input).filter(([name, value]) => !read.includes(name) && !isEmpty(value));
  if (unread.length === 0) return;
  const names = unread.map(([name]) => name).join(', ');
  throw new AwsError('NotImplemented', `s3:${operation} with ${names} is not rehearsed`, { status: 501 });
}

const isEmpty = (value: unknown): boolean =>
  value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
