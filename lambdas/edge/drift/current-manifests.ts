import type { SeenCurrent } from '../../../lib/domain/drift';
import { CURRENT_MANIFEST_KEY, namesOf } from '../../../lib/domain/names';
import type { Plan } from '../../../lib/domain/plan';
import { RELEASE_OBJECT_BYTES_MAX } from '../../../lib/domain/release';
import type { Sends } from '../clients';
import { isMissingObject, reading } from '../reading';
import { type ListedVersion, readObject, versionsOf } from '../release-bucket';
import { atMost } from './at-most';

/** Versions with different content that are read: a hundred releases are published in weeks, and a check is hourly. */
const EARLIER_MAX = 100;
/** S3 answers hundreds of requests a second; a function has far fewer sockets. */
const OBJECTS_AT_ONCE = 10;

/** The manifest that is current in each Region of the plan, and those before it; the Regions are asked at once. */
export const currentManifests = (s3In: (region: string) => Sends, plan: Plan): Promise<SeenCurrent[]> =>
  Promise.all(plan.regions.map((region) => currentManifest(s3In(region), { plan, region })));

async function currentManifest(s3: Sends, { plan, region }: { plan: Plan; region: string }): Promise<SeenCurrent> {
  const bucket = namesOf(plan, region).releaseBucket;
  const where = `${CURRENT_MANIFEST_KEY} in ${bucket}`;
  const current = await reading(
    `s3:GetObject of ${where}`,
    readObject(s3, { Bucket: bucket, Key: CURRENT_MANIFEST_KEY }),
  );
  if (current.outcome !== 'read') {
    const isMissing = current.outcome === 'failed' && isMissingObject(current.name);
    return { region, manifest: isMissing ? { value: { text: undefined, earlier: [] } } : { unknown: current.because } };
  }
  const { content, bytes, versionId } = current.value;
  if (!content)
    return { region, manifest: { unknown: `${where} has ${bytes} bytes, more than ${RELEASE_OBJECT_BYTES_MAX}` } };
  const earlier = await reading(`s3:ListBucketVersions of ${where}`, earlierTexts(s3, { bucket, versionId }));
  if (earlier.outcome !== 'read') return { region, manifest: { unknown: earlier.because } };
  return { region, manifest: { value: { text: content.text, earlier: earlier.value } } };
}

interface Read {
  readonly bucket: string;
  /** Of the current manifest, as it was read. */
  readonly versionId: string | undefined;
}

/** Texts of the versions before it, each content once: writing the same again hides nothing behind it. */
async function earlierTexts(s3: Sends, { bucket, versionId }: Read): Promise<string[]> {
  const object = { Bucket: bucket, Key: CURRENT_MANIFEST_KEY };
  const versions = await versionsOf(s3, object);
  // Newest first: what was published since it was read is no earlier one.
  const earlier = versions.slice(versions.findIndex((version) => version.versionId === versionId) + 1);
  const texts = await atMost(OBJECTS_AT_ONCE, distinct(earlier).slice(0, EARLIER_MAX), async (version) => {
    const { content } = await readObject(s3, { ...object, VersionId: version.versionId });
    return content ? [content.text] : [];
  });
  return texts.flat();
}

const distinct = (versions: readonly ListedVersion[]): ListedVersion[] => [
  ...new Map(versions.map((version) => [version.eTag, version])).values(),
];
