import { namesOf } from '../../domain/names';
import type { Plan } from '../../domain/plan';
import { comparableTemplate, exactSha256, type ReleaseManifest } from '../../domain/release';
import type { Template } from '../source';
import { type ComparableRelease, nestedKeyOf, neutralPin, type Pin, withNested } from './comparable-release';

/** A release as it stands in one Region's bucket, every signature and digest of it verified. */
export interface PublishedRelease {
  readonly manifest: ReleaseManifest;
  /** Key → text, of the templates of its stacks and of those nested in them. */
  readonly templates: Readonly<Record<string, string>>;
}

/** A published release, without the names of the Region it was read in. */
export function comparableOfPublished({ manifest, templates }: PublishedRelease, plan: Plan): ComparableRelease {
  const { release, createdAt, commit, region, stacks } = manifest;
  const unpinned = new Unpinned(manifest, { plan, templates });
  return {
    release,
    source: `published ${createdAt} from ${commit}, read in ${region}`,
    stacks: stacks.flatMap(({ name, template, dependsOn, capabilities, parameters }) =>
      withNested(
        { name, template: unpinned.template(template.key), settings: { dependsOn, capabilities, parameters } },
        unpinned.nested,
      ),
    ),
  };
}

/** Templates of a release bucket with what they name spelt as in no bucket. */
class Unpinned {
  /** Key of the neutral pin → template, of those that another one named. */
  readonly nested = new Map<string, Template>();
  readonly #pins: readonly Pin[];

  constructor(
    { region, assets, stacks }: ReleaseManifest,
    private readonly from: { readonly plan: Plan; readonly templates: PublishedRelease['templates'] },
  ) {
    const { releaseBucket: bucket, templateUrlPrefix } = namesOf(from.plan, region);
    this.#pins = [...assets, ...stacks.map(({ template }) => template)].map(({ key, versionId }) => ({
      bucket,
      key,
      versionId,
      url: `${templateUrlPrefix}${key}?versionId=${encodeURIComponent(versionId)}`,
    }));
  }

  /** @param key in the bucket */
  template(key: string): Template {
    const text = this.from.templates[key] ?? '{}';
    const named = this.#pins.filter((pin) => pin.key !== key && text.includes(pin.key));
    const places = named.map((pin) => ({ pin, neutral: neutralPin(this.#neutralKeyOf(pin)) }));
    return comparableTemplate(replaced(JSON.parse(text), places) as Template) as Template;
  }

  /** An asset is named by what it holds; a nested template by what is left of it without its bucket's names. */
  #neutralKeyOf({ key }: Pin): string {
    if (this.from.templates[key] === undefined) return key;
    const template = this.template(key);
    const neutral = nestedKeyOf(exactSha256(template));
    this.nested.set(neutral, template);
    return neutral;
  }
}

interface Replacement {
  readonly pin: Pin;
  readonly neutral: Pin;
}

function replaced(value: unknown, places: readonly Replacement[]): unknown {
  if (typeof value === 'string') return inText(value, places);
  if (Array.isArray(value)) return value.map((item) => replaced(item, places));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, replaced(member, places)]));
}

/** A version stands alone in its property; the rest may be part of a longer text, a bucket also of a URL. */
function inText(text: string, places: readonly Replacement[]): string {
  const version = places.find(({ pin }) => pin.versionId === text);
  if (version) return version.neutral.versionId;
  const withoutUrls = places.reduce((before, { pin, neutral }) => before.replaceAll(pin.url, neutral.url), text);
  return places.reduce(
    (before, { pin, neutral }) => before.replaceAll(pin.bucket, neutral.bucket).replaceAll(pin.key, neutral.key),
    withoutUrls,
  );
}
