import { assetKeyOf } from '../../domain/names';
import { comparableTemplate, exactSha256 } from '../../domain/release';
import { leavesFirst } from '../nested-order';
import type { Release } from '../release';
import { type PinnedPlace, rewrite } from '../rewrite';
import type { AssetPlace, Template } from '../source';
import { type ComparableRelease, nestedKeyOf, neutralPin, withNested } from './comparable-release';

/** A release that was composed from what lies on disk. @param source where it was read from, for people */
export function comparableOfComposed(release: Release, source: string): ComparableRelease {
  const places = release.assets.flatMap((asset) => pinnedTo(assetKeyOf(asset.sha256, asset.extension), asset.places));
  const nested = new Map<string, Template>();
  for (const child of leavesFirst(release.nested)) {
    const template = neutral(child.template, places);
    const key = nestedKeyOf(exactSha256(template));
    nested.set(key, template);
    places.push(...pinnedTo(key, child.places));
  }
  return {
    release: release.id,
    source,
    stacks: release.stacks.flatMap(({ name, template, dependsOn, capabilities }) =>
      withNested({ name, template: neutral(template, places), settings: { dependsOn, capabilities } }, nested),
    ),
  };
}

const pinnedTo = (key: string, places: readonly AssetPlace[]): PinnedPlace[] =>
  places.map((place) => ({ place, pinned: neutralPin(key) }));

const neutral = (template: Template, places: readonly PinnedPlace[]): Template =>
  comparableTemplate(rewrite(template, places)) as Template;
