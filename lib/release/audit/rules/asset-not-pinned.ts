import { unpinnedPlaces } from '../../asset-locations';
import { type PinnedPlace, rewrite } from '../../rewrite';
import type { AssetPlace, Template } from '../../source';
import { type FoundHere, inTemplates, type Rule } from '../rule';
import { isJson } from '../texts';

export const assetNotPinned: Rule = {
  name: 'asset-not-pinned',
  level: 'error',
  warnsWhen: 'it is named as s3:// or by an ARN, which take no version: its key alone is that of the release',
  why: 'An asset that is not named by bucket, key and version may be another one, or none, on the day of the takeover.',
  check: inTemplates((template, { source }) => {
    const places = [...source.assets, ...source.nested].flatMap((asset) => asset.places);
    const pins = places.map(pinnedAnywhere);
    const rewritten = rewrite(template, pins);
    return [
      ...unpinnedPlaces(rewritten, { places, pins }).map(
        (path): FoundHere => ({ logicalId: logicalIdIn(path), because: `${path} ${BECAUSE}`, remedy: REMEDY }),
      ),
      ...keysAlone(rewritten).map((path): FoundHere => {
        const because = `${path} ${KEY_ALONE}`;
        return { logicalId: logicalIdIn(path), because, remedy: REMEDY, level: 'warning' };
      }),
    ];
  }),
};

const BECAUSE = 'names what is no asset of the release, or an asset in a form that cannot be pinned';
const REMEDY = 'make it an asset of the release, and name it where CloudFormation takes bucket, key and version';
const KEY_ALONE =
  'names an asset by bucket and key, and no version: whoever may put objects there could add another one';

const logicalIdIn = (path: string): string | undefined => /^[A-Za-z]+\.([A-Za-z0-9]+)/.exec(path)?.[1];

/** Where it would lie makes no difference to whether it can be rewritten. */
const pinnedAnywhere = (place: AssetPlace): PinnedPlace => ({ place, pinned: PINNED });

const PINNED: PinnedPlace['pinned'] = {
  bucket: 'releases.invalid',
  key: 'object-of-the-release',
  versionId: 'version',
  url: 'https://releases.invalid.s3.amazonaws.com/object-of-the-release?versionId=version',
};

/** Paths of texts that a rewrite has given bucket and key alone. */
function keysAlone({ Resources, Outputs }: Template): string[] {
  const found: string[] = [];
  const descend = (value: unknown, path: string): void => {
    if (typeof value === 'string' && value.includes(`${PINNED.bucket}/${PINNED.key}`)) found.push(path);
    if (Array.isArray(value)) for (const [index, item] of value.entries()) descend(item, `${path}.${index}`);
    else if (isJson(value)) for (const [key, member] of Object.entries(value)) descend(member, `${path}.${key}`);
  };
  descend(Resources, 'Resources');
  descend(Outputs, 'Outputs');
  return found;
}
