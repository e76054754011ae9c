import { STACK_TAGS } from '../../../lib/domain/names';
import { laneOf, type ReleaseManifest, type ReleaseStack } from '../../../lib/domain/release';
import { nameOf } from '../../edge/release-stacks/parameters';
import type { Input } from './seen';
import type { Start } from './starting';

/** Create one stack, as the release says. */
export interface Create {
  readonly kind: 'create';
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
  act.kind === 'create' ? { ...act, parameters: Object.keys(act.parameters) } : act;

/** Delete one stack, by its id: another one of the same name is never meant. */
export interface Delete {
  readonly kind: 'delete';
  readonly stackName: string;
  readonly id: string;
  /** Same for every try of this run. */
  readonly token: string;
}

/** @param parameters as {@link resolvedParameters} has them */
export function creationOf(
  stack: ReleaseStack,
  parameters: Create['parameters'],
  { manifest, input }: { readonly manifest: ReleaseManifest; readonly input: Input },
): Create {
  const { plan, epoch, run } = input;
  const { release } = manifest;
  return {
    kind: 'create',
    stackName: nameOf(stack.name, manifest, input),
    template: stack.template,
    parameters,
    capabilities: stack.capabilities,
    tags: {
      [STACK_TAGS.plan]: plan.name,
      [STACK_TAGS.release]: release,
      [STACK_TAGS.epoch]: String(epoch),
      [STACK_TAGS.lane]: laneOf(run.verb),
    },
    token: tokenOf(`${stack.name}-${release}-${epoch}`),
  };
}

/** @param id of the stack that is deleted */
export const deletionOf = (stackName: string, id: string, { epoch }: Input): Delete => ({
  kind: 'delete',
  stackName,
  id,
  token: tokenOf(`replace-${stackName}-${epoch}`),
});

/** What CloudFormation takes as a token: letters, digits and hyphens, at most 128. */
const tokenOf = (text: string): string => text.replace(/[^A-Za-z0-9-]/g, '-').slice(0, 128);
