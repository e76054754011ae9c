import { GetObjectCommand, type GetObjectCommandOutput, HeadObjectCommand } from '@aws-sdk/client-s3';
import { sha256 } from '../../lib/domain/canonical-json';
import { RELEASE_OBJECT_BYTES_MAX } from '../../lib/domain/release';
import type { Sends } from './clients';

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
  /** Absent when only its size was asked for, or when it was too large to be read. */
  readonly content?: {
    readonly text: string;
    /** Of the bytes, before they were read as text. */
    readonly sha256: string;
  };
}

/** An object's size, without its content. */
export async function sizeOfObject(s3: Sends, object: ObjectVersion): Promise<SeenObject> {
  return described(await s3.send(new HeadObjectCommand(object)));
}

/** An object with its content. One that does not say its size, or says too much, is not read. */
export async function readObject(s3: Sends, object: ObjectVersion): Promise<SeenObject> {
  const answer: GetObjectCommandOutput = await s3.send(new GetObjectCommand(object));
  const { Body } = answer;
  const seen = described(answer);
  if (!Body || seen.bytes > RELEASE_OBJECT_BYTES_MAX) {
    if (Body && 'destroy' in Body) Body.destroy();
    return seen;
  }
  const content = await Body.transformToByteArray();
  return { ...seen, content: { text: Buffer.from(content).toString('utf8'), sha256: sha256(content) } };
}

const described = ({ ContentLength, VersionId }: Pick<GetObjectCommandOutput, 'ContentLength' | 'VersionId'>) => ({
  bytes: ContentLength ?? Number.POSITIVE_INFINITY,
  versionId: VersionId === 'null' ? undefined : VersionId,
});
