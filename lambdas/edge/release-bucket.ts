import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandInput,
  type ListObjectVersionsCommandOutput,
  type ObjectVersion as S3ObjectVersion,
} from '@aws-sdk/client-s3';
import { sha256 } from '../../lib/domain/canonical-json';
import { RELEASE_OBJECT_BYTES_MAX } from '../../lib/domain/release';
import { oneLine } from '../../lib/domain/text';
import type { Sends } from './clients';
import { INCOMPLETE } from './transient';

/** An object of the release bucket, as S3's commands take it. */
export interface ObjectVersion {
  readonly Bucket: string;
  readonly Key: string;
  /** @default the newest */
  readonly VersionId?: string;
}

export interface SeenObject {
  /** Infinite when S3 did not say. */
  readonly bytes: number;
  /** Absent when the bucket is not versioned. */
  readonly versionId: string | undefined;
  /** Absent when the object was too large to be read, or is altered. */
  readonly content?: {
    readonly text: string;
    /** Of the bytes, before they were read as text. */
    readonly sha256: string;
  };
  /** What tells that the bytes are not those that S3 measured when it was uploaded. @default they are */
  readonly altered?: string;
}

/**
 * The SHA-256 that S3 computed itself when the object was uploaded, 64 lower-case hex digits.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
 *
 * @returns `undefined` when it was uploaded without one, or in parts: S3 then has a checksum of checksums
 */
export async function checksumOf(s3: Sends, object: ObjectVersion): Promise<string | undefined> {
  const answer: HeadObjectCommandOutput = await s3.send(new HeadObjectCommand({ ...object, ChecksumMode: 'ENABLED' }));
  const { ChecksumSHA256: checksum = '', ChecksumType } = answer;
  return ChecksumType !== 'COMPOSITE' && SHA256_IN_BASE64.test(checksum)
    ? Buffer.from(checksum, 'base64').toString('hex')
    : undefined;
}

const SHA256_IN_BASE64 = /^[A-Za-z0-9+/]{43}=$/;

/**
 * An object with its content. One that does not say its size, or says too much, is not read. The SDK holds what it
 * reads against the checksum that S3 sends along.
 *
 * Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-dataintegrity.html
 *
 * @throws also when fewer bytes came than S3 had promised: the next try may have them all
 */
export async function readObject(s3: Sends, object: ObjectVersion): Promise<SeenObject> {
  const answer: GetObjectCommandOutput = await s3.send(new GetObjectCommand(object));
  const { Body } = answer;
  const seen = described(answer);
  if (!Body || seen.bytes > RELEASE_OBJECT_BYTES_MAX) {
    if (Body && 'destroy' in Body) Body.destroy();
    return seen;
  }
  const content = await Body.transformToByteArray().catch(mismatchIn);
  if (typeof content === 'string') return { ...seen, altered: content };
  if (content.length !== seen.bytes) {
    const message = `${object.Key} was cut off: ${content.length} of its ${seen.bytes} bytes arrived`;
    throw Object.assign(new Error(message), { name: INCOMPLETE });
  }
  return { ...seen, content: { text: Buffer.from(content).toString('utf8'), sha256: sha256(content) } };
}

/** What the SDK says of bytes that do not have their checksum; its error has no name of its own. */
function mismatchIn(error: unknown): string {
  if (error instanceof Error && error.message.startsWith('Checksum mismatch')) return oneLine(error.message);
  throw error;
}

/** A version of an object, and what its bytes are known by: two versions with the same bytes have one ETag. */
export interface ListedVersion {
  readonly versionId: string;
  readonly eTag: string;
  /** When S3 stored it, by its own clock, milliseconds since 1970. Infinite when S3 did not say. */
  readonly storedAt: number;
}

export interface ListedVersions {
  /** Newest first. */
  readonly versions: readonly ListedVersion[];
  /** Whether there are more than are listed. */
  readonly isCut: boolean;
}

/** Pages of 1,000 versions that are listed: who publishes every ten minutes makes so many in four months. */
const VERSION_PAGES_MAX = 20;

/**
 * The versions of an object, newest first, down to the newest that was stored before a moment.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
 *
 * @param since milliseconds since 1970
 */
export async function versionsOf(
  s3: Sends,
  { Bucket, Key }: ObjectVersion,
  { since }: { readonly since: number },
): Promise<ListedVersions> {
  const versions: ListedVersion[] = [];
  let marker: Pick<ListObjectVersionsCommandInput, 'KeyMarker' | 'VersionIdMarker'> = {};
  for (let page = 0; page < VERSION_PAGES_MAX; page += 1) {
    const listed: ListObjectVersionsCommandOutput = await s3.send(
      new ListObjectVersionsCommand({ Bucket, Prefix: Key, ...marker }),
    );
    const { Versions = [], IsTruncated, NextKeyMarker, NextVersionIdMarker } = listed;
    versions.push(...Versions.filter((version) => version.Key === Key).map(listedFrom));
    // Keys come in their order: after this one's there are only longer ones.
    if (!IsTruncated || NextKeyMarker !== Key || (versions.at(-1)?.storedAt ?? since) < since) {
      return { versions, isCut: false };
    }
    marker = { KeyMarker: NextKeyMarker, VersionIdMarker: NextVersionIdMarker };
  }
  return { versions, isCut: true };
}

const listedFrom = ({ VersionId = '', ETag = '', LastModified }: S3ObjectVersion): ListedVersion => ({
  versionId: VersionId,
  eTag: ETag,
  storedAt: LastModified?.getTime() ?? Number.POSITIVE_INFINITY,
});

const described = ({ ContentLength, VersionId }: Pick<GetObjectCommandOutput, 'ContentLength' | 'VersionId'>) => ({
  bytes: ContentLength ?? Number.POSITIVE_INFINITY,
  versionId: VersionId === 'null' ? undefined : VersionId,
});
