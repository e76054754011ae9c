import { isJson } from '../../../domain/json';
import { listed, nearest } from '../../../domain/text';
import { locationIn, unpinnedPlaces } from '../../asset-locations';
import { FOLDER_BUCKET } from '../../read-folder';
import { type PinnedPlace, rewrite } from '../../rewrite';
import type { AssetPlace, Template } from '../../source';
import { inTemplates, type Rule, type SaidHere } from '../rule';

export const assetNotPinned: Rule = {
  name: 'asset-not-pinned',
  level: 'error',
  warnsWhen: 'it is named as s3:// or by an ARN, which take no version: its key alone is that of the release',
  why: 'An asset that is not named by bucket, key and version may be another one, or none, on the day of the takeover.',
  check: inTemplates((template, { source }) => {
    const places = [...source.assets, ...source.nested].flatMap((asset) => asset.places);
    const pins = places.map(pinnedAnywhere);
    const rewritten = rewrite(template, pins);
    const unlisted = unlistedIn(rewritten);
    const isUnlisted = (path: string) => unlisted.some((one) => one.path === path);
    return [
      ...unlisted.map(({ path, key }): SaidHere => {
        const because = `${path} names the asset ${key}, which release.json does not list; ${adviceFor(key, places)}`;
        return { logicalId: logicalIdIn(path), because, remedy: LIST_IT };
      }),
      ...unpinnedPlaces(rewritten, { places, pins })
        .filter((path) => !isUnlisted(path))
        .map((path): SaidHere => ({ logicalId: logicalIdIn(path), because: `${path} ${BECAUSE}`, remedy: REMEDY })),
      ...keysAlone(rewritten).map((path): SaidHere => {
        const because = `${path} ${KEY_ALONE}`;
        return { logicalId: logicalIdIn(path), because, remedy: REMEDY, level: 'warning' };
      }),
    ];
  }),
};

const BECAUSE = 'names what is no asset of the release, or an asset in a form that cannot be pinned';
const REMEDY = 'make it an asset of the release, and name it where CloudFormation takes bucket, key and version';
const LIST_IT = 'list it under assets in release.json, or mend its name in the template';
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

/** Where a template still names, after a rewrite, an asset of its folder: one that the folder does not list. */
function unlistedIn({ Resources }: Template): { readonly path: string; readonly key: string }[] {
  const found: { path: string; key: string }[] = [];
  for (const [id, { Type, Properties }] of Object.entries(Resources)) {
    const location = locationIn(Type);
    if (!location) continue;
    visitObjects(Properties, `Resources.${id}.Properties`, (value, path) => {
      const { [location.bucket]: bucket, [location.key]: key } = value;
      if (bucket === FOLDER_BUCKET && typeof key === 'string') found.push({ path, key });
    });
  }
  return found;
}

function adviceFor(key: string, places: readonly AssetPlace[]): string {
  const names = places.filter(({ bucket }) => bucket === FOLDER_BUCKET).map((place) => place.key);
  const near = nearest(key, names);
  return near ? `did you mean ${near}` : `it lists ${listed(names) || 'none'}`;
}

type Visit = (value: Readonly<Record<string, unknown>>, path: string) => void;

function visitObjects(value: unknown, path: string, visit: Visit): void {
  if (isJson(value)) visit(value, path);
  const members = Array.isArray(value) || isJson(value) ? Object.entries(value) : [];
  for (const [name, member] of members) visitObjects(member, `${path}.${name}`, visit);
}

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
