import { stackNameOf } from '../../../lib/domain/names';
import { laneOf, type ParameterValue, type ReleaseManifest, type ReleaseStack } from '../../../lib/domain/release';
import { type Input, type SeenStack, treatmentFor, type Verified } from './seen';

/** What a stack of the release is called here, in the lane of the run. */
export const nameOf = (
  stack: string,
  { release }: ReleaseManifest,
  { plan, run }: Pick<Input, 'plan' | 'run'>,
): string => stackNameOf(plan.release.stackName, { stack, release, lane: laneOf(run.verb) });

export interface Resolved {
  readonly values: Readonly<Record<string, string>>;
  /** Parameters whose output does not exist, though its stack is complete. */
  readonly missing: readonly string[];
  /** Whether a stack that the values come from is not complete yet. */
  readonly isOpen: boolean;
}

/** The parameters of a stack in the lane of the run, with the outputs of the stacks it depends on. */
export function resolvedParameters(stack: ReleaseStack, { manifest, stacks }: Verified, input: Input): Resolved {
  const given = Object.entries(stack.parameters[laneOf(input.run.verb)]);
  const standing = (name: string) => stacks.find((seen) => seen.stack === name && stands(seen, manifest, input));
  const resolved = given.map(([key, value]) => ({ key, value, text: resolve(value, standing) }));
  return {
    values: Object.fromEntries(resolved.flatMap(({ key, text }) => (text === undefined ? [] : [[key, text]]))),
    missing: resolved.flatMap(({ key, value, text }) =>
      text === undefined && typeof value !== 'string' ? [`${key} (${value.stack}.${value.output})`] : [],
    ),
    isOpen: !stack.dependsOn.every(standing),
  };
}

const stands = (seen: SeenStack, { release }: ReleaseManifest, input: Input): boolean =>
  ['complete', 'compared'].includes(treatmentFor(seen, release, input));

const resolve = (value: ParameterValue, standing: (name: string) => SeenStack | undefined): string | undefined =>
  typeof value === 'string' ? value : standing(value.stack)?.outputs[value.output];
