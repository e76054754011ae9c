import { sha256Of } from '../domain/canonical-json';
import { comparableTemplate, exactSha256 } from '../domain/release';
import { leavesFirst } from './nested-order';
import type { Release } from './release';
import { type PinnedPlace, rewrite } from './rewrite';
import type { AssetPlace, SourceAsset } from './source';

/** Hex digits of an id: 40 bits, so that among 1,000 releases two share one with a chance of 1 in 2 million. */
const ID_DIGITS = 10;

/**
 * The id of a release: of what its stacks, templates and files hold, and of nothing else. Where they were read from, in
 * which order, and how the tool that wrote them names files makes no difference.
 */
export function releaseIdOf({ stacks, assets, nested }: Omit<Release, 'id'>): string {
  const pins = assets.flatMap((asset) => byContent(asset.places, contentOf(asset)));
  for (const { template, places } of leavesFirst(nested)) {
    pins.push(...byContent(places, exactSha256(rewrite(template, pins))));
  }
  const content = {
    stacks: Object.fromEntries(
      stacks.map(({ name, template, dependsOn }) => [
        name,
        { template: comparableTemplate(rewrite(template, pins)), dependsOn: [...dependsOn].sort() },
      ]),
    ),
    assets: [...new Set(assets.map(contentOf))].sort(),
  };
  return `r-${sha256Of(content).slice(0, ID_DIGITS)}`;
}

const contentOf = ({ sha256, contentSha256 = sha256 }: SourceAsset) => contentSha256;

/** Places that say what lies there instead of where it lies. */
const byContent = (places: readonly AssetPlace[], sha256: string): PinnedPlace[] =>
  places.map((place) => ({
    place,
    pinned: { bucket: 'asset', key: sha256, versionId: sha256, url: `asset:${sha256}` },
  }));
