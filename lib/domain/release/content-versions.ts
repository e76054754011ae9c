import { canonicalJson } from '../canonical-json';
import { isJson, type Json } from '../json';
import { asShown, comparableTemplate } from './comparable-template';
import { CONTENT_KEY, VERSIONS } from './deployed-template';

/** A version that a template names of an object whose key says what lies there. */
export interface ContentVersion {
  /** Where in the template. */
  readonly path: string;
  readonly key: string;
  /** Of the bytes, by the key: 64 lower-case hex digits. */
  readonly sha256: string;
  /** @default it names none, or none that can be read */
  readonly versionId?: string;
}

/**
 * The versions that a template names and another, which is alike by `deployedTemplate`, does not name in the same
 * place. Whoever may write to the bucket can put other bytes there as one more version, so a key alone proves nothing.
 */
export function otherVersions({ found, wanted }: { readonly found: Json; readonly wanted: Json }): ContentVersion[] {
  const named = new Map(versionsIn(asShown(comparableTemplate(wanted)), '').map(({ path, text }) => [path, text]));
  return versionsIn(asShown(comparableTemplate(found)), '').flatMap(({ text, ...version }) =>
    named.get(version.path) === text ? [] : [version],
  );
}

/** @param text by which two versions are told apart */
type Named = ContentVersion & { readonly text: string };

const IN_TEXT = /((?:assets|templates)\/([0-9a-f]{64})(?:\.\w+)*)(?:\?versionId=([\w%.~-]+))?/g;

function versionsIn(value: unknown, path: string): Named[] {
  if (typeof value === 'string') {
    return [...value.matchAll(IN_TEXT)].map(([, key = '', sha256 = '', escaped], index) => ({
      path: index === 0 ? path : `${path}.${index}`,
      key,
      sha256,
      text: escaped ?? '',
      ...versionOf(escaped),
    }));
  }
  const within = (name: string | number) => (path === '' ? `${name}` : `${path}.${name}`);
  if (Array.isArray(value)) return value.flatMap((member, index) => versionsIn(member, within(index)));
  if (!isJson(value)) return [];
  const besideKeys = VERSIONS.flatMap(([keyName, versionName]) => {
    const key = textOf(value[keyName]);
    const sha256 = CONTENT_KEY.exec(key)?.[1];
    if (sha256 === undefined) return [];
    const version = value[versionName];
    const named = { path: within(versionName), key, text: canonicalJson(version ?? null) };
    return [{ ...named, sha256, ...(typeof version === 'string' && { versionId: version }) }];
  });
  return [...besideKeys, ...Object.entries(value).flatMap(([name, member]) => versionsIn(member, within(name)))];
}

/** An intrinsic, or anything else that is no text, is no key. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A version as a URL has it. */
function versionOf(escaped: string | undefined): Pick<ContentVersion, 'versionId'> {
  try {
    return escaped === undefined ? {} : { versionId: decodeURIComponent(escaped) };
  } catch {
    return {};
  }
}
