import { isJson } from '../domain/json';
import {
  INIT_METADATA,
  type LocationProperties,
  locationIn,
  NESTED_STACK,
  type Pinned,
  textsOf,
} from './asset-locations';
import type { AssetPlace, Resource, Template } from './source';
import { Spelling } from './template-text';

/** A place that a template names, and the object version that stands for it in one Region. */
export interface PinnedPlace {
  readonly place: AssetPlace;
  readonly pinned: Pinned;
}

/** The template with the location of every asset replaced by one bucket, key and version. Pure. */
export function rewrite(template: Template, places: readonly PinnedPlace[]): Template {
  const spelling = new Spelling();
  const pins = places.map(({ place, pinned }) => ({
    bucket: spelling.ofPlace(place.bucket),
    key: spelling.ofPlace(place.key),
    ...textsOf(place, spelling),
    pinned,
  }));
  const resources = Object.entries(template.Resources).map(([id, resource]) => [
    id,
    rewrittenResource(resource, { spelling, pins }),
  ]);
  const Outputs = rewritten(template.Outputs, { spelling, pins, location: undefined }) as Template['Outputs'];
  return { ...template, Resources: Object.fromEntries(resources), ...(Outputs ? { Outputs } : {}) };
}

interface Pins {
  readonly spelling: Spelling;
  readonly pins: readonly {
    readonly bucket: string;
    readonly key: string;
    readonly url: RegExp;
    readonly path: RegExp;
    readonly pinned: PinnedPlace['pinned'];
  }[];
}

function rewrittenResource(resource: Resource, pins: Pins): Resource {
  const { Type, Properties, Metadata } = resource;
  const TemplateURL = Type === NESTED_STACK && nestedUrl(Properties?.TemplateURL, pins);
  const properties = rewritten(Properties, { ...pins, location: locationIn(Type) });
  return {
    ...resource,
    ...(isJson(properties) ? { Properties: { ...properties, ...(TemplateURL ? { TemplateURL } : {}) } } : {}),
    ...(isJson(Metadata) ? { Metadata: rewrittenMetadata(Metadata, pins) } : {}),
  };
}

const rewrittenMetadata = (metadata: Readonly<Record<string, unknown>>, pins: Pins): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(metadata).map(([key, value]) => [
      key,
      INIT_METADATA.includes(key) ? rewritten(value, { ...pins, location: undefined }) : value,
    ]),
  );

/** CloudFormation fetches a nested template over https alone, so `s3://` becomes the URL too. */
function nestedUrl(written: unknown, { spelling, pins }: Pins): string | undefined {
  const text = spelling.of(written);
  const named = pins.find(({ url, path }) => text !== undefined && (text.search(url) === 0 || text.search(path) === 0));
  return named?.pinned.url;
}

interface Rewriting extends Pins {
  readonly location: LocationProperties | undefined;
}

function rewritten(value: unknown, rewriting: Rewriting): unknown {
  const text = rewriting.spelling.of(value);
  if (text !== undefined) {
    const changed = pinnedText(text, rewriting);
    if (changed !== text) return rewriting.spelling.written(changed);
  }
  if (Array.isArray(value)) return value.map((item) => rewritten(item, rewriting));
  if (!isJson(value)) return value;
  const members = Object.fromEntries(Object.entries(value).map(([key, member]) => [key, rewritten(member, rewriting)]));
  return { ...members, ...pinnedObject(value, rewriting) };
}

const pinnedText = (text: string, { pins }: Pins): string =>
  pins.reduce(
    (changed, { key, url, path, pinned }) =>
      changed.includes(key)
        ? changed
            .replace(url, () => pinned.url)
            .replace(path, (_, scheme: string) => `${scheme}${pinned.bucket}/${pinned.key}`)
        : changed,
    text,
  );

/** Bucket, key and version, where an object names an asset with the properties of its resource type. */
function pinnedObject(
  value: Readonly<Record<string, unknown>>,
  { location, spelling, pins }: Rewriting,
): Record<string, string> {
  if (!location) return {};
  const [bucket, key] = [spelling.of(value[location.bucket]), spelling.of(value[location.key])];
  const named = pins.find((pin) => pin.bucket === bucket && pin.key === key);
  if (!named) return {};
  const { pinned } = named;
  return { [location.bucket]: pinned.bucket, [location.key]: pinned.key, [location.version]: pinned.versionId };
}
