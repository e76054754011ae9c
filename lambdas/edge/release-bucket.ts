import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
} from '@aws-sdk/client-s3';
import { sha256 } from '../../lib/domain/canonical-json';
import { RELEASE_OBJECT_BYTES_MAX } from '../../lib/domain/release';
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
  /** Absent when the object was too large to be read. */
  readonly content?: {
    readonly text: string;
    /** Of the bytes, before they were read as text. */
    readonly sha256: string;
  };
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
 * An object with its content. One that does not say its size, or says too much, is not read.
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
  const content = await Body.transformToByteArray();
  if (content.length !== seen.bytes) {
    const message = `${object.Key} was cut off: ${content.length} of its ${seen.bytes} bytes arrived`;
    throw Object.assign(new Error(message), { name: INCOMPLETE });
  }
  return { ...seen, content: { text: Buffer.from(content).toString('utf8'), sha256: sha256(content) } };
}

/** A version of an object, and what its bytes are known by: two versions with the same bytes have one ETag. */
export interface ListedVersion {
  readonly versionId: string;
  readonly eTag: string;
}

/**
 * The newest versions of an object, newest first, at most 1,000: what one page holds.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
 */
export async function versionsOf(s3: Sends, { Bucket, Key }: ObjectVersion): Promise<readonly ListedVersion[]> {
  const { Versions = [] }: ListObjectVersionsCommandOutput = await s3.send(
    new ListObjectVersionsCommand({ Bucket, Prefix: Key }),
  );
  return Versions.filter((version) => version.Key === Key).map(({ VersionId = '', ETag = '' }) => ({
    versionId: VersionId,
    eTag: ETag,
  }));
}

const described = ({ ContentLength, VersionId }: Pick<GetObjectCommandOutput, 'ContentLength' | 'VersionId'>) => ({
  bytes: ContentLength ?? Number.POSITIVE_INFINITY,
  versionId: VersionId === 'null' ? undefined : VersionId,
});
