import type { SeenCurrent } from '../../../lib/domain/drift';
import { CURRENT_MANIFEST_KEY, namesOf } from '../../../lib/domain/names';
import type { Plan } from '../../../lib/domain/plan';
import { RELEASE_OBJECT_BYTES_MAX, signedManifest } from '../../../lib/domain/release';
import type { Sends } from '../clients';
import type { Log } from '../log';
import { isMissingObject, reading } from '../reading';
import { readObject } from '../release-bucket';
import { earlierManifests } from '../staged-release-earlier';

/**
 * The manifest that is current in each Region of the plan, and those before it; the Regions are asked at once.
 *
 * @param say told of an earlier one that is there and cannot be read @default nobody is told
 */
export const currentManifests = (
  { s3In, say }: { readonly s3In: (region: string) => Sends; readonly say?: Log | undefined },
  plan: Plan,
): Promise<SeenCurrent[]> =>
  Promise.all(plan.regions.map((region) => currentManifest(s3In(region), { plan, region, say })));

interface Where {
  readonly plan: Plan;
  readonly region: string;
  readonly say: Log | undefined;
}

async function currentManifest(s3: Sends, { plan, region, say }: Where): Promise<SeenCurrent> {
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
  const { content, bytes, versionId, altered } = current.value;
  if (altered) return { region, manifest: { unknown: `${where} is not what was published: ${altered}` } };
  if (!content)
    return { region, manifest: { unknown: `${where} has ${bytes} bytes, more than ${RELEASE_OBJECT_BYTES_MAX}` } };
  const { text } = content;
  const signed = signedManifest(text, plan);
  // What nobody signed is told as such, whatever stood there before.
  if ('problems' in signed) return { region, manifest: { value: { text, earlier: [] } } };
  const earlier = await earlierManifests({ s3, bucket, plan, versionId, manifest: signed.manifest, say });
  if (earlier.outcome !== 'read') return { region, manifest: { unknown: `${where}: ${earlier.because}` } };
  const { texts, flood } = earlier.value;
  return { region, manifest: flood ? { unknown: `${where}: ${flood}` } : { value: { text, earlier: texts } } };
}
