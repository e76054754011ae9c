import { namesOf } from '../../domain/names';
import type { ReleaseManifest, ReleaseStack } from '../../domain/release';
import { unpinnedPlaces } from '../asset-locations';
import { leavesFirst } from '../nested-order';
import type { ComposedStack } from '../release';
import { type PinnedPlace, rewrite } from '../rewrite';
import type { Template } from '../source';
import { atMost } from './at-most';
import { fileContent, templateContent } from './content';
import { PublishError, type Publishing } from './publishing';
import { type Counted, type Shelf, shelfIn } from './shelf';
import { foreignTemplateUrls } from './template-urls';
import type { Bucket, Content } from './upload';
import type { RegionValues } from './values';

/** At one time in one Region; the Regions work side by side. */
const UPLOADS_AT_ONCE = 4;

/** What a Region's bucket holds of a release, by version: all of it, or staging has thrown. */
export interface Staged extends Counted {
  readonly stacks: ReleaseStack[];
  readonly assets: ReleaseManifest['assets'];
}

export interface Staging extends Pick<Publishing, 'plan' | 'release' | 'tell'> {
  readonly region: string;
  readonly bucket: Bucket;
  readonly values: RegionValues['values'];
}

/**
 * Brings a release's assets, nested templates and templates to one Region, each named by its content: what stands there
 * already is not sent again. Nothing of it is deployed by anybody before a manifest names it.
 *
 * @throws PublishError
 */
export async function stage(staging: Staging): Promise<Staged> {
  const { plan, release, region, bucket, tell } = staging;
  const shelf = shelfIn(bucket, namesOf(plan, region));
  const pins = await pinnedFiles(staging, shelf);
  // A nested template holds its assets' places, and is itself an asset of the one around it.
  for (const { id, template, places } of leavesFirst(release.nested)) {
    const content = templateContent(rewritten(staging, { name: id, template, pins }), `nested template ${id}`);
    pins.push(...(await shelf.pinned(content, places)));
  }
  const assets = shelf.held();
  const stacks = await atMost(UPLOADS_AT_ONCE, release.stacks, async (stack) => {
    const content = templateContent(rewritten(staging, { ...stack, pins }), `template of ${stack.name}`);
    const { versionId } = await shelf.put(content);
    return released(stack, { content, versionId, parameters: staging.values.get(stack.name) });
  });
  const counted = shelf.counted();
  tell({ what: 'staged', region, uploaded: counted.uploaded, reused: counted.reused });
  return { stacks, assets, ...counted };
}

async function pinnedFiles({ release, region, tell }: Staging, shelf: Shelf): Promise<PinnedPlace[]> {
  const pinned = await atMost(UPLOADS_AT_ONCE, release.assets, async (asset) => {
    const places = await shelf.pinned(
      fileContent(asset, (bytes) => tell({ what: 'bytes', region, bytes })),
      asset.places,
    );
    if (shelf.isReused(asset)) tell({ what: 'bytes', region, bytes: asset.bytes });
    return places;
  });
  return pinned.flat();
}

/**
 * @throws PublishError when a location is left that names no version, where anybody could put another file, or a
 * template that this Region's bucket does not hold
 */
function rewritten(
  { plan, release, region }: Staging,
  { name, template, pins }: { name: string; template: Template; pins: readonly PinnedPlace[] },
): Template {
  const pinned = rewrite(template, pins);
  const places = [...release.assets, ...release.nested].flatMap((asset) => asset.places);
  const left = unpinnedPlaces(pinned, { places, pins });
  const prefix = namesOf(plan, region).templateUrlPrefix;
  const foreign = foreignTemplateUrls(pinned, { prefix, urls: pins.map((pin) => pin.pinned.url) });
  if (left.length + foreign.length === 0) return pinned;
  throw new PublishError([
    ...left.map((path) => `${name}: ${path} names an asset in a form that cannot be pinned`),
    ...foreign
      .filter((path) => !left.includes(path))
      .map((path) => `${name}: ${path} names a template that is not part of the release; let it name one that is`),
  ]);
}

const released = (
  { name, sourceSha256, dependsOn, capabilities, outputs }: ComposedStack,
  staged: { content: Content; versionId: string; parameters: ReleaseStack['parameters'] | undefined },
): ReleaseStack => ({
  name,
  template: {
    key: staged.content.key,
    versionId: staged.versionId,
    sha256: staged.content.sha256,
    sourceSha256,
  },
  dependsOn: [...dependsOn],
  parameters: staged.parameters ?? { live: {}, drill: {} },
  capabilities,
  outputs: [...outputs],
});
