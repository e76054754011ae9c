import type { ReleaseSide, ReleaseStack } from '../../domain/release';
import type { Template } from '../source';

/** A release whose templates name no place: two that hold the same are the same, wherever each was read. */
export interface ComparableRelease extends ReleaseSide {
  readonly stacks: readonly ComparableStack[];
}

export interface ComparableStack {
  /** Its name in the release; of a nested one, `parent/LogicalId`. */
  readonly name: string;
  readonly template: Template;
  readonly settings: StackSettings;
}

/** What a stack is deployed with, as far as it is known. */
export interface StackSettings {
  readonly dependsOn: readonly string[];
  readonly capabilities: readonly string[];
  /** Values of its parameters. @default not published, so nobody knows */
  readonly parameters?: ReleaseStack['parameters'];
}

/** An object of a release bucket as templates name it. */
export interface Pin {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  readonly url: string;
}

/** What stands for bucket and version of everything that a template names. */
const BUCKET = 'release-bucket';
const VERSION = 'released-version';

/** The pin that stands for an object wherever it lies. */
export const neutralPin = (key: string): Pin => ({
  bucket: BUCKET,
  key,
  versionId: VERSION,
  url: `release-bucket://${key}`,
});

/** A name for a nested template that says what is in it: its key in a bucket holds names of that bucket. */
export const nestedKeyOf = (sha256: string): string => `nested/${sha256}`;

/** The stacks that a template creates: logical id → key of the neutral pin behind its TemplateURL. */
function nestedStacksOf(template: Template): readonly { readonly logicalId: string; readonly key: string }[] {
  const prefix = neutralPin(nestedKeyOf('')).url;
  return Object.entries(template.Resources).flatMap(([logicalId, { Properties }]) => {
    const url = Properties?.TemplateURL;
    return typeof url === 'string' && url.startsWith(prefix)
      ? [{ logicalId, key: nestedKeyOf(url.slice(prefix.length)) }]
      : [];
  });
}

/** A stack and, behind it, those that it creates. @param nested key of the neutral pin → template */
export function withNested(stack: ComparableStack, nested: ReadonlyMap<string, Template>): readonly ComparableStack[] {
  const children = nestedStacksOf(stack.template).flatMap(({ logicalId, key }) => {
    const template = nested.get(key);
    const name = `${stack.name}/${logicalId}`;
    return template ? withNested({ name, template, settings: { dependsOn: [], capabilities: [] } }, nested) : [];
  });
  return [stack, ...children];
}
