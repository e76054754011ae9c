import type { Names } from '../../domain/names';
import type { ReleaseManifest } from '../../domain/release';
import type { PinnedPlace } from '../rewrite';
import type { AssetPlace, SourceAsset } from '../source';
import { type Bucket, type Content, type Stored, store } from './upload';

/** How many objects were sent and how many stood there already, and the bytes of those that were sent. */
export interface Counted {
  readonly uploaded: number;
  readonly reused: number;
  readonly bytes: number;
}

/** The objects of one release in one Region; the same content is put there once, however many templates name it. */
export interface Shelf {
  put(content: Content): Promise<Stored>;
  pinned(content: Content, places: readonly AssetPlace[]): Promise<PinnedPlace[]>;
  isReused(asset: SourceAsset): boolean;
  held(): ReleaseManifest['assets'];
  counted(): Counted;
}

export function shelfIn(bucket: Bucket, names: Names): Shelf {
  const asked = new Map<string, Promise<Stored>>();
  const stored: (Stored & { readonly content: Content })[] = [];
  const put = (content: Content): Promise<Stored> => {
    const known = asked.get(content.key);
    if (known) return known;
    const storing = store(bucket, content).then((object) => {
      stored.push({ ...object, content });
      return object;
    });
    asked.set(content.key, storing);
    return storing;
  };
  return {
    put,
    async pinned(content, places) {
      const { key, versionId } = await put(content);
      return places.map((place) => ({ place, pinned: locationOf(names, { key, versionId }) }));
    },
    isReused: ({ sha256: digest }) => stored.some(({ isReused, content }) => isReused && content.sha256 === digest),
    held: () =>
      stored
        .map(({ key, versionId, content }) => ({ key, versionId, sha256: content.sha256 }))
        .sort((a, b) => (a.key < b.key ? -1 : 1)),
    counted: () => {
      const sent = stored.filter(({ isReused }) => !isReused);
      const bytes = sent.reduce((sum, { content }) => sum + content.bytes, 0);
      return { uploaded: sent.length, reused: stored.length - sent.length, bytes };
    },
  };
}

/** Where an object lies now, in every spelling that a template may need. */
const locationOf = (names: Names, { key, versionId }: { key: string; versionId: string }) => ({
  key,
  versionId,
  bucket: names.releaseBucket,
  url: `${names.templateUrlPrefix}${key}?versionId=${encodeURIComponent(versionId)}`,
});
