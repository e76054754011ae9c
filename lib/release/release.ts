import type { ReleaseStack } from '../domain/release';
import type { NestedTemplate, SourceAsset, Template } from './source';

/** A stack of a release before it belongs to a Region. */
export interface ComposedStack {
  readonly name: string;
  /** Asset locations as the author wrote them; what it imported from other stacks of the release are parameters now. */
  readonly template: Template;
  /** `comparableSha256` of the template as the author wrote it. */
  readonly sourceSha256: string;
  readonly dependsOn: readonly string[];
  /** Parameters that are filled by an output of another stack of the release, parameter → output. */
  readonly given: Readonly<Record<string, { readonly stack: string; readonly output: string }>>;
  readonly capabilities: ReleaseStack['capabilities'];
  readonly outputs: readonly string[];
}

/** A release: what the source says, in the order of its dependencies, alike for every Region. */
export interface Release {
  /** Of its content alone: the same templates and assets are the same release, whenever and wherever it is made. */
  readonly id: string;
  readonly stacks: readonly ComposedStack[];
  readonly assets: readonly SourceAsset[];
  readonly nested: readonly NestedTemplate[];
}
