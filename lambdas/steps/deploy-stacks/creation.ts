import { STACK_TAGS } from '../../../lib/domain/names';
import { laneOf, type ReleaseManifest, type ReleaseStack } from '../../../lib/domain/release';
import { nameOf } from '../../edge/release-stacks/parameters';
import type { Input } from './seen';
import type { Start } from './starting';

/** Create stacks that need nothing of each other, side by side. */
export interface Create {
  readonly kind: 'create';
  readonly stacks: readonly Creation[];
}

/** One stack, as the release says. */
export interface Creation {
  readonly stackName: string;
  readonly template: { readonly key: string; readonly versionId: string };
  readonly parameters: Readonly<Record<string, string>>;
  readonly capabilities: ReleaseStack['capabilities'];
  readonly tags: Readonly<Record<string, string>>;
  /** Same for every try of this run, so that CloudFormation recognises a repeated call. */
  readonly token: string;
}

/** What of an act may be kept in the evidence: of its parameters the names, for a value may be a secret. */
export const recordedOf = (act: Create | Delete | Start): object =>
  act.kind === 'create' ? { ...act, stacks: act.stacks.map(withoutValues) } : act;

const withoutValues = (stack: Creation) => ({ ...stack, parameters: Object.keys(stack.parameters) });

/** Delete stacks that need nothing of each other, side by side. */
export interface Delete {
  readonly kind: 'delete';
  readonly stacks: readonly Deletion[];
}

/** One stack, by its id: another one of the same name is never meant. */
export interface Deletion {
  readonly stackName: string;
  readonly id: string;
  /** Same for every try of this run. */
  readonly token: string;
}

/** What the creations of one release have in common. */
export interface Creating {
  readonly manifest: ReleaseManifest;
  /** As {@link levels} tells them. */
  readonly levels: ReadonlyMap<string, number>;
  readonly input: Input;
}

/** @param parameters as {@link resolvedParameters} has them */
export function creationOf(
  stack: ReleaseStack,
  parameters: Creation['parameters'],
  { manifest, levels, input }: Creating,
): Creation {
  const { plan, epoch, run } = input;
  const { release } = manifest;
  return {
    stackName: nameOf(stack.name, manifest, input),
    template: stack.template,
    parameters,
    capabilities: stack.capabilities,
    tags: {
      [STACK_TAGS.plan]: plan.name,
      [STACK_TAGS.release]: release,
      [STACK_TAGS.epoch]: String(epoch),
      [STACK_TAGS.lane]: laneOf(run.verb),
      [STACK_TAGS.level]: String(levels.get(stack.name) ?? 1),
    },
    token: tokenOf(`${stack.name}-${release}-${epoch}`),
  };
}

/** @param id of the stack that is deleted */
export const deletionOf = (stackName: string, id: string, { epoch }: Input): Deletion => ({
  stackName,
  id,
  token: tokenOf(`replace-${stackName}-${epoch}`),
});

/** What CloudFormation takes as a token: letters, digits and hyphens, at most 128. */
const tokenOf = (text: string): string => text.replace(/[^A-Za-z0-9-]/g, '-').slice(0, 128);
