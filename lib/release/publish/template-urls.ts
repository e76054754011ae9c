import { isJson } from '../../domain/json';
import type { Template } from '../source';

/** What a template may fetch others from. */
export interface OwnTemplates {
  /** Of every URL of this Region's bucket, see `Names.templateUrlPrefix`. */
  readonly prefix: string;
  /** URLs of what was put there for this release, each with its version. */
  readonly urls: readonly string[];
}

/**
 * Where a template that is about to be signed would fetch another from anywhere but this Region's bucket, or one that
 * was not put there for this release, or in whatever version lies there on the day; each a path in it. Pure.
 */
export const foreignTemplateUrls = ({ Resources }: Template, own: OwnTemplates): string[] =>
  urlsIn(Resources, 'Resources').flatMap(({ path, value }) => (isOwn(value, own) ? [] : [path]));

interface WrittenUrl {
  readonly path: string;
  readonly value: unknown;
}

/** Every `TemplateURL`, however deep: a loop over resources holds them deeper than a resource does. */
function urlsIn(value: unknown, path: string): WrittenUrl[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => urlsIn(item, `${path}.${index}`));
  if (!isJson(value)) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    key === 'TemplateURL' ? [{ path: `${path}.${key}`, value: member }] : urlsIn(member, `${path}.${key}`),
  );
}

const isOwn = (value: unknown, { prefix, urls }: OwnTemplates): boolean =>
  typeof value === 'string' && urls.includes(value) && value.startsWith(prefix) && /\?versionId=[^&]/.test(value);
