import {
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  PutObjectCommand,
  type PutObjectCommandOutput,
  PutObjectRetentionCommand,
} from '@aws-sdk/client-s3';
import { because, isDark, isMissing, isTransient } from './fault';
import { PublishError, type Sends } from './publishing';

/** Bytes that are named by what they are. */
export interface Content {
  readonly key: string;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
  readonly bytes: number;
  readonly contentType: string;
  /** Where the bytes come from, for messages. */
  readonly about: string;
  /** Read anew for every attempt. */
  body(): NodeJS.ReadableStream | Uint8Array;
}

/** An object that stands in a bucket now. */
export interface Stored {
  readonly key: string;
  readonly versionId: string;
  readonly isReused: boolean;
}

export interface Bucket {
  readonly s3: Sends;
  readonly name: string;
  /** Until when nothing of this release may be deleted. */
  readonly keptUntil: Date;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** What to do when nothing answers, as the end of a sentence. */
  readonly ifDark: string;
}

/** Why S3 did not do what it was asked, and what to do about a Region that is dark. */
export const becauseIn = ({ ifDark }: Bucket, error: unknown): string => because(error) + (isDark(error) ? ifDark : '');

/** The SDK cannot send a stream twice, so a lost packet is repeated here. */
const ATTEMPTS_MAX = 3;
const PAUSE_MILLISECONDS = 1000;

/** S3's checksum as it stands in headers. */
const base64Of = (sha256: string) => Buffer.from(sha256, 'hex').toString('base64');

/**
 * Uploads what does not stand there with the same SHA-256, which S3 itself has computed. What does is kept longer.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
 *
 * @throws PublishError
 */
export async function store(bucket: Bucket, content: Content): Promise<Stored> {
  try {
    const head = await headOf(bucket, content.key);
    const { key } = content;
    if (head?.VersionId && head.VersionId !== 'null' && head.ChecksumSHA256 === base64Of(content.sha256)) {
      await keepLonger(bucket, key, head);
      return { key, versionId: head.VersionId, isReused: true };
    }
    return { key, versionId: await put(bucket, content), isReused: false };
  } catch (error) {
    if (error instanceof PublishError) throw error;
    throw new PublishError([`${content.about} was not uploaded to ${bucket.name}: ${becauseIn(bucket, error)}`]);
  }
}

async function headOf({ s3, name }: Bucket, Key: string): Promise<HeadObjectCommandOutput | undefined> {
  try {
    return await s3.send(new HeadObjectCommand({ Bucket: name, Key, ChecksumMode: 'ENABLED' }));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** An object of an earlier release is locked from its own first day on, which may end too soon for this one. */
async function keepLonger({ s3, name, keptUntil }: Bucket, Key: string, head: HeadObjectCommandOutput): Promise<void> {
  const { ObjectLockRetainUntilDate: until, ObjectLockMode: Mode = 'GOVERNANCE', VersionId } = head;
  if (until && until >= keptUntil) return;
  const Retention = { Mode, RetainUntilDate: keptUntil };
  await s3.send(new PutObjectRetentionCommand({ Bucket: name, Key, VersionId, Retention }));
}

/** Writes a new version, whatever stands there. @returns its id @throws PublishError when S3 received something else */
export async function put(bucket: Bucket, content: Content, condition: Condition = {}): Promise<string> {
  const { VersionId } = await sent(bucket, content, condition);
  if (VersionId && VersionId !== 'null') return VersionId;
  throw new PublishError([`the bucket ${bucket.name} keeps no versions; deploy the control plane there again`]);
}

/** On what a write is conditional. */
export type Condition = { readonly IfMatch?: string; readonly IfNoneMatch?: '*' };

async function sent(bucket: Bucket, content: Content, condition: Condition): Promise<PutObjectCommandOutput> {
  const { key: Key, contentType: ContentType, bytes: ContentLength, sha256 } = content;
  const input = {
    Bucket: bucket.name,
    Key,
    ContentType,
    ContentLength,
    ChecksumSHA256: base64Of(sha256),
    ...condition,
  };
  for (let attempt = 1; ; attempt += 1) {
    try {
      // biome-ignore lint/suspicious/noExplicitAny: the SDK's type of a body differs from Node's own streams
      return await bucket.s3.send(new PutObjectCommand({ ...input, Body: content.body() as any }));
    } catch (error) {
      // S3 computes the SHA-256 of what arrives, and refuses other bytes than those that were measured.
      if ((error as Error).name === 'BadDigest') {
        throw new PublishError([changed(content.about)]);
      }
      if (attempt === ATTEMPTS_MAX || !isTransient(error)) throw error;
      await bucket.sleep(attempt * PAUSE_MILLISECONDS);
    }
  }
}

/** @param about what was to be uploaded */
export const changed = (about: string): string =>
  `${about} changed while the release was published; build it again, and publish again`;
