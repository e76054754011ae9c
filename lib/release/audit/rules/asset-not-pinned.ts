import { unpinnedPlaces } from '../../asset-locations';
import { type PinnedPlace, rewrite } from '../../rewrite';
import type { AssetPlace } from '../../source';
import { type FoundHere, inTemplates, type Rule } from '../rule';

export const assetNotPinned: Rule = {
  name: 'asset-not-pinned',
  level: 'error',
  why: 'An asset that is not named by bucket, key and version may be another one, or none, on the day of the takeover.',
  check: inTemplates((template, { source }) => {
    const places = [...source.assets, ...source.nested].flatMap((asset) => asset.places);
    return unpinnedPlaces(rewrite(template, places.map(pinnedAnywhere)), places).map((path): FoundHere => {
      const logicalId = /^[A-Za-z]+\.([A-Za-z0-9]+)/.exec(path)?.[1];
      return { logicalId, because: `${path} names an asset in a form that cannot be pinned`, remedy: REMEDY };
    });
  }),
};

const REMEDY = 'name the asset where CloudFormation takes bucket, key and version, or pack it into one that is';

/** Where it would lie makes no difference to whether it can be rewritten. */
const pinnedAnywhere = (place: AssetPlace): PinnedPlace => ({
  place,
  pinned: { bucket: 'releases', key: 'object', versionId: 'version', url: 'https://releases.invalid/object' },
});
