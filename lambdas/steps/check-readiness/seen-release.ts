import { CURRENT_MANIFEST_KEY } from '../../../lib/domain/names';
import { readManifest } from '../../../lib/domain/release';
import type { InputOf } from '../../../lib/domain/step';
import type { Sends } from '../../edge/clients';
import { type Reading, reading } from '../../edge/reading';
import { readObject, type SeenObject, sizeOfObject } from '../../edge/release-bucket';
import { type Artifact, artifactsOf, type SeenRelease } from './judge-release';
import type { checkReadiness } from './step';

type Input = InputOf<typeof checkReadiness>;

/** S3 answers hundreds of requests a second; a function has far fewer sockets. */
const OBJECTS_AT_ONCE = 10;

/** The release staged here: its manifest, and every object that the manifest names. */
export async function seenRelease(s3: Sends, input: Input): Promise<SeenRelease> {
  const bucket = input.names.releaseBucket;
  const manifest = await reading('s3:GetObject', readObject(s3, { Bucket: bucket, Key: CURRENT_MANIFEST_KEY }));
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
  const found = artifact.sha256 === undefined ? sizeOfObject(s3, object) : readObject(s3, object);
  return { artifact, found: await reading('s3:GetObject', found) };
}
