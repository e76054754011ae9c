import type { InputOf } from '../../../lib/domain/step';
import { otherStacks, otherStacksSentence } from '../../edge/other-releases';
import type { Reading } from '../../edge/reading';
import type { DescribedStack } from '../../edge/stacks';
import type { Verification } from '../../edge/staged-release';
import { type Finding, holds } from './finding';
import type { checkReadiness } from './step';

/** The release, and every stack of the plan that stands here. */
export interface SeenBesideRelease {
  readonly release: Verification;
  readonly planStacks: Reading<readonly DescribedStack[]>;
}

/** What stands beside the stacks of the release is told, and stops nobody: users have nowhere else to go. */
export function judgeOthers(
  { release: { release }, planStacks }: SeenBesideRelease,
  input: InputOf<typeof checkReadiness>,
): Finding {
  if (!release) return holds();
  const { manifest } = release;
  const sentence = otherStacksSentence(otherStacks(planStacks, { ...input, manifest }), manifest.release);
  return sentence ? holds(sentence) : holds();
}
