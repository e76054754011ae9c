import { GetObjectCommand, type GetObjectCommandOutput, HeadObjectCommand } from '@aws-sdk/client-s3';
import { sha256 } from '../../../lib/domain/canonical-json';
import { CURRENT_MANIFEST_KEY } from '../../../lib/domain/names';
import { readManifest } from '../../../lib/domain/release';
import type { InputOf } from '../../../lib/domain/step';
import type { Sends } from '../../edge/clients';
import { type Reading, reading } from '../../edge/reading';
import { type Artifact, artifactsOf, OBJECT_BYTES_MAX, type SeenObject, type SeenRelease } from './judge-release';
import type { checkReadiness } from './step';

type Input = InputOf<typeof checkReadiness>;

/** S3 answers hundreds of requests a second; a function has far fewer sockets. */
const OBJECTS_AT_ONCE = 10;

/** The release staged here: its manifest, and every object that the manifest names. */
export async function seenRelease(s3: Sends, input: Input): Promise<SeenRelease> {
  const bucket = input.names.releaseBucket;
  const manifest = await reading('s3:GetObject', content(s3, { Bucket: bucket, Key: CURRENT_MANIFEST_KEY }));
  const text = manifest.outcome === 'read' ? manifest.value.content?.text : undefined;
  const read = text === undefined ? undefined : readManifest(text, input);
  if (!read || 'problems' in read) return { manifest, artifacts: [] };

  const wanted = artifactsOf(read.manifest);
  const artifacts: { artifact: Artifact; found: Reading<SeenObject> }[] = [];
  for (let from = 0; from < wanted.length; from += OBJECTS_AT_ONCE) {
    const batch = wanted.slice(from, from + OBJECTS_AT_ONCE);
    artifacts.push(...(await Promise.all(batch.map((artifact) => seenArtifact(s3, bucket, artifact)))));
  }
  return { manifest, artifacts };
}

async function seenArtifact(s3: Sends, Bucket: string, artifact: Artifact) {
  const object = { Bucket, Key: artifact.key, VersionId: artifact.versionId };
  const found = artifact.sha256 === undefined ? existence(s3, object) : content(s3, object);
  return { artifact, found: await reading('s3:GetObject', found) };
}

interface ObjectVersion {
  readonly Bucket: string;
  readonly Key: string;
  /** @default the newest */
  readonly VersionId?: string;
}

async function existence(s3: Sends, object: ObjectVersion): Promise<SeenObject> {
  const { ContentLength, VersionId } = await s3.send(new HeadObjectCommand(object));
  return { bytes: ContentLength ?? 0, versionId: VersionId };
}

/** An object that does not say its size, or says too much, is not read. */
async function content(s3: Sends, object: ObjectVersion): Promise<SeenObject> {
  const { Body, ContentLength, VersionId }: GetObjectCommandOutput = await s3.send(new GetObjectCommand(object));
  const bytes = ContentLength ?? Number.POSITIVE_INFINITY;
  const versionId = VersionId === 'null' ? undefined : VersionId;
  if (!Body || bytes > OBJECT_BYTES_MAX) {
    if (Body && 'destroy' in Body) Body.destroy();
    return { bytes, versionId };
  }
  const read = await Body.transformToByteArray();
  return { bytes, versionId, content: { text: Buffer.from(read).toString('utf8'), sha256: sha256(read) } };
}
